"""Seams and cuts: on a grid by hand, against a loop over pairs, and what must not matter."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import CrsError, UnknownKeyError
from footprints.schema import CRS
from footprints.seams.seams import Seams, choose_territorial, find_seams
from footprints.systems.schoolgraph import SchoolGraph, connect_schools
from tests.footprints.slowseams import check_equal, check_near, find_slowly, hold_units
from tests.footprints.smallengland import Built

KM = 1000.0
SIDE = 4
COUNTS = ["kind", "systems", "through", "n_edges", "near_a", "near_b", "length_km"]


def make_memberships(held: dict[int, dict[str, str]]) -> pd.DataFrame:
    """Make the table: one letter is one unit, several letters are shared, none is none."""
    rows = []
    for urn, systems in held.items():
        for system, units in systems.items():
            certainty = "shared" if len(units) > 1 else "designated"
            rows += [(urn, system, unit, certainty) for unit in units] or [
                (urn, system, None, "none")
            ]
    return pd.DataFrame(rows, columns=["urn", "system", "unit_id", "certainty"])


def connect(places: dict[int, tuple[float, float]]) -> SchoolGraph:
    """Connect schools at places given in kilometres, with a Gabriel graph."""
    rows = [(urn, KM * x, KM * y) for urn, (x, y) in places.items()]
    table = pd.DataFrame(rows, columns=["urn", "easting", "northing"])
    return connect_schools(table, kind="gabriel")


def make_grid() -> tuple[SchoolGraph, dict[int, dict[str, str]]]:
    """
    Make 16 schools a kilometre apart; urn 10x + y.

    Hubs are A in the west and B in the east; centres P and Q likewise in the south, and R is all
    of the north.
    """
    places = {10 * x + y: (float(x), float(y)) for x in range(SIDE) for y in range(SIDE)}
    held = {
        urn: {"hub": "AB"[x > 1], "centre": "R" if y > 1 else "PQ"[x > 1]}
        for urn, (x, y) in places.items()
    }
    return connect(places), held


@pytest.fixture
def grid() -> tuple[SchoolGraph, dict[int, dict[str, str]]]:
    return make_grid()


def seek(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]], *systems: str, **options: Any
) -> Seams:
    """Find the seams of a grid, every cell a square kilometre."""
    graph, held = grid
    chosen = systems or ("hub", "centre")
    options = {"reach_km": 0.5, "near_km": 0.6} | options
    return find_seams(graph, make_memberships(held), chosen, **options)


def test_a_grid_by_hand(grid: tuple[SchoolGraph, dict[int, dict[str, str]]]) -> None:
    seams = seek(grid)
    assert seams.lines[COUNTS].to_numpy().tolist() == [
        ["seam", "hub, centre", "", 2, 2, 2, 2.0],
        ["cut", "centre", "hub", 2, 2, 2, 2.0],
        ["cut", "hub", "centre", 2, 2, 2, 2.0],
        ["cut", "centre", "hub", 2, 2, 2, 2.0],
    ]
    assert seams.lines["seam"].tolist() == [0, 1, 2, 3]
    assert seams.lines.crs == CRS
    # the seam runs north from the southern edge, each cut from the middle to an edge
    drawn = [sorted((x / KM, y / KM) for x, y in line.coords) for line in seams.lines.geometry]
    assert [[line[0], line[-1]] for line in drawn] == [
        [(1.5, -0.5), (1.5, 1.5)],
        [(-0.5, 1.5), (1.5, 1.5)],
        [(1.5, 1.5), (1.5, 3.5)],
        [(1.5, 1.5), (3.5, 1.5)],
    ]
    assert seams.sides.to_numpy().tolist() == [
        [0, "hub", "a", "A"],
        [0, "hub", "b", "B"],
        [0, "centre", "a", "P"],
        [0, "centre", "b", "Q"],
        [1, "hub", "both", "A"],
        [1, "centre", "a", "P"],
        [1, "centre", "b", "R"],
        [2, "hub", "a", "A"],
        [2, "hub", "b", "B"],
        [2, "centre", "both", "R"],
        [3, "hub", "both", "B"],
        [3, "centre", "a", "Q"],
        [3, "centre", "b", "R"],
    ]
    assert seams.pairs.to_numpy().tolist() == [
        ["hub", "centre", 4, 4, 2, 1 / 2],
        ["centre", "hub", 6, 6, 2, 1 / 3],
    ]


def test_near_schools_are_those_of_the_units_on_either_side(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    # two schools north of the end of the seam are 0.71 km away, but in R, which is on no side
    # of it; two south of the end of the hubs' cut are as near, and in its hubs
    near = seek(grid, near_km=0.75).lines.set_index("seam")
    assert near.loc[0, ["near_a", "near_b"]].tolist() == [2, 2]
    assert near.loc[2, ["near_a", "near_b"]].tolist() == [3, 3]


def test_a_system_alone_has_borders_and_no_seams(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    seams = seek(grid, "hub")
    assert seams.lines[COUNTS].to_numpy().tolist() == [["alone", "hub", "", 4, 4, 4, 4.0]]
    assert seams.pairs.empty


def test_a_system_against_itself_is_all_seam(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    graph, held = grid
    twice = {urn: own | {"copy": own["centre"]} for urn, own in held.items()}
    seams = seek((graph, twice), "centre", "copy")
    assert set(seams.lines["kind"]) == {"seam"}
    assert seams.pairs["coincidence"].tolist() == [1.0, 1.0]
    assert seams.lines["length_km"].sum() == seek(grid, "centre").lines["length_km"].sum()


def test_the_border_of_a_coarse_system_is_part_of_that_of_a_finer(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    graph, held = grid
    fine = {
        urn: own
        | {"fine": {"AP": "1", "AR": "2", "BQ": "3", "BR": "4"}[own["hub"] + own["centre"]]}
        for urn, own in held.items()
    }
    seams = seek((graph, fine), "hub", "fine")
    assert seams.pairs["coincidence"].tolist() == [1.0, 4 / 8]
    assert "hub" not in set(seams.lines["systems"])


def test_an_area_keeps_the_pairs_that_touch_it(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    # the south-western quarter: the whole seam and the cut along its northern side
    quarter = [0, 1, 10, 11]
    seams = seek(grid, inside=quarter)
    assert seams.lines[COUNTS].to_numpy().tolist() == [
        ["seam", "hub, centre", "", 2, 2, 2, 2.0],
        ["cut", "centre", "hub", 2, 2, 2, 2.0],
    ]
    assert seek(grid, inside=[]).lines.empty
    corner = seek(grid, inside=[0])
    assert corner.lines.empty
    assert corner.pairs["coincidence"].isna().all()
    assert list(corner.lines.columns) == list(seams.lines.columns)
    assert corner.lines.crs == CRS
    assert corner.sides.dtypes.to_dict() == seams.sides.dtypes.to_dict()


def test_what_is_at_sea_is_neither_drawn_nor_counted(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    # two islands, a sound from 0.2 to 1.4 km north between them; no land east of 2 km
    islands = [shapely.box(-900, -900, 2000, 200), shapely.box(-900, 1400, 2000, 5000)]
    land = gpd.GeoSeries(islands, crs=CRS)
    seams = seek(grid, land=land)
    assert seams.lines[COUNTS[:-1]].to_numpy().tolist() == [
        ["seam", "hub, centre", "", 2, 1, 1],
        ["cut", "centre", "hub", 2, 2, 2],
        ["cut", "hub", "centre", 2, 2, 2],
        ["cut", "centre", "hub", 1, 1, 1],
    ]
    assert seams.lines["length_km"].tolist() == pytest.approx([0.8, 2.0, 2.0, 0.5])
    assert len(seams.lines.geometry[0].geoms) == 2
    assert seams.pairs["n_border"].tolist() == [4, 5]


def test_a_border_in_a_river_stays(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    banks = [shapely.box(-900, -900, 5000, 1100), shapely.box(-900, 1900, 5000, 5000)]
    seams = seek(grid, land=gpd.GeoSeries(banks, crs=CRS))
    assert seams.lines["length_km"].tolist() == pytest.approx([2.0] * 4)


def test_land_must_be_in_the_national_grid(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    with pytest.raises(CrsError, match="`land` must be in EPSG:27700, got EPSG:4326"):
        seek(grid, land=gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=4326))


def test_a_school_in_two_units_is_parted_from_neither() -> None:
    # 1 and 2 share P, 2 and 3 share Q, 3 and 4 share nothing
    graph = connect({urn: (float(urn), 0.0) for urn in range(1, 5)})
    units = {1: "P", 2: "PQ", 3: "QR", 4: "S"}
    held = {urn: {"hub": unit, "area": "XY"[urn > 1]} for urn, unit in units.items()}
    seams = find_seams(graph, make_memberships(held), ["hub", "area"], near_km=1.5)
    assert seams.lines[["kind", "systems", "n_edges", "near_a", "near_b"]].to_numpy().tolist() == [
        ["cut", "area", 1, 1, 2],
        ["cut", "hub", 1, 2, 1],
    ]
    assert seams.sides.query("system == 'hub'").to_numpy().tolist() == [
        [0, "hub", "both", "P"],
        [1, "hub", "a", "Q"],
        [1, "hub", "a", "R"],
        [1, "hub", "b", "S"],
    ]


def test_a_school_without_a_unit_has_no_border() -> None:
    graph = connect({urn: (float(urn), 0.0) for urn in range(1, 5)})
    held = {urn: {"hub": unit} for urn, unit in {1: "A", 2: "", 3: "B", 4: "C"}.items()}
    assert find_seams(graph, make_memberships(held), ["hub"]).lines["n_edges"].tolist() == [1]
    # and where one system is not known, the other goes alone
    area = {urn: own | {"area": str(urn)} for urn, own in held.items()}
    seams = find_seams(graph, make_memberships(area), ["hub", "area"])
    assert seams.lines["kind"].tolist() == ["seam", "alone", "alone"]
    assert seams.pairs[["n_border", "n_known", "n_both"]].to_numpy().tolist() == [
        [1, 1, 1],
        [3, 1, 1],
    ]


def test_small_england_ignores_schools_without_a_place(built: Built) -> None:
    before = [built.schools.copy(), built.memberships.copy()]
    graph = connect_schools(built.schools, kind="gabriel")
    systems = ["region", "lad", "maths", "english"]
    seams = find_seams(graph, built.memberships, systems)
    held = hold_units(built.memberships)
    check_equal(seams, find_slowly(graph, held, systems))
    check_near(seams, graph, held)
    assert built.schools.equals(before[0])
    assert built.memberships.equals(before[1])


def test_nothing_to_look_at() -> None:
    nobody = connect({})
    held = make_memberships({1: {"hub": "A"}, 2: {"hub": ""}})
    seams = find_seams(nobody, held, ["hub"])
    assert seams.lines.empty
    assert seams.sides.empty
    none_chosen = find_seams(connect({1: (0, 0), 2: (1, 0)}), held, [])
    assert none_chosen.lines.empty
    assert none_chosen.pairs.empty


def test_an_unknown_system_is_refused(
    grid: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    with pytest.raises(UnknownKeyError, match=r"systems of `memberships`, got \['rich'\]"):
        seek(grid, "hub", "rich")


def test_trusts_networks_and_what_has_ended_do_not_divide_the_ground() -> None:
    systems = pd.DataFrame(
        {
            "system": ["tsh", "trust", "ring", "computing", "la"],
            "family": ["hub", "trust", "network", "hub", "area"],
            "valid_to": [None, None, None, "2025-03-31", None],
        }
    )
    assert choose_territorial(systems) == ("la", "tsh")


@st.composite
def towns(draw: st.DrawFn) -> tuple[SchoolGraph, dict[int, dict[str, str]]]:
    """Draw up to 20 schools on a small grid, each in up to two units of three systems."""
    some = st.sampled_from(["A", "A", "B", "B", "C", "AB", ""])
    place = st.tuples(st.integers(0, 5), st.integers(0, 5))
    urns = draw(st.lists(st.integers(1, 99), min_size=1, max_size=20, unique=True))
    held = {urn: {system: draw(some) for system in ("hub", "centre", "area")} for urn in urns}
    return connect({urn: draw(place) for urn in urns}), held


@settings(max_examples=40)
@given(town=towns())
def test_any_town_equals_a_loop_over_pairs(
    town: tuple[SchoolGraph, dict[int, dict[str, str]]],
) -> None:
    graph, held = town
    systems, memberships = ["area", "hub", "centre"], make_memberships(held)
    seams = find_seams(graph, memberships, systems, near_km=1.2, reach_km=3)
    units = hold_units(memberships)
    check_equal(seams, find_slowly(graph, units, systems))
    check_near(seams, graph, units)
    some = sorted(held)[::2]
    part = find_seams(graph, memberships, systems, inside=some)
    check_equal(part, find_slowly(graph, units, systems, some))
    assert part.lines["length_km"].gt(0).all()


@settings(max_examples=25)
@given(town=towns(), random=st.randoms(use_true_random=False))
def test_row_order_and_the_names_of_units_change_nothing(
    town: tuple[SchoolGraph, dict[int, dict[str, str]]], random: Any
) -> None:
    graph, held = town
    memberships = make_memberships(held)
    rows = list(range(len(memberships)))
    random.shuffle(rows)
    one = find_seams(graph, memberships, ["hub", "centre"])
    other = find_seams(graph, memberships.iloc[rows], ["hub", "centre"])
    for name in ("lines", "sides", "pairs"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    mapped = memberships["unit_id"].map({"A": "z", "B": "y", "C": "x"})
    renamed = find_seams(graph, memberships.assign(unit_id=mapped), ["hub", "centre"])
    pd.testing.assert_frame_equal(one.pairs, renamed.pairs)
    written = [
        sorted(
            (row.kind, row.systems, row.n_edges, *sorted([row.near_a, row.near_b]), row.length_km)
            for row in seams.lines.itertuples()
        )
        for seams in (one, renamed)
    ]
    assert np.array_equal(written[0], written[1])
