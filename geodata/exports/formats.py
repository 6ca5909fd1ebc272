"""The forms a table can leave in: CSV that is safe in a spreadsheet, GeoJSON, Parquet."""

import io
import json
from collections.abc import Mapping
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from footprints.errors import UnknownKeyError

Format = Literal["csv", "geojson", "parquet"]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DECIMALS = 6


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
        raise UnknownKeyError("geojson needs a table with geometry: use csv or parquet")
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
