"""Reads roads drawn as lines: OS Open Roads as a GeoPackage, or another file that OGR reads."""

import contextlib
import sqlite3
import warnings
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from footprints.roads.network import Rows
from footprints.roads.ways import Ways
from footprints.schema import CRS
from geodata.errors import MissingCrsError, UnreadableFileError
from geodata.filedates import date_from_name
from geodata.roads.britain import find_degrees, refuse_abroad
from geodata.roads.drawn import Drawn, join_reasons, select_ways
from geodata.roads.lineclasses import OS_CLASSES, Judged, find_columns, judge_lines, normalise_name
from geodata.roads.osm import ABROAD, ATTRIBUTION, SOURCE

LINK_LAYER = "road_link"
OPEN_ROADS = "OS Open Roads"
OPEN_ROADS_ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right, Open Government Licence v3.0"
)
NO_LINE = "without a line"
_AGAIN = "download or save it again"
_PRECISION_M = 0.01


def read_lines(path: Path, *, layer: str | None = None) -> Drawn:
    """
    Read roads from the lines of a file.

    Lines of OS Open Roads meet where `start_node` and `end_node` say so. Without those columns,
    lines meet where they have a point in common, to the centimetre.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GeoJSON or whatever else OGR reads.
    layer
        Which; by default the one whose name ends in `road_link` (whatever its capitals and
        underscores), or the only one of lines.

    Returns
    -------
    drawn
        See `Drawn`.

    Raises
    ------
    UnreadableFileError
        If the file is absent, empty, truncated, of another format, or has no such layer or no
        road. The message names the layers there are.
    MissingCrsError
        If the layer does not say which coordinates it uses.
    WrongPlaceError
        If most roads are not in Great Britain.
    """
    fields, chosen, notes = _choose_layer(path, layer)
    columns = find_columns(fields)
    table = _open_layer(path, chosen, list(columns.values()))
    table = table.rename(columns={name: meaning for meaning, name in columns.items()})
    judged = judge_lines(pd.DataFrame(table.drop(columns="geometry")))
    kept = np.flatnonzero(judged.code >= 0)
    ways, row = _link_lines(table.iloc[kept], judged, kept)
    if not ways.n_ways:
        raise UnreadableFileError(
            f"{path.name}: must hold roads for cars, got none among the {len(table):,} rows of "
            f"layer {chosen!r}; name another layer, or take a whole extract"
        )
    starts = ways.point[ways.first[:-1]]
    abroad = refuse_abroad(path, *find_degrees(ways.easting[starts], ways.northing[starts]))
    n_drawn, n_at_home = len(np.unique(row)), len(np.unique(row[~abroad]))
    left_out = judged.left_out + Counter(
        {NO_LINE: len(kept) - n_drawn, ABROAD: n_drawn - n_at_home}
    )
    source, attribution = _name_source(judged)
    return Drawn(
        ways=select_ways(ways, ~abroad),
        n_read=len(table),
        left_out=join_reasons(left_out),
        source=source,
        attribution=attribution,
        as_of=date_from_name(path.name) or _find_change(path, chosen),
        notes=notes + judged.notes,
    )


