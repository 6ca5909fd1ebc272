"""Rings hold what is reached in time, and nothing much else."""

import numpy as np
import pytest
import shapely

from footprints.roads.graph import MEASURES, Direction, Measure
from footprints.roads.network import NetworkError, RoadNetwork, SpeedError, Speeds
from footprints.roads.rings import WIDTH_M, draw_rings
from footprints.roads.routing import route
from footprints.schema import CRS
from tests.footprints.roads.smalltown import SPEEDS, build_town, place, snap, snap_points, stand_on


@pytest.fixture(scope="module")
def town() -> RoadNetwork:
    return build_town(spacing_m=200.0)


def at(*km: float) -> shapely.Point:
    """Make a point in km from the corner."""
    return shapely.Point(np.array(km) * 1000 + place("A")[0])


def test_a_ring_ends_where_the_time_does_also_between_nodes() -> None:
    # junctions only: the edge from A to D is 3 km long and reached for 1.5 of them
    ring = draw_rings(
        build_town(), stand_on(build_town(), "A"), SPEEDS, limits=[1.5], by="km"
    ).geometry[0]
    assert ring.contains(at(0, 1.45))
    assert ring.contains(at(1.45, 0))
    assert not ring.intersects(at(0, 1.75))
    assert not ring.intersects(at(4, 1.5))


def test_one_way_streets_make_the_rings_there_and_back_differ(town: RoadNetwork) -> None:
    base = stand_on(town, "B")
    there = draw_rings(town, base, SPEEDS, limits=[3.5], by="km").geometry[0]
    back = draw_rings(town, base, SPEEDS, limits=[3.5], by="km", direction="back").geometry[0]
    # from half-way up the one-way street B is 1.5 km behind, and 12.5 km ahead
    assert not there.intersects(at(4, 1.5))
    assert back.contains(at(4, 1.5))
    assert back.contains(at(4, 3))
    assert back.contains(at(3.6, 3))


def test_neither_a_fragment_nor_the_sea_is_drawn(town: RoadNetwork) -> None:
    for ferries in (False, True):
        ring = draw_rings(
            town, stand_on(town, "B"), SPEEDS, limits=[30], by="km", ferries=ferries
        ).geometry[0]
        assert not ring.intersects(at(2, 1.2))
        assert not ring.intersects(at(12, 0))
        assert ring.contains(at(21, 0)) == ferries


@pytest.mark.parametrize("by", MEASURES)
@pytest.mark.parametrize("direction", ["there", "back"])
def test_every_node_reached_is_within_and_each_ring_holds_those_before(
    town: RoadNetwork, by: Measure, direction: Direction
) -> None:
    limits = [6.0, 1.0, 3.0]
    base = snap(town, (2, 0.2))
    rings = draw_rings(town, base, SPEEDS, limits=limits, by=by, direction=direction)
    assert rings["within"].tolist() == sorted(limits)
    assert rings.crs == CRS
    assert rings.is_valid.all()
    everywhere = snap_points(town, np.column_stack([town.easting, town.northing]))
    routes = route(town, everywhere, base, SPEEDS)
    cost = getattr(routes, by if direction == "there" else f"{by}_back")[:, 0]
    for within, ring in zip(rings["within"], rings.geometry, strict=True):
        reached = (cost <= within) & (everywhere.snapped_m == 0)
        assert reached.any()
        assert shapely.contains_xy(ring, town.easting[reached], town.northing[reached]).all()
    for inner, outer in zip(rings.geometry[:-1], rings.geometry[1:], strict=True):
        assert inner.difference(outer).area < 1e-3
        assert outer.area > inner.area


def test_a_ring_is_as_wide_as_it_says(town: RoadNetwork) -> None:
    ring = draw_rings(town, stand_on(town, "A"), SPEEDS, limits=[4], by="km").geometry[0]
    # 4 km east, 3 km north and on for 1 km, 4 of the trunk road's 5; none comes out of K
    reached = shapely.MultiLineString(
        [
            [at(0, 0), at(4, 0)], [at(0, 0), at(0, 4)], [at(0, 3), at(1, 3)],
            [at(0, 0), at(2, -1.5), at(3.2, -0.6)],
        ]
    )  # fmt: skip
    exact = reached.buffer(WIDTH_M)
    assert ring.symmetric_difference(exact).area < 0.15 * exact.area
    assert not ring.intersects(at(-0.6, 3))
    assert reached.buffer(2 * WIDTH_M).covers(ring)


def test_of_several_bases_the_nearest_counts(town: RoadNetwork) -> None:
    both = draw_rings(town, stand_on(town, *"AC"), SPEEDS, limits=[1], by="km").geometry[0]
    assert both.contains(at(0.9, 0))
    assert both.contains(at(3.1, 3))
    assert not both.intersects(at(2, 0))


def test_the_way_to_the_road_counts_and_is_drawn() -> None:
    town = build_town()
    off = snap(town, (0, -0.8))
    ring = draw_rings(town, off, SPEEDS, limits=[0.5, 1.0], by="km")
    assert ring.geometry[0].contains(at(0, -0.5))
    assert not ring.geometry[0].intersects(at(0, 0))
    assert ring.geometry[1].contains(at(0.15, 0))


def test_a_base_on_no_road_has_empty_rings(town: RoadNetwork) -> None:
    rings = draw_rings(town, snap(town, (0, 30)), SPEEDS, limits=[5, 10])
    assert rings.geometry.is_empty.all()
    assert len(draw_rings(town, snap(town, (0, 0)), SPEEDS, limits=[])) == 0


def test_a_limit_of_nothing_and_a_class_without_speed_are_refused(town: RoadNetwork) -> None:
    base = stand_on(town, "A")
    with pytest.raises(NetworkError, match=r"`limits` must be above 0, got \[0, 5\]"):
        draw_rings(town, base, SPEEDS, limits=[0, 5])
    with pytest.raises(SpeedError, match="the slow set has none for trunk"):
        draw_rings(town, base, Speeds({}, {}), limits=[5])
