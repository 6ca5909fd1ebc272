"""Rings about a place on a network, and none where there is no road."""

from itertools import pairwise

import shapely

from footprints.roads.snapping import index_main
from footprints.travel.detour import DetourFactors
from footprints.travel.speeds import AverageSpeed
from footprints.travel.trips import RoadBook, TripTools
from footprints.travel.water import Water
from pages.components.loaded import Loaded
from pages.components.rings import MINUTES, draw_ring_layers
from tests.footprints.roads.smalltown import SPEEDS, build_town, place

NOTHING = DetourFactors((), "none")
NETWORK = build_town()
BOOK = RoadBook(NETWORK, SPEEDS, index_main(NETWORK))
TOOLS = TripTools(NOTHING, Water(), AverageSpeed(60, 50, 70, "me"), BOOK)


def test_rings_are_drawn_the_widest_first_and_hold_each_other(loaded: Loaded) -> None:
    layers = draw_ring_layers(
        *place("D")[0], TOOLS, loaded, direction="back", to_what="from the school"
    )
    assert [layer.name for layer in layers] == [
        f"Within {minutes} minutes by road from the school (slow speeds)"
        for minutes in reversed(MINUTES)
    ]
    assert len({layer.colour for layer in layers}) == len({layer.weight for layer in layers}) == 3
    shapes = []
    for layer in layers:
        assert layer.features is not None
        line = shapely.geometry.shape(layer.features["features"][0]["geometry"])
        west, south, east, north = line.bounds
        assert -2.5 < west < east < -1.5
        assert 52 < south < north < 53
        shapes.append(shapely.convex_hull(line))
    # the picture is smoothed to 150 m
    assert all(wide.buffer(3e-3).covers(narrow) for wide, narrow in pairwise(shapes))


def test_without_a_road_nearby_there_is_no_ring(loaded: Loaded) -> None:
    asked = {"direction": "there", "to_what": "to its base"}
    far = place("A")[0] + 50_000
    assert draw_ring_layers(*far, TOOLS, loaded, **asked) == ()  # type: ignore[arg-type]
    bare = TripTools(NOTHING, Water(), TOOLS.speed)
    assert draw_ring_layers(*place("A")[0], bare, loaded, **asked) == ()  # type: ignore[arg-type]
