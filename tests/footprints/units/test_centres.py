"""The centres of units, the eccentricity of bases, and the remoteness of areas."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from footprints.errors import CrsError
from footprints.membership.members import Members, index_members
from footprints.schema import CRS
from footprints.units.centres import (
    find_centres,
    find_footprint_centroids,
    measure_eccentricity,
    measure_remoteness,
)
from footprints.units.clouds import make_cloud
from tests.footprints.smallengland import (
    BRACKLEY,
    CORNER,
    EASTMERE,
    Built,
    England,
    make_layer,
    make_square,
)


@pytest.fixture
def members(built: Built, england: England) -> Members:
    return index_members(built.schools, built.memberships, england.units)


def to_km(row: pd.Series, which: str) -> list[float]:
    """Give a centre in kilometres from the corner."""
    at = row[[f"{which}_easting", f"{which}_northing"]].to_numpy(dtype="float64")
    return list((at - CORNER) / 1000)


def test_eccentricity_is_the_way_from_base_to_mean_centre_in_standard_distances() -> None:
    cloud = make_cloud([(0, 0), (3000, 0), (0, 4000)])
    found = measure_eccentricity(cloud, np.array([[1000, 1333.333333 + 4714.045]]))
    assert found["base_to_mean_km"][0] == pytest.approx(4.714045)
    assert found["eccentricity"][0] == pytest.approx(2, abs=1e-6)


def test_the_centres_of_a_unit_are_those_counted_by_hand(members: Members) -> None:
    # Hallam's schools at (26, 16) and (22, 12), base at (25, 15)
    row = find_centres(members).loc["maths", "M3"]
    assert row[["n_schools", "n_counted"]].tolist() == [2, 2]
    assert to_km(row, "mean") == pytest.approx([24, 14])
    assert to_km(row, "median") == pytest.approx([24, 14])
    assert row["sd_km"] == pytest.approx(8**0.5)
    assert row["base_to_mean_km"] == pytest.approx(2**0.5)
    assert row["eccentricity"] == pytest.approx(0.5)


def test_a_school_without_coordinates_is_a_member_and_counts_for_no_centre(
    members: Members,
) -> None:
    # Eastmere: (5, 15) and (15, 15), and two whose place nobody knows
    row = find_centres(members).loc["lad", EASTMERE]
    assert row[["n_schools", "n_counted"]].tolist() == [4, 2]
    assert to_km(row, "mean") == pytest.approx([10, 15])


def test_units_without_base_or_spread_have_no_eccentricity(members: Members) -> None:
    centres = find_centres(members)
    assert centres.loc[("lad", EASTMERE), "sd_km"] == pytest.approx(5)
    assert np.isnan(centres.loc[("lad", EASTMERE), "eccentricity"])
    assert centres.loc[("lad", BRACKLEY), "sd_km"] == 0
    assert np.isnan(centres.loc[("english", "L2"), "eccentricity"])
    # a hub whose base is known and that nobody is in
    empty = index_members(members.schools[:0], pd.DataFrame(columns=_HELD), members.units)
    none = find_centres(empty).loc["maths", "M1"]
    assert none["n_schools"] == 0
    assert none[["mean_easting", "median_easting", "sd_km", "eccentricity"]].isna().all()


_HELD = ["urn", "system", "unit_id", "certainty"]


def test_pupils_weigh_and_a_school_that_states_none_is_counted_out(
    built: Built, england: England
) -> None:
    pupils = built.schools["urn"].map({108: 300.0, 115: 100.0})
    schools = built.schools.assign(pupils=pupils)
    members = index_members(schools, built.memberships, england.units)
    row = find_centres(members, weight="pupils").loc["maths", "M3"]
    assert to_km(row, "mean") == pytest.approx([25, 15])
    assert row["eccentricity"] == pytest.approx(0, abs=1e-9)
    # three quarters of the weight pull at the first school's place
    assert to_km(row, "median") == pytest.approx([26, 16])
    unstated = find_centres(members, weight="pupils").loc["trust", "T1"]
    assert unstated[["n_schools", "n_counted"]].tolist() == [3, 0]
    assert np.isnan(unstated["sd_km"])


def test_the_footprint_centroid_is_that_of_all_its_polygons() -> None:
    layer = make_layer({"a": make_square(0, 0, 10, 10), "b": make_square(10, 0, 40, 10)})
    parts = gpd.GeoDataFrame(
        {"system": ["maths", "maths"], "unit_id": ["M1", "M1"]}, geometry=layer.geometry, crs=CRS
    )
    found = find_footprint_centroids(parts)
    assert to_km(found.loc["maths", "M1"], "centroid") == pytest.approx([20, 5])
    whole = parts.dissolve().centroid.iloc[0]
    assert found.loc["maths", "M1"].tolist() == pytest.approx([whole.x, whole.y])
    with pytest.raises(CrsError, match="`footprints` must be in EPSG:27700"):
        find_footprint_centroids(parts.to_crs(4326))


def test_the_footprint_centroid_is_no_centre_of_schools(built: Built, members: Members) -> None:
    centroids = find_footprint_centroids(built.dissolved)
    # Hallam's outline is a square about (25, 15), its schools are about (24, 14)
    assert to_km(centroids.loc["maths", "M3"], "centroid") == pytest.approx([25, 15])
    assert to_km(find_centres(members).loc["maths", "M3"], "mean") == pytest.approx([24, 14])


@pytest.fixture
def line() -> Members:
    """Nine schools in a line, 1 to 8 km from the base of their hub, two of them at 4."""
    urns = range(1, 10)
    km = [1, 2, 3, 4, 4, 5, 6, 7, 8]
    schools = pd.DataFrame(
        {"urn": urns, "easting": [1000.0 * d for d in km], "northing": 0.0, "pupils": 1.0}
    )
    held = pd.DataFrame({"urn": urns, "system": "hub", "unit_id": "H", "certainty": "listed"})
    units = pd.DataFrame(
        {"system": ["hub"], "unit_id": ["H"], "base_easting": [0.0], "base_northing": [0.0]}
    )
    return index_members(schools, held, units, scope="all")


@pytest.mark.parametrize(
    ("urns", "km", "percentile"),
    [
        ([1], 1, 100 * 0.5 / 9),
        ([9], 8, 100 * 8.5 / 9),
        ([4], 4, 100 * (3 + 1) / 9),
        ([3, 4, 5], 4, 100 * (3 + 1) / 9),
        # an even number: the median is no school's distance
        ([7, 8], 6.5, 100 * 7 / 9),
        (range(1, 10), 4, 100 * (3 + 1) / 9),
    ],
)
def test_remoteness_is_a_mid_rank_percentile(
    line: Members, urns: list[int], km: float, percentile: float
) -> None:
    areas = pd.Series("here", index=list(urns))
    row = measure_remoteness(areas, line).loc["here", "hub", "H"]
    assert row["n_area"] == len(urns)
    assert row["n_unit"] == 9
    assert row["median_km"] == pytest.approx(km)
    assert row["percentile"] == pytest.approx(percentile)


def test_only_schools_of_the_unit_with_a_distance_count(line: Members, members: Members) -> None:
    areas = pd.Series(["here", None, "there", "there"], index=[1, 2, 8, 777])
    found = measure_remoteness(areas, line)
    assert found.reset_index()[["area", "n_area"]].to_numpy().tolist() == [
        ["here", 1],
        ["there", 1],
    ]
    everywhere = measure_remoteness(pd.Series("all", index=members.schools["urn"]), members)
    systems = everywhere.reset_index()["system"].unique()
    assert sorted(systems) == ["english", "maths"]


def test_an_empty_area_is_remote_from_nothing(line: Members) -> None:
    empty = measure_remoteness(pd.Series([], index=pd.Index([], dtype="int64"), dtype="str"), line)
    assert empty.empty
    assert list(empty.columns) == ["n_area", "n_unit", "median_km", "percentile"]
