"""Rings of what is within some minutes by road, where a road network is loaded."""

import json

import geopandas as gpd
import numpy as np
import shapely

from footprints.roads.graph import Direction
from footprints.roads.rings import draw_rings
from footprints.roads.snapping import snap_points
from footprints.schema import CRS
from footprints.travel.trips import TripTools
from pages.components.loaded import Loaded
from pages.components.map import LineLayer
from pages.components.shelf import recall

MINUTES = (10, 20, 30)
# the nearest darkest; told apart by darkness and width too
COLOURS = ("#3f007d", "#6a51a3", "#9e9ac8")
WEIGHTS = (3.0, 2.5, 2.0)
# fields between roads that are both in reach are no holes; the picture is smoothed to 150 m
FILL_M, SMOOTH_M, DECIMALS = 1_000.0, 150.0, 5


def draw_ring_layers(
    easting: float,
    northing: float,
    tools: TripTools,
    loaded: Loaded,
    *,
    direction: Direction,
    to_what: str,
) -> tuple[LineLayer, ...]:
    """
    Draw the rings about a place.

    Parameters
    ----------
    easting, northing
        EPSG:27700 metres.
    tools
        From `pages.components.triptools.recall_tools`: its network.
    loaded
        The snapshot.
    direction
        `there`: from where one comes to the place in time; `back`: where one gets from it.
    to_what
        What is `there`, such as "to its base", or "from the school".

    Returns
    -------
    layers
        The widest ring first, below the others; none where no road of the network is near.
    """
    book = tools.book
    if book is None:
        return ()
    at = snap_points(book.network, np.array([[easting, northing]]), main=book.main)
    if not at.is_placed[0]:
        return ()

    def work() -> tuple[LineLayer, ...]:
        rings = draw_rings(
            book.network, at, book.speeds, limits=MINUTES, by="minutes_slow", direction=direction
        )
        filled = rings.geometry.buffer(FILL_M).buffer(-FILL_M)
        shapes = filled.simplify(SMOOTH_M).boundary
        named = [
            LineLayer(
                name=f"Within {minutes} minutes by road {to_what} (slow speeds)",
                colour=colour,
                features=_write(shape, minutes),
                weight=weight,
            )
            for shape, minutes, colour, weight in zip(
                shapes, MINUTES, COLOURS, WEIGHTS, strict=True
            )
        ]
        return tuple(reversed(named))

    asked = ("rings", book.network.network_id, round(easting), round(northing), direction, to_what)
    return recall(loaded, (), asked, work)


def _write(shape: shapely.Geometry, minutes: int) -> dict[str, object]:
    """Write a ring's outline as GeoJSON in degrees."""
    degrees = gpd.GeoSeries([shape], crs=CRS).to_crs("EPSG:4326").to_numpy()
    rounded = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": f"{minutes} minutes"},
                "geometry": json.loads(shapely.to_geojson(rounded[0])),
            }
        ],
    }
