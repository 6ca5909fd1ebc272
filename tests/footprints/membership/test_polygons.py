"""The polygon of each unit."""

from itertools import combinations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import CrsError
from footprints.membership.polygons import SLIVER_M2, dissolve_footprints, wrap_members
from footprints.schema import CRS, TABLES
from tests.footprints.smallengland import (
    Built,
    England,
    build_england,
    make_layer,
    make_square,
    make_texts,
)

HELD = ["system", "unit_id", "certainty", "area_code", "as_of"]
NOBODY = make_texts(system=[], unit_id=[], certainty=[])


def hold(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    columns = zip(*rows, strict=True)
    return make_texts(**dict(zip(HELD[:4], columns, strict=True))).assign(as_of="2025")


def site(*points: shapely.Point | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"urn": range(1, len(points) + 1)}, geometry=list(points), crs=CRS)


def list_in(unit_ids: list[str | None], *, certainty: str = "listed") -> pd.DataFrame:
    n = len(unit_ids)
    table = make_texts(system=["trust"] * n, unit_id=unit_ids, certainty=[certainty] * n)
    return table.assign(urn=range(1, n + 1))


TRIANGLE = [shapely.Point(0, 0), shapely.Point(3000, 0), shapely.Point(0, 4000)]


def test_each_unit_covers_its_pieces(built: Built) -> None:
    drawn = built.dissolved.set_index(["system", "unit_id", "certainty"])
    km2 = (drawn.area / 1e6).to_dict()
    assert km2 == pytest.approx(
        {
            ("english", "L1", "partial"): 200,
            ("english", "L2", "designated"): 100,
            ("english", "L3", "partial"): 200,
            ("maths", "M1", "designated"): 100,
            ("maths", "M2", "designated"): 200,
            ("maths", "M3", "shared"): 100,
            ("maths", "M4", "shared"): 100,
            ("maths", "M5", "designated"): 102,
            ("maths", "M6", "designated"): 98,
            ("la", "901", "designated"): 100,
            ("la", "902", "designated"): 200,
            ("la", "904", "designated"): 200,
            ("la", "908", "designated"): 100,
            ("lad", "E06000901", "designated"): 100,
            ("lad", "E06000904", "designated"): 200,
            ("lad", "E07000902", "designated"): 100,
            ("lad", "E07000903", "designated"): 100,
            ("lad", "E08000908", "designated"): 100,
            ("region", "E12000901", "designated"): 300,
            ("region", "E12000902", "designated"): 300,
        }
    )
    assert drawn.loc[("maths", "M2", "designated"), "n_areas"] == 2
    assert drawn.loc[("maths", "M2", "designated"), "n_schools"] == 3
    assert drawn.loc[("maths", "M3", "shared"), "n_schools"] == 2
    assert drawn.loc[("english", "L2", "designated"), "n_schools"] == 0
    assert set(drawn["method"]) == {"dissolve"}


def test_polygons_are_valid_and_without_a_seam(built: Built) -> None:
    assert built.dissolved.is_valid.all()
    lad = built.dissolved.query("system == 'lad' and unit_id == 'E06000904'").geometry.iloc[0]
    assert lad.equals(make_square(0, 10, 20, 20))
    assert lad.geom_type == "Polygon"


def test_designated_units_of_one_system_never_overlap(built: Built) -> None:
    sure = built.dissolved[built.dissolved["certainty"] == "designated"]
    for system, units in sure.groupby("system"):
        for one, other in combinations(units.geometry, 2):
            assert one.intersection(other).area == pytest.approx(0, abs=1), system


def test_administrative_systems_fill_england(built: Built) -> None:
    area = built.dissolved.assign(km2=built.dissolved.area / 1e6).groupby("system")["km2"].sum()
    assert area[["la", "lad", "region"]].tolist() == pytest.approx([600, 600, 600])


def test_row_order_does_not_matter_and_nothing_is_changed(built: Built) -> None:
    held = built.held[HELD]
    members = built.memberships
    before = [table.copy() for table in (held, built.pieces, members)]
    drawn = dissolve_footprints(held, built.pieces, members)
    again = dissolve_footprints(held.iloc[::-1], built.pieces.iloc[::-1], members.iloc[::-1])
    pd.testing.assert_frame_equal(drawn.drop(columns="geometry"), again.drop(columns="geometry"))
    assert drawn.geom_equals(again).all()
    for table, copy in zip((held, built.pieces, members), before, strict=True):
        assert table.equals(copy)


