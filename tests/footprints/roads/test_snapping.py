"""Points come to stand on the nearest node of the main part, or on none with a reason."""

import numpy as np
import pytest

from footprints.roads.graph import find_main
from footprints.roads.network import RoadNetwork
from footprints.roads.snapping import NO_PLACE, NO_ROAD, index_main, snap_points
from tests.footprints.roads.smalltown import CORNER, build_town, place, snap, stand_on


@pytest.fixture(scope="module")
def town() -> RoadNetwork:
    return build_town()


def test_a_point_comes_to_the_nearest_node_and_its_distance_is_told(town: RoadNetwork) -> None:
    snapped = snap(town, (0.3, 0.4), (4, 3))
    assert snapped.node.tolist() == stand_on(town, "A", "C").node.tolist()
    assert snapped.snapped_m == pytest.approx([500, 0])
    assert snapped.is_placed.all()
    assert snapped.reason.tolist() == ["", ""]
    assert snapped.easting == pytest.approx([400_300, 404_000])


def test_a_point_beside_a_dead_fragment_comes_to_the_road_beyond_it(town: RoadNetwork) -> None:
    # Fenby (2, 1) is joined to nothing: the corners of the block are 2.236 km away
    beside = snap(town, (2, 1.01), limit_m=3000)
    assert beside.node[0] in stand_on(town, "A", "B").node
    assert beside.snapped_m[0] == pytest.approx(1000 * np.hypot(2, 1.01))


def test_a_point_on_an_island_is_on_no_node_and_told_so(town: RoadNetwork) -> None:
    island = snap(town, (21, 0.1))
    assert island.node.tolist() == [-1]
    assert island.reason[0] == "no road within 1 km"
    assert island.snapped_m[0] == pytest.approx(1000 * np.hypot(17, 0.1))


def test_an_island_belongs_to_the_main_part_where_ferries_are_asked_for(town: RoadNetwork) -> None:
    points = place("I") + np.array([0, 50])
    snapped = snap_points(town, points, ferries=True)
    assert snapped.node.tolist() == stand_on(town, "I").node.tolist()


def test_a_school_twenty_km_from_any_road_is_missing_and_its_distance_told(
    town: RoadNetwork,
) -> None:
    far = snap(town, (0, 25), limit_m=2500)
    assert far.node[0] == -1
    assert far.snapped_m[0] == pytest.approx(20_000)
    assert far.reason[0] == "no road within 2.5 km"


def test_the_limit_itself_is_within_it(town: RoadNetwork) -> None:
    assert snap(town, (0, -1.0)).is_placed[0]
    assert not snap(town, (0, -1.001)).is_placed[0]


def test_a_point_without_coordinates_is_missing_with_its_reason(town: RoadNetwork) -> None:
    snapped = snap_points(town, np.array([[np.nan, 1.0], CORNER, [1.0, np.inf]]))
    assert snapped.node[[0, 2]].tolist() == [-1, -1]
    assert snapped.reason.tolist() == [NO_PLACE, "", NO_PLACE]
    assert np.isnan(snapped.snapped_m[[0, 2]]).all()


def test_no_points_and_no_roads_are_answered(town: RoadNetwork) -> None:
    assert len(snap_points(town, np.empty((0, 2))).node) == 0
    none = np.zeros(0)
    empty = RoadNetwork(
        none, none, none.astype("int64"), none.astype("int64"), none, none.astype("int16"),
        ("primary",), "None", "", None, "", "0" * 16,
    )  # fmt: skip
    snapped = snap_points(empty, place("A"))
    assert (snapped.node[0], snapped.reason[0]) == (-1, NO_ROAD)
    assert np.isnan(snapped.snapped_m[0])


def test_a_main_part_made_once_gives_the_same_answer(town: RoadNetwork) -> None:
    points = place(*"ABCDEFGHI") + np.array([120, -40])
    once = snap_points(town, points, main=index_main(town))
    assert once.node.tolist() == snap_points(town, points).node.tolist()


def test_the_nearest_node_is_the_one_that_a_search_of_all_finds() -> None:
    town = build_town(spacing_m=150.0)
    points = np.random.default_rng(3).uniform(-1, 5, (200, 2)) * 1000 + CORNER
    rows = np.flatnonzero(find_main(town))
    away = np.hypot(points[:, [0]] - town.easting[rows], points[:, [1]] - town.northing[rows]).min(
        axis=1
    )
    assert snap_points(town, points, limit_m=1e9).snapped_m == pytest.approx(away)
