"""Boundaries of districts, authorities and regions, in whatever OGR reads and any CRS."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.schema import CRS, check_table
from geodata.boundaryfields import CODE_PATTERNS, CodeField, choose_vintage, find_code_field
from geodata.boundarylayers import BoundaryLayer, open_layers
from geodata.errors import MissingColumnError
from geodata.registercells import refuse_repeated_keys
from geodata.report import Read, Report, Severity, join_problems, make_problems
from geodata.vintages import AREA_WORDS, list_areas

# British National Grid: no part of Great Britain lies outside, metres
_GRID_MAX_EASTING_M, _GRID_MAX_NORTHING_M = 700_000.0, 1_300_000.0


def read_boundaries(
    path: Path, *, districts: pd.DataFrame, layer: str | None = None, vintage: str | None = None
) -> Read:
    """
    Read areas from a boundary file.

    Codes are those of ONS, in fields named as ONS does in any year (LAD24CD, CTYUA23CD, RGN22CD)
    or plainly (`lad_code`, `utla_code`, `region_code`, `code`). Upper tiers become the local
    authorities of the DfE.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, zipped Shapefile, GeoParquet or whatever else OGR reads.
    districts
        The `districts` table: gives the years codes were in force and the codes of authorities.
    layer
        Name of the only layer to read; all layers with known codes by default.
    vintage
        The year of the areas, where the user states it; else from field names, layer or file
        name, or the codes themselves (`geodata.boundaryfields.choose_vintage`).

    Returns
    -------
    read
        The `areas` table (kind `lad`, `la` or `region`; EPSG:27700; coordinates as exact as they
        came). Rejected rows have no usable geometry or code or are not in England; `warning`
        rows had invalid rings, which were repaired.

    Raises
    ------
    UnreadableFileError
        If the file is empty, truncated or not of a format OGR reads.
    MissingColumnError
        If no layer has a field of area codes.
    MissingCrsError
        If a layer does not say which coordinates it uses. GeoJSON need not: it is WGS 84
        (RFC 7946).
    DuplicateKeyError
        If two areas of one layer have one code, or two layers give one area.
    """
    layers = open_layers(path, layer)
    fields = [find_code_field(one.table) for one in layers]
    known = [(one, f) for one, f in zip(layers, fields, strict=True) if f is not None]
    if not known:
        columns = {
            one.name: list(one.table.drop(columns=one.table.active_geometry_name))
            for one in layers
        }
        raise MissingColumnError(
            f"{path.name}: must have a field of area codes (LAD24CD, lad_code, UTLA23CD, RGN22CD, "
            f"code or the like), got {columns}; rename the field that holds the codes"
        )
    parts = [_read_layer(one, field, districts, vintage) for one, field in known]
    areas = pd.concat([table for table, _ in parts])
    refuse_repeated_keys(path.name, areas, ["kind", "area_code", "vintage"])
    left = [one for one, f in zip(layers, fields, strict=True) if f is None]
    problems = [problem for _, problem in parts] + [_report_left(one) for one in left]
    checked = check_table("areas", gpd.GeoDataFrame(areas, geometry="geometry", crs=CRS))
    report = Report(
        file=path.name,
        kind="boundaries",
        rows_in=sum(len(one.table) for one, _ in known),
        rows_out=len(checked),
        problems=join_problems(problems).sort_values(["file", "row"], ignore_index=True),
        as_of=checked["vintage"].max() if len(checked) else None,
    )
    return Read(checked, report)


def _read_layer(
    layer: BoundaryLayer, field: CodeField, districts: pd.DataFrame, stated: str | None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read one layer: reject, repair, code, date."""
    known = list_areas(districts, field.kind)
    rows = gpd.GeoDataFrame(
        {"code": layer.table[field.code].astype("str").str.strip()},
        geometry=layer.table.geometry.to_numpy(),
        crs=layer.table.crs,
    )
    names = layer.table[field.name] if field.name else pd.Series(np.nan, index=rows.index)
    rows["name"] = names.astype("str")
    grid = rows.to_crs(CRS)
    grid["geometry"] = shapely.force_2d(grid.geometry.to_numpy())
    kept, rejected = _reject(layer.name, grid, field)
    kept, repaired = _repair(layer.name, kept)
    kept, unplaced = _code_areas(layer.name, kept, field, districts)
    vintage, doubt = choose_vintage(field, kept["code"], districts, layer.labels)
    vintage, doubt = (stated, None) if stated else (vintage, doubt)
    doubts = [_warn_of_year(layer.name, kept.head(1), doubt)] if doubt else []
    kept["name"] = kept["name"].fillna(kept["code"].map(known["name"]))
    kept = kept.drop(columns="code").assign(vintage=vintage, source=layer.name)
    return kept, join_problems([rejected, repaired, unplaced, *doubts])