def make_pieces(outlines: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Make a layer of districts that nothing divides."""
    layer = make_layer(outlines)
    return layer.assign(lad_code=layer["area_code"])


def test_a_divided_district_is_one_area() -> None:
    pieces = make_layer({c: make_square(i, 0, i + 1, 1) for i, c in enumerate("ABC")})
    pieces["lad_code"] = pd.Series(["L", "L", "C"], dtype="str")
    held = hold(*(("maths", "M1", "designated", c) for c in "ABC"))
    assert dissolve_footprints(held, pieces, NOBODY)["n_areas"].tolist() == [2]


def test_a_hull_counts_whom_it_is_told_to_count() -> None:
    members = list_in(["T", "T", "T"])
    wrapped = wrap_members(site(*TRIANGLE), members, counted=members.iloc[:1])
    assert wrapped["n_schools"].tolist() == [1]


@pytest.mark.parametrize(("width_m", "closed"), [(99.0, True), (101.0, False)])
def test_holes_below_a_hectare_are_slivers(width_m: float, *, closed: bool) -> None:
    hole = shapely.box(1000, 1000, 1000 + width_m, 1100)
    ring = shapely.box(0, 0, 5000, 5000).difference(hole)
    assert (hole.area < SLIVER_M2) == closed
    drawn = dissolve_footprints(
        hold(("maths", "M1", "designated", "A")), make_pieces({"A": ring}), NOBODY
    )
    assert (drawn.area.iloc[0] == 25_000_000) == closed


def test_islands_stay_apart_and_each_certainty_has_its_own_row() -> None:
    pieces = make_pieces({c: make_square(i * 5, 0, i * 5 + 1, 1) for i, c in enumerate("ABC")})
    drawn = dissolve_footprints(
        hold(
            ("maths", "M1", "designated", "A"),
            ("maths", "M1", "designated", "B"),
            ("maths", "M1", "partial", "C"),
        ),
        pieces,
        NOBODY,
    )
    assert drawn["certainty"].tolist() == ["designated", "partial"]
    assert drawn["n_areas"].tolist() == [2, 1]
    assert drawn.geom_type.tolist() == ["MultiPolygon", "Polygon"]
    assert drawn["n_schools"].tolist() == [0, 0]


def test_nothing_held_draws_nothing(built: Built) -> None:
    for drawn in (
        dissolve_footprints(built.held.iloc[:0], built.pieces, NOBODY),
        wrap_members(built.schools, built.memberships.iloc[:0]),
    ):
        assert drawn.empty
        assert drawn.columns.tolist() == list(TABLES["footprints"].columns)
        assert drawn.crs.to_epsg() == 27700


def test_every_layer_must_be_on_the_national_grid(built: Built) -> None:
    with pytest.raises(CrsError, match="`pieces` must be in EPSG:27700, got"):
        dissolve_footprints(built.held, built.pieces.to_crs(4326), NOBODY)
    with pytest.raises(CrsError, match="`schools` must be in EPSG:27700, got"):
        wrap_members(built.schools.to_crs(4326), built.memberships)


def test_a_hull_is_the_shape_of_the_sites(built: Built) -> None:
    (trust,) = built.wrapped.to_dict("records")
    assert (trust["system"], trust["unit_id"], trust["method"]) == ("trust", "T1", "hull")
    # a right triangle with two sides of 10 km
    assert trust["geometry"].area / 1e6 == pytest.approx(50)
    assert (trust["n_schools"], trust["n_areas"]) == (3, 0)


def test_the_triangle_of_the_metrics_document() -> None:
    wrapped = wrap_members(site(*TRIANGLE), list_in(["T", "T", "T"]))
    assert wrapped.area.tolist() == [6_000_000]


@pytest.mark.parametrize(
    "points",
    [
        TRIANGLE[:2],
        [TRIANGLE[0]] * 3,
        [shapely.Point(0, 0), shapely.Point(1, 1), shapely.Point(7, 7)],
        [*TRIANGLE[:2], None],
        [*TRIANGLE[:2], shapely.Point()],
        [*TRIANGLE[:2], shapely.Point(float("nan"), float("nan"))],
    ],
)
def test_sites_that_span_no_ground_have_no_hull(points: list[shapely.Point | None]) -> None:
    assert wrap_members(site(*points), list_in(["T"] * len(points))).empty


def test_a_member_without_a_site_counts_but_does_not_shape() -> None:
    wrapped = wrap_members(site(*TRIANGLE, None), list_in(["T"] * 4))
    assert wrapped["n_schools"].tolist() == [4]
    assert wrapped.area.tolist() == [6_000_000]


def test_schools_without_a_unit_are_not_wrapped_together() -> None:
    inside = list_in(["T", "T", "T", None, None, None])
    wrapped = wrap_members(site(*TRIANGLE, *TRIANGLE), inside)
    assert wrapped["unit_id"].tolist() == ["T"]


def test_wrapping_ignores_row_order_and_changes_nothing(built: Built) -> None:
    members = built.memberships[built.memberships["certainty"] == "listed"]
    before = members.copy()
    again = wrap_members(built.schools.iloc[::-1], members.iloc[::-1])
    assert again.geom_equals(built.wrapped).all()
    pd.testing.assert_frame_equal(members, before)


def test_relabelling_areas_changes_no_polygon(england: England, built: Built) -> None:
    codes = {code: f"Z{code}" for code in england.districts["lad_code"]}
    for table in (england.areas, england.former, england.coverage):
        table["area_code"] = table["area_code"].replace(codes)
    for column in ("lad_code", "successor_code"):
        england.districts[column] = england.districts[column].replace(codes)
    stated = england.establishments["district_code"]
    england.establishments["district_code"] = stated.replace(codes)
    again = build_england(england).dissolved
    hubs = again[again["system"].isin(["maths", "english"])].reset_index(drop=True)
    before = built.dissolved[built.dissolved["system"].isin(["maths", "english"])]
    assert hubs.geom_equals(before.reset_index(drop=True)).all()
    assert hubs["n_schools"].tolist() == before["n_schools"].tolist()


@settings(max_examples=40)
@given(
    at=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12),
    cut=st.integers(1, 12),
)
def test_hulls_equal_shapely_unit_by_unit(at: list[tuple[int, int]], cut: int) -> None:
    points = [shapely.Point(*xy) for xy in at]
    units = ["T" if i < cut else "S" for i in range(len(points))]
    wrapped = wrap_members(site(*points), list_in(list(units))).set_index("unit_id")
    for unit in set(units):
        mine = [p for p, u in zip(points, units, strict=True) if u == unit]
        hull = shapely.MultiPoint(mine).convex_hull
        if hull.geom_type == "Polygon":
            assert wrapped.geometry[unit].equals(hull)
            assert wrapped["n_schools"][unit] == len(mine)
        else:
            assert unit not in wrapped.index
