"""Where a selection must lie: a drawn shape, the nearest schools to a place, or a unit."""

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from footprints.degrees import to_degrees, to_grid

Mask = npt.NDArray[np.bool_]
Ring = tuple[tuple[float, float], ...]

MOST_VERTICES = 60
MOST_NEAREST = 500
MOST_KM = 500.0
# what a place in England may be, in degrees
WEST, SOUTH, EAST, NORTH = -11.0, 47.5, 6.0, 58.0
CIRCLE_SIDES = 64

_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]{1,7})?"
_POINT = rf"{_NUMBER},{_NUMBER}"
_POLYGON = re.compile(rf"polygon:({_POINT}(?:;{_POINT}){{2,{MOST_VERTICES - 1}}})")
_CIRCLE = re.compile(rf"circle:({_POINT}),([0-9]{{1,3}}(?:\.[0-9]{{1,3}})?)")
_NEAREST = re.compile(rf"nearest:([1-9][0-9]{{0,2}}),({_POINT})(?:,([A-Za-z0-9 ]{{1,10}}))?")
_MEMBERS = re.compile(r"unit:([^:]{1,60}):(.{1,60})")


@dataclass(frozen=True)
class Polygon:
    """Inside a drawn ring of (lon, lat), degrees, not closed."""

    ring: Ring


@dataclass(frozen=True)
class Circle:
    """No further than `km` from a place in degrees."""

    lon: float
    lat: float
    km: float


@dataclass(frozen=True)
class Nearest:
    """The `n` nearest to a place in degrees; `label` is what the place was asked for by."""

    n: int
    lon: float
    lat: float
    label: str = ""


@dataclass(frozen=True)
class Members:
    """Every school of one unit."""

    system: str
    unit_id: str


Within = Polygon | Circle | Nearest | Members


def parse_within(text: str) -> Within | None:
    """
    Understand an area as an address writes it.

    Parameters
    ----------
    text
        `polygon:lon,lat;lon,lat;...` with 3 to 60 points, `circle:lon,lat,km`,
        `nearest:n,lon,lat` with an optional label, or `unit:system:unit_id`. It comes from a
        browser, so it may be anything.

    Returns
    -------
    within
        None for anything else, places far from England included.

    Examples
    --------
    >>> parse_within("circle:-1.5,53.8,10")
    Circle(lon=-1.5, lat=53.8, km=10.0)
    >>> parse_within("circle:0,0,10") is None
    True
    """
    if found := _POLYGON.fullmatch(text):
        points = [_read_point(point) for point in found[1].split(";")]
        ring = tuple(point for point in points if point is not None)
        return Polygon(ring) if len(ring) == len(points) else None
    if found := _CIRCLE.fullmatch(text):
        point, km = _read_point(found[1]), float(found[2])
        return Circle(*point, km) if point and 0 < km <= MOST_KM else None
    if found := _NEAREST.fullmatch(text):
        point, n = _read_point(found[2]), int(found[1])
        return Nearest(n, *point, found[3] or "") if point and n <= MOST_NEAREST else None
    if found := _MEMBERS.fullmatch(text):
        return Members(found[1], found[2])
    return None


def write_within(within: Within) -> str:
    """
    Write an area as `parse_within` reads it, places to about a metre.

    Examples
    --------
    >>> write_within(Nearest(10, -0.1, 51.5, "N1 9GU"))
    'nearest:10,-0.10000,51.50000,N1 9GU'
    """
    match within:
        case Polygon(ring):
            return "polygon:" + ";".join(f"{lon:.5f},{lat:.5f}" for lon, lat in ring)
        case Circle(lon, lat, km):
            return f"circle:{lon:.5f},{lat:.5f},{km:g}"
        case Nearest(n, lon, lat, label):
            return f"nearest:{n},{lon:.5f},{lat:.5f}" + (f",{label}" if label else "")
        case Members(system, unit_id):
            return f"unit:{system}:{unit_id}"


def match_within(
    within: Within, schools: gpd.GeoDataFrame, memberships: pd.DataFrame, *, among: Mask
) -> Mask:
    """
    Mark the schools that lie in an area.

    Parameters
    ----------
    within
        The area. The sides of a polygon are straight on the National Grid.
    schools
        The `schools` table, EPSG:27700; n rows. One without a point lies in no shape.
    memberships
        The `memberships` table; in a unit is whoever has it with any certainty but `none`.
    among
        bool, length n. Only these can be marked: `Nearest` counts among them.

    Returns
    -------
    inside
        bool, length n. Of schools equally near, the one with the lower urn is taken.
    """
    if isinstance(within, Members):
        held = memberships[memberships["system"].eq(within.system)]
        held = held[held["unit_id"].eq(within.unit_id) & held["certainty"].ne("none")]
        return np.asarray(among & schools["urn"].isin(held["urn"]).to_numpy())
    x, y = schools.geometry.x.to_numpy(), schools.geometry.y.to_numpy()
    if isinstance(within, Polygon):
        shape = shapely.make_valid(shapely.Polygon(to_grid(within.ring)))
        shapely.prepare(shape)
        return np.asarray(among & shapely.intersects_xy(shape, x, y))
    ((east, north),) = to_grid(((within.lon, within.lat),))
    metres = np.hypot(x - east, y - north)
    if isinstance(within, Circle):
        return np.asarray(among & (metres <= within.km * 1000))
    candidates = np.flatnonzero(among & ~np.isnan(metres))
    order = np.lexsort((schools["urn"].to_numpy()[candidates], metres[candidates]))
    inside = np.zeros(len(schools), dtype=bool)
    inside[candidates[order[: within.n]]] = True
    return inside


def trace_within(within: Within | None) -> Ring | None:
    """
    Give the outline of a drawn shape, to draw it again.

    Parameters
    ----------
    within
        An area, or None for none.

    Returns
    -------
    ring
        (lon, lat) in degrees, not closed; None for what has no outline of its own.
    """
    if isinstance(within, Polygon):
        return within.ring
    if not isinstance(within, Circle):
        return None
    ((east, north),) = to_grid(((within.lon, within.lat),))
    angles = np.linspace(0, 2 * np.pi, CIRCLE_SIDES, endpoint=False)
    radius = within.km * 1000
    grid = zip(east + radius * np.cos(angles), north + radius * np.sin(angles), strict=True)
    return to_degrees(tuple(grid))


def place_nearest(n: int, easting: float, northing: float, label: str = "") -> Nearest:
    """
    Ask for the schools nearest to a point of the National Grid.

    Parameters
    ----------
    n
        How many, 1 to 500.
    easting, northing
        EPSG:27700, metres.
    label
        What the place is called; kept when it is a short word as a postcode is.

    Returns
    -------
    nearest
        Its place in degrees, to about a metre.
    """
    ((lon, lat),) = to_degrees(((easting, northing),))
    kept = label if re.fullmatch(r"[A-Za-z0-9 ]{1,10}", label) else ""
    return Nearest(n, round(lon, 5), round(lat, 5), kept)


def _read_point(text: str) -> tuple[float, float] | None:
    """Read `lon,lat`; None for a place far from England."""
    lon, lat = (float(part) for part in text.split(","))
    return (lon, lat) if WEST <= lon <= EAST and SOUTH <= lat <= NORTH else None