def _reject(
    file: str, rows: gpd.GeoDataFrame, field: CodeField
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Take out rows that are no area of England, each with the first reason that applies."""
    shape, code = rows.geometry, rows["code"]
    polygon = shape.geom_type.isin(["Polygon", "MultiPolygon"])
    bounds = shape.bounds
    inside = (
        (bounds[["minx", "miny"]] >= 0).all(axis=1)
        & (bounds["maxx"] <= _GRID_MAX_EASTING_M)
        & (bounds["maxy"] <= _GRID_MAX_NORTHING_M)
    )
    pattern = CODE_PATTERNS[field.kind]
    tests = [
        (shape.isna() | shape.is_empty, "no geometry, or a ring with too few points",
         "draw the area, or delete the row"),
        (code.str.fullmatch(r"[WSN]\d{8}"), "not in England", "nothing"),
        (~code.str.fullmatch(pattern).fillna(value=False).astype(bool),
         f"not the code of {AREA_WORDS[field.kind]} of England",
         f"write the nine-character ONS code in {field.code}"),
        (~polygon, "not a polygon", "give the outline of the area"),
        (~inside, "lies outside Great Britain", "check the CRS of the file and the axis order"),
    ]  # fmt: skip
    kept = pd.Series(data=True, index=rows.index)
    problems = []
    for test, reason, remedy in tests:
        bad = test.fillna(value=False).astype(bool) & kept
        kept &= ~bad
        problems.append(_describe(file, rows[bad], "rejected", reason, remedy))
    return rows[kept].copy(), join_problems(problems)


def _repair(file: str, rows: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Mend invalid rings, keeping the polygonal part; what has none is rejected."""
    wrong = ~rows.geometry.is_valid
    if not wrong.any():
        return rows, join_problems([])
    invalid = rows[wrong]
    why = shapely.is_valid_reason(invalid.geometry.to_numpy())
    why = pd.Series(why, index=invalid.index).str.split("[").str[0].str.lower()
    mended = [_keep_polygons(shape) for shape in shapely.make_valid(invalid.geometry.to_numpy())]
    kept = rows.copy()
    kept.loc[wrong, "geometry"] = gpd.GeoSeries(mended, index=invalid.index, crs=rows.crs)
    empty = wrong & kept.geometry.is_empty
    problems = [
        _describe(
            file,
            rows[(wrong & ~empty) & why.reindex(rows.index).eq(reason)],
            "warning",
            f"an invalid ring was repaired: {reason}",
            "nothing, or mend the outline in the source",
        )
        for reason in sorted(set(why))
    ]
    lost = _describe(file, rows[empty], "rejected", "its rings enclose nothing", "draw the area")
    return kept[~empty], join_problems([*problems, lost])


def _keep_polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygonal part of a geometry, as one (multi)polygon."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _code_areas(
    file: str, rows: gpd.GeoDataFrame, field: CodeField, districts: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give each row its kind and key; an upper tier becomes the authority of the DfE."""
    refuse_repeated_keys(file, rows.rename(columns={"code": field.code}), [field.code])
    if field.kind != "utla":
        return rows.assign(kind=field.kind, area_code=rows["code"]), join_problems([])
    pairs = districts[["utla_code", "la_code"]].dropna().drop_duplicates("utla_code")
    la_code = rows["code"].map(pairs.set_index("utla_code")["la_code"])
    problems = _describe(
        file,
        rows[la_code.isna()],
        "rejected",
        "no local authority of the DfE is known for this code",
        "add its districts to the table of districts",
    )
    coded = rows.assign(kind="la", area_code=la_code)[la_code.notna()]
    return coded, problems


def _warn_of_year(file: str, rows: pd.DataFrame, doubt: str) -> pd.DataFrame:
    """Say that the year of a layer is in doubt."""
    remedy = "name the year in the file name or use the ONS field names"
    return _describe(file, rows, "warning", doubt, remedy)


def _report_left(layer: BoundaryLayer) -> pd.DataFrame:
    """Say that a layer was left aside; it has no row of its own to name."""
    left = pd.DataFrame({"code": [layer.labels[0]]}, index=[1])
    return _describe(
        layer.name, left, "warning", "a layer without a field of area codes was left aside",
        "rename the field that holds the codes",
    )  # fmt: skip


def _describe(
    file: str, rows: pd.DataFrame, severity: Severity, reason: str, remedy: str
) -> pd.DataFrame:
    """Describe a problem of some rows by their codes."""
    return make_problems(
        file,
        pd.DataFrame({"code": rows["code"]}, index=rows.index),
        severity=severity,
        reason=reason,
        remedy=remedy,
        key="code",
        field="code",
    )
