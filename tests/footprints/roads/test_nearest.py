"""The nearest base found in one search is the least of all those measured one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.roads.graph import MEASURES, Direction, Measure, build_search_graph
from footprints.roads.nearest import find_nearest
from footprints.roads.network import RoadNetwork
from footprints.roads.routing import Search, route
from footprints.roads.snapping import Snapped
from tests.footprints.roads.smalltown import SPEEDS, build_town, snap, stand_on
from tests.footprints.roads.test_routing import webs


@pytest.fixture(scope="module")
def town() -> RoadNetwork:
    return build_town()


def test_the_nearest_by_road_is_not_the_nearest_in_a_straight_line(town: RoadNetwork) -> None:
    # from C one-way streets lead round the block: B is 3 km off but 11 to drive
    bases = stand_on(town, *"BA")
    nearest = find_nearest(town, stand_on(town, *"CB"), bases, SPEEDS)
    assert nearest.row.tolist() == [1, 0]
    assert nearest.cost == pytest.approx([7, 0])
    home = find_nearest(town, stand_on(town, "C"), bases, SPEEDS, direction="back")
    assert (home.row[0], home.cost[0]) == (0, pytest.approx(3))


def test_where_none_can_be_reached_there_is_none(town: RoadNetwork) -> None:
    points = stand_on(town, *"AKFI")
    nearest = find_nearest(town, points, stand_on(town, "E"), SPEEDS)
    assert nearest.row.tolist() == [0, -1, -1, -1]
    assert np.isnan(nearest.cost[1:]).all()
    none = snap(town)
    assert find_nearest(town, points, none, SPEEDS).row.tolist() == [-1] * 4


def test_ferries_are_crossed_only_where_asked_for(town: RoadNetwork) -> None:
    island, bases = stand_on(town, "I"), stand_on(town, *"AB")
    assert find_nearest(town, island, bases, SPEEDS).row.tolist() == [-1]
    crossed = find_nearest(town, island, bases, SPEEDS, ferries=True)
    assert (crossed.row[0], crossed.cost[0]) == (1, pytest.approx(18))


def test_a_limit_leaves_out_what_is_beyond_it_with_its_ends(town: RoadNetwork) -> None:
    points, base = snap(town, (0, -0.5), (0, 3)), stand_on(town, "B")
    held = find_nearest(town, points, base, SPEEDS, limit=4.6)
    assert held.row.tolist() == [0, -1]
    assert find_nearest(town, points, base, SPEEDS, limit=4.4).row.tolist() == [-1, -1]


def test_a_school_that_is_a_base_is_its_own_nearest(town: RoadNetwork) -> None:
    # both are off the road by 0.5 km at A, one on either side
    points = snap(town, (0.3, 0.4), (-0.3, -0.4), (0.05, 0))
    nearest = find_nearest(town, points, points, SPEEDS)
    assert nearest.row.tolist() == [0, 1, 2]
    assert nearest.cost.tolist() == [0, 0, 0]


def test_of_bases_in_one_place_the_first_is_taken(town: RoadNetwork) -> None:
    bases = stand_on(town, *"EBBE")
    assert find_nearest(town, stand_on(town, *"AE"), bases, SPEEDS).row.tolist() == [1, 0]


@given(
    web=webs(one_way=True),
    by=st.sampled_from(MEASURES),
    direction=st.sampled_from(["there", "back"]),
    choice=st.data(),
)
def test_one_search_gives_the_least_of_all(
    web: RoadNetwork, by: Measure, direction: Direction, choice: st.DataObject
) -> None:
    node = st.integers(-1, web.n_nodes - 1)
    points = [
        Snapped(
            web.easting[rows] + np.arange(len(rows)), web.northing[rows], rows,
            np.arange(len(rows), dtype="float64"), np.full(len(rows), "", "object"),
        )
        for rows in (np.array(choice.draw(st.lists(node, max_size=6)), "int64") for _ in "od")
    ]  # fmt: skip
    limit = choice.draw(st.sampled_from([None, 1.0]))
    search = Search(limit_km=limit, limit_minutes=limit)
    routes = route(web, *points, SPEEDS, search=search)
    costs = getattr(routes, by if direction == "there" else f"{by}_back")
    least = np.min(np.where(np.isnan(costs), np.inf, costs), axis=1, initial=np.inf)
    nearest = find_nearest(web, *points, SPEEDS, by=by, direction=direction, limit=limit)
    assert (nearest.row >= 0).tolist() == np.isfinite(least).tolist()
    found = nearest.row >= 0
    assert nearest.cost[found] == pytest.approx(least[found], abs=1e-12)
    assert costs[found, nearest.row[found]] == pytest.approx(least[found], abs=1e-12)
    assert np.isnan(nearest.cost[~found]).all()


def test_a_graph_built_once_gives_the_same(town: RoadNetwork) -> None:
    points, bases = stand_on(town, *"ABCDEI"), stand_on(town, *"BE")
    for by in MEASURES:
        for direction in ("there", "back"):
            graph = build_search_graph(town, SPEEDS, by=by, direction=direction, ferries=True)
            ready = find_nearest(
                town, points, bases, SPEEDS, by=by, direction=direction, ferries=True, graph=graph
            )
            anew = find_nearest(
                town, points, bases, SPEEDS, by=by, direction=direction, ferries=True
            )
            assert ready.row.tolist() == anew.row.tolist()
            assert ready.cost.tolist() == anew.cost.tolist()
