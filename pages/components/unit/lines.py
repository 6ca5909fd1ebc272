"""The lines on a unit's map: to its remote schools, and the marks of its centres."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from footprints.degrees import to_degrees
from footprints.distance import METRES_PER_KM
from footprints.units.unitprofile import UnitProfile
from pages.components.loaded import Loaded
from pages.components.map import LineLayer
from pages.components.unit.centres import Centre, list_centres, recall_centres
from pages.components.unit.words import text_of

INK, FAR, MIDDLE = "#0b0c0c", "#D55E00", "#CC3399"
CORNERS = 72

Path = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Mark:
    """Paths of one layer, metres, EPSG:27700; `name` is shown beside the pointer."""

    layer: str
    colour: str
    name: str
    paths: tuple[Path, ...]


def draw_lines(profile: UnitProfile, loaded: Loaded, size: float) -> tuple[LineLayer, ...]:
    """
    Draw what a unit's map shows besides schools and outline.

    Parameters
    ----------
    profile
        From `footprints.units.unitprofile.profile_unit`.
    loaded
        The snapshot, a visitor's own systems included.
    size
        How large the mark of a centre is, metres.

    Returns
    -------
    lines
        A layer for the lines to the farthest schools and for each centre that is known. The
        mean centre of one school is that school, and has no mark.
    """
    centres = recall_centres(profile, loaded)
    base, mean, _, median = list_centres(centres, text_of(profile.figures["base_name"]))
    marks = _reach(base, profile, loaded)
    if base.known:
        marks.append(Mark("Base (square)", INK, base.how, (_ring(base, size * 1.4, 4),)))
    if mean.known and len(profile.members) > 1:
        km = float(centres.loc["schools", "sd_km"])
        circle = _ring(mean, km * METRES_PER_KM, CORNERS)
        marks += [
            Mark("Mean centre (upright cross)", MIDDLE, "", _cross(mean, size, 0.0)),
            Mark("Geometric median (slanted cross)", INK, "", _cross(median, size, 0.25)),
            Mark("Standard distance (circle)", MIDDLE, f"{km:.1f} km", (circle,)),
        ]
    return _write(marks)


def _reach(base: Centre, profile: UnitProfile, loaded: Loaded) -> list[Mark]:
    """Draw a line from the base to each of the farthest schools."""
    remote = profile.members[profile.members["remote"]]
    placed = remote.merge(loaded.schools[["urn", "easting", "northing"]], on="urn")
    start = (base.easting, base.northing)
    return [
        Mark(
            "Line to one of the farthest schools",
            FAR,
            f"{row.name}, {row.straight_km:.1f} km",
            ((start, (float(row.easting), float(row.northing))),),
        )
        for row in placed.itertuples(index=False)
    ]


def _ring(at: Centre, size: float, corners: int) -> Path:
    """Draw a ring about a point, metres; of four corners it is an upright square."""
    turns = (np.arange(corners + 1) + 0.5) * 2 * np.pi / corners
    east, north = at.easting + size * np.cos(turns), at.northing + size * np.sin(turns)
    return tuple(zip(east.tolist(), north.tolist(), strict=True))


def _cross(at: Centre, size: float, turn: float) -> tuple[Path, Path]:
    """Draw two lines that cross in a point, turned by a part of a half turn."""

    def arm(angle: float) -> Path:
        east, north = size * float(np.cos(angle)), size * float(np.sin(angle))
        x, y = at.easting, at.northing
        return ((x - east, y - north), (x + east, y + north))

    return arm(np.pi * turn), arm(np.pi * (turn + 0.5))


def _write(marks: Sequence[Mark]) -> tuple[LineLayer, ...]:
    """Write marks as layers of GeoJSON in degrees; all points are projected at once."""
    if not marks:
        return ()
    points = iter(to_degrees(tuple(chain.from_iterable(path for m in marks for path in m.paths))))
    features: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for mark in marks:
        parts = [[[round(x, 5) for x in next(points)] for _ in path] for path in mark.paths]
        features.setdefault((mark.layer, mark.colour), []).append(
            {
                "type": "Feature",
                "properties": {"name": mark.name, "weight": 2 if mark.colour == FAR else 3},
                "geometry": {"type": "MultiLineString", "coordinates": parts},
            }
        )
    return tuple(
        LineLayer(layer, colour, {"type": "FeatureCollection", "features": held})
        for (layer, colour), held in features.items()
    )