def _choose_layer(path: Path, wanted: str | None) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Choose the layer of roads: its columns, its name, and what to say of the choice."""
    layers = _list_layers(path)
    lines = {name: fields for name, (kind, fields) in layers.items() if "Line" in kind}
    if wanted is not None:
        found = [name for name in layers if normalise_name(name) == normalise_name(wanted)]
    else:
        links = [name for name in lines if normalise_name(name).endswith("roadlink")]
        found = links or list(lines)
    if len(found) != 1:
        asked = f"a layer named {wanted!r}" if wanted else f"one layer of lines, `{LINK_LAYER}`"
        there = ", ".join(f"{name} ({kind})" for name, (kind, _) in layers.items()) or "none"
        raise UnreadableFileError(
            f"{path.name}: must hold {asked}, got the layers {there}; name the layer of roads, "
            f"or rename it {LINK_LAYER}"
        )
    name = found[0]
    told = wanted is None and not normalise_name(name).endswith("roadlink")
    note = (f"The layer {name!r} was taken, as it is the only one of lines.",) if told else ()
    return layers[name][1], name, note


def _list_layers(path: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """List the layers of a file with their kind of geometry and columns."""
    if not path.is_file():
        raise UnreadableFileError(f"{path.name}: there is no such file; check its name")
    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        infos = {name: pyogrio.read_info(path, layer=name) for name in names}
    except (DataSourceError, DataLayerError) as error:
        raise _unreadable(path, error) from error
    return {
        name: (str(info["geometry_type"]), tuple(info["fields"])) for name, info in infos.items()
    }


def _open_layer(path: Path, layer: str, columns: list[str]) -> gpd.GeoDataFrame:
    """Read one layer on the National Grid; with Arrow, which is ten times faster."""
    try:
        with warnings.catch_warnings():
            # a line that cannot be built becomes a missing one, and is counted
            warnings.simplefilter("ignore")
            table = pyogrio.read_dataframe(
                path, layer=layer, columns=columns, use_arrow=True, on_invalid="ignore"
            )
    except (DataSourceError, DataLayerError, FeatureError, pa.ArrowException) as error:
        raise _unreadable(path, error) from error
    if not isinstance(table, gpd.GeoDataFrame):
        raise UnreadableFileError(f"{path.name}: layer {layer!r} must hold lines, got none")
    if table.crs is None or "undefined" in str(table.crs.name).lower():
        raise MissingCrsError(
            f"{path.name}: layer {layer!r} must say which coordinates it uses (a CRS), got none; "
            "save it again with its CRS"
        )
    table = table.rename_geometry("geometry") if table.geometry.name != "geometry" else table
    return table if table.crs == CRS else table.to_crs(CRS)


def _unreadable(path: Path, error: Exception) -> UnreadableFileError:
    """Say that a file is not what it should be."""
    told = str(error).replace(str(path), path.name)
    return UnreadableFileError(
        f"{path.name}: cannot be read as lines of roads, it may be truncated, corrupt or of "
        f"another format ({told}); {_AGAIN}, and unzip it if it is a zip"
    )


def _link_lines(table: gpd.GeoDataFrame, judged: Judged, kept: Rows) -> tuple[Ways, Rows]:
    """Make ways of lines: their points, and the row each is of."""
    parts, of_row = shapely.get_parts(table.geometry.to_numpy(), return_index=True)
    is_line = (shapely.get_type_id(parts) == 1) & (shapely.get_num_points(parts) > 1)
    parts, of_row = parts[is_line], of_row[is_line].astype("int64")
    places, of_part = shapely.get_coordinates(parts, return_index=True)
    first = np.append(0, np.cumsum(np.bincount(of_part, minlength=len(parts)))).astype("int64")
    whole = np.bincount(of_row, minlength=len(table))[of_row] == 1
    if {"start", "end"} <= set(table.columns) and whole.all():
        point = _number_by_nodes(table, of_row, first)
    else:
        cells = np.round(places / _PRECISION_M).astype("int64")
        point = np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1).astype("int64")
    row = kept[of_row]
    easting, northing = np.empty((2, point.max(initial=-1) + 1))
    easting[point], northing[point] = places.T
    ways = Ways(
        point, first, easting, northing,
        judged.code[row], judged.classes, judged.forward[row], judged.backward[row],
    )  # fmt: skip
    return ways, of_row


def _number_by_nodes(table: gpd.GeoDataFrame, of_row: Rows, first: Rows) -> Rows:
    """Give numbers to the points of lines: to ends by the node they name, to others one each."""
    both = [table[side].iloc[of_row].astype("str") for side in ("start", "end")]
    ends = pd.concat(both, ignore_index=True)
    # a link that names no node meets nothing there
    nodes = ends.fillna("alone " + pd.Series(range(len(ends))).astype("str"))
    number = pd.factorize(nodes)[0].astype("int64")
    point = number.max(initial=-1) + 1 + np.arange(first[-1])
    point[first[:-1]] = number[: len(of_row)]
    point[first[1:] - 1] = number[len(of_row) :]
    return np.unique(point, return_inverse=True)[1].astype("int64")


def _name_source(judged: Judged) -> tuple[str, str]:
    """Say whose the roads are, as far as their classes tell."""
    if judged.classes == OS_CLASSES:
        return OPEN_ROADS, OPEN_ROADS_ATTRIBUTION
    if len(judged.classes) > 1:
        return SOURCE, ATTRIBUTION
    return "a file of lines", "Source and licence of the roads are those of the file supplied"


def _find_change(path: Path, layer: str) -> str | None:
    """Give the day a GeoPackage says a layer was last changed."""
    if path.suffix.lower() != ".gpkg":
        return None
    asked = "SELECT last_change FROM gpkg_contents WHERE lower(table_name) = lower(?)"
    with contextlib.closing(sqlite3.connect(path)) as content:
        rows = content.execute(asked, (layer,)).fetchall()
    return str(rows[0][0])[:10] if rows and rows[0][0] else None
