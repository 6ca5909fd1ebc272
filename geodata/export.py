"""Tables on their way out: filtered, safe to open in a spreadsheet, with their sources."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from footprints.errors import UnknownKeyError
from geodata.store import Snapshot

Format = Literal["csv", "geojson", "parquet"]
EXPORTS = ("schools", "memberships", "footprints", "units")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DECIMALS = 6


@dataclass(frozen=True)
class Filter:
    """Which part of England and of the systems to export; None means all."""

    system: str | None = None
    region: str | None = None
    la: str | None = None


def select_rows(snapshot: Snapshot, name: str, wanted: Filter) -> pd.DataFrame:
    """
    Take the rows of a table that a filter wants, computed nationally and then cut.

    Parameters
    ----------
    snapshot
        An open snapshot.
    name
        One of `EXPORTS`.
    wanted
        A system, a region (name or ONS code), an authority (DfE code). Units and footprints
        are kept when a school of that region or authority belongs to them.

    Returns
    -------
    table
        Rows in key order; memberships and footprints with `unit_name`.

    Raises
    ------
    UnknownKeyError
        If the table, system, region or authority is unknown.
    """
    if name not in EXPORTS:
        raise UnknownKeyError(f"`table` must be one of {list(EXPORTS)}, got {name!r}")
    schools = _filter_schools(snapshot.table("schools"), wanted)
    if name == "schools":
        _refuse_system(wanted)
        return schools
    table = snapshot.table(name)
    if wanted.system is not None:
        known = sorted(snapshot.table("systems")["system"])
        if wanted.system not in known:
            raise UnknownKeyError(f"`system` must be one of {known}, got {wanted.system!r}")
        table = table[table["system"] == wanted.system]
    if wanted.region is not None or wanted.la is not None:
        table = _keep_touched(table, snapshot.table("memberships"), schools)
    if name == "units":
        return table.reset_index(drop=True)
    return name_units(table, snapshot.table("units")).reset_index(drop=True)


def render(table: pd.DataFrame, form: Format, metadata: Mapping[str, Any]) -> bytes:
    """
    Write a table as a file's bytes.

    Parameters
    ----------
    table
        A GeoDataFrame in EPSG:27700, or a plain table.
    form
        `csv` (degrees beside grid coordinates for points, no polygons), `geojson` (RFC 7946:
        WGS 84, `bbox`, right-hand rings, 6 decimals) or `parquet` (GeoParquet, EPSG:27700).
    metadata
        Sources, dates and licence; inside GeoJSON and Parquet, beside CSV.

    Returns
    -------
    content
        The whole file.

    Raises
    ------
    UnknownKeyError
        If the format is unknown, or GeoJSON is asked of a table without geometry.
    """
    if form == "csv":
        return _render_csv(table)
    if form == "geojson":
        return _render_geojson(table, metadata)
    if form == "parquet":
        return _render_parquet(table, metadata)
    raise UnknownKeyError(f"`format` must be csv, geojson or parquet, got {form!r}")


def describe_export(snapshot: Snapshot, name: str, wanted: Filter, rows: int) -> dict[str, Any]:
    """
    Say what an export is: its snapshot, scope, filter, sources, dates and licence.

    Parameters
    ----------
    snapshot, name, wanted
        As given to `select_rows`.
    rows
        How many rows the export has.

    Returns
    -------
    metadata
        Plain JSON values; keys follow CSV on the Web where it has a word for them.
    """
    chosen = {k: v for k, v in vars(wanted).items() if v is not None}
    return {**describe_selection(snapshot, rows), "table": name, "filter": chosen}


def describe_selection(snapshot: Snapshot, rows: int) -> dict[str, Any]:
    """
    Say where any selection of a snapshot comes from: sources, scope, dates, licence.

    Parameters
    ----------
    snapshot
        The snapshot it was taken from.
    rows
        How many rows were taken.

    Returns
    -------
    metadata
        As `describe_export`, without the table's name and filter.
    """
    manifest = snapshot.manifest
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:publisher": "Multiple Locals",
        "dc:license": manifest["licence"],
        "dc:rights": manifest["attribution"],
        "snapshot": snapshot.snapshot_id,
        "as_of": manifest["as_of"],
        "demonstration": snapshot.is_demo,
        "code_version": manifest["code_version"],
        "rows": rows,
        "scope": "all open schools of the snapshot; a footprint's n_schools counts "
        "state-funded schools",
        "systems": manifest["systems"],
        "sources": manifest["sources"],
    }


def _filter_schools(schools: gpd.GeoDataFrame, wanted: Filter) -> gpd.GeoDataFrame:
    """Cut schools to a region and an authority."""
    kept = schools
    if wanted.region is not None:
        folded = wanted.region.casefold()
        named = schools["region"].str.casefold().eq(folded)
        known = sorted(schools["region"].dropna().unique())
        kept = kept[named | schools["region_code"].str.casefold().eq(folded)]
        if kept.empty:
            raise UnknownKeyError(f"`region` must be one of {known}, got {wanted.region!r}")
    if wanted.la is not None:
        if not schools["la_code"].eq(wanted.la).any():
            raise UnknownKeyError(
                f"`la` must be a three-digit DfE code such as 202 for Camden, got {wanted.la!r}"
            )
        kept = kept[kept["la_code"] == wanted.la]
    return kept.reset_index(drop=True)


def _refuse_system(wanted: Filter) -> None:
    """Schools belong to every system; a filter by one would silently do nothing."""
    if wanted.system is not None:
        raise UnknownKeyError("`system` cannot filter schools: export memberships instead")


def _keep_touched(
    table: pd.DataFrame, memberships: pd.DataFrame, schools: pd.DataFrame
) -> pd.DataFrame:
    """Keep rows of these schools, or of units they belong to."""
    if "urn" in table.columns:
        return table[table["urn"].isin(schools["urn"])]
    held = memberships[memberships["urn"].isin(schools["urn"])].dropna(subset=["unit_id"])
    touched = held[["system", "unit_id"]].drop_duplicates()
    return table.merge(touched, on=["system", "unit_id"])


def name_units(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """
    Add the unit's name after its id.

    Parameters
    ----------
    table
        Columns `system` and `unit_id`; n rows.
    units
        The `units` table.

    Returns
    -------
    named
        n rows, with `unit_name` after `unit_id`.
    """
    named = table.merge(
        units[["system", "unit_id", "name"]].rename(columns={"name": "unit_name"}),
        on=["system", "unit_id"],
        how="left",
    )
    columns = [c for c in named.columns if c != "unit_name"]
    columns.insert(columns.index("unit_id") + 1, "unit_name")
    return named[columns]


def _render_csv(table: pd.DataFrame) -> bytes:
    """Write CSV; text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    flat = table
    if isinstance(table, gpd.GeoDataFrame):
        flat = pd.DataFrame(table.drop(columns="geometry"))
        if table.geometry.geom_type.dropna().eq("Point").all():
            degrees = table.geometry.to_crs(4326)
            flat["longitude"] = degrees.x.round(DECIMALS)
            flat["latitude"] = degrees.y.round(DECIMALS)
        else:
            flat["area_km2"] = (table.geometry.area / 1e6).round(3)
    text = [column for column in flat.columns if pd.api.types.is_string_dtype(flat[column])]
    safe = flat.assign(**{column: neutralise_formulas(flat[column]) for column in text})
    text_form: str = safe.to_csv(index=False, lineterminator="\n")
    return text_form.encode()


def neutralise_formulas(values: pd.Series) -> pd.Series:
    """
    Keep a spreadsheet from running text as a formula.

    Examples
    --------
    >>> neutralise_formulas(pd.Series(["=1+1", "St Mary's"])).tolist()
    ["'=1+1", "St Mary's"]
    """
    risky = values.str.startswith(FORMULA_STARTS).fillna(value=False).astype(bool)
    return values.mask(risky, "'" + values)


def _render_geojson(table: pd.DataFrame, metadata: Mapping[str, Any]) -> bytes:
    """Write RFC 7946; rows without a location keep a null geometry."""
    if not isinstance(table, gpd.GeoDataFrame):
        raise UnknownKeyError("geojson needs a table with geometry: schools or footprints")
    degrees = table.to_crs(4326)
    rounded = shapely.set_precision(degrees.geometry.to_numpy(), 10.0**-DECIMALS)
    oriented = shapely.orient_polygons(rounded)
    plain = pd.DataFrame(table.drop(columns="geometry"))
    properties = json.loads(plain.to_json(orient="records", double_precision=10))
    shapes = shapely.to_geojson(oriented)
    features = [
        {"type": "Feature", "properties": p, "geometry": json.loads(g) if g else None}
        for p, g in zip(properties, shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "metadata": dict(metadata)}
    if table.geometry.notna().any():  # nothing has no box
        collection["bbox"] = shapely.total_bounds(oriented).round(DECIMALS).tolist()
    return json.dumps(collection | {"features": features}, ensure_ascii=False).encode()


def _render_parquet(table: pd.DataFrame, metadata: Mapping[str, Any]) -> bytes:
    """Write Parquet with the metadata in its schema."""
    draft = io.BytesIO()
    table.to_parquet(draft, index=False, compression="zstd")
    draft.seek(0)
    arrow: pa.Table = pq.read_table(draft)
    note = {b"multiple_locals": json.dumps(dict(metadata), ensure_ascii=False).encode()}
    out = io.BytesIO()
    pq.write_table(
        arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), **note}),
        out,
        compression="zstd",
    )
    return out.getvalue()
