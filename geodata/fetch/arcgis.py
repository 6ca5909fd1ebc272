"""ArcGIS layers and tables, asked for page by page until the server says that is all."""

import csv
import io
import json
from typing import Any

from geodata.errors import FetchError
from geodata.fetch.download import looks_like_page
from geodata.fetch.official import OfficialSource, Query
from geodata.fetch.transport import Request, read_answer

_PAGE_ROWS = 2000


def fetch_rows(request: Request, source: OfficialSource) -> bytes:
    """
    Fetch a whole layer or table.

    Parameters
    ----------
    request
        The address of the layer's `query`, and how patiently to ask.
    source
        Of form `features` or `table`, with its query.

    Returns
    -------
    content
        GeoJSON in degrees (WGS 84) for `features`, CSV for `table`; UTF-8.

    Raises
    ------
    FetchError
        If the service reports an error, or fewer rows came than it counts.

    Notes
    -----
    Whether there is a further page is what `exceededTransferLimit` says, not how many rows came
    (Esri, REST API, Query (Feature Service/Layer)).
    """
    query = source.query
    if query is None:
        raise FetchError(f"source `{source.name}` has no query; add one to its address entry")
    expected = _ask(request, {"where": query.where, "returnCountOnly": "true", "f": "json"})
    rows: list[dict[str, Any]] = []
    more, size = True, 0
    while more:
        page, page_bytes = _ask_page(request, source, query, len(rows))
        rows += page.get("features", [])
        size += page_bytes
        if request.progress:
            request.progress(request.name, size, None)
        more = _has_more(page) and bool(page.get("features"))
    if not rows or len(rows) != expected.get("count"):
        raise FetchError(
            f"{request.address}: {len(rows)} of {expected.get('count')} rows came; try again later"
        )
    return _as_csv(rows, query) if source.form == "table" else _as_geojson(rows)


def _ask_page(
    request: Request, source: OfficialSource, query: Query, offset: int
) -> tuple[dict[str, Any], int]:
    """Ask for the rows from `offset` on; give them and how many bytes they took."""
    params = {
        "where": query.where,
        "outFields": ",".join(query.columns),
        "orderByFields": query.order_by,
        "resultOffset": str(offset),
        "resultRecordCount": str(_PAGE_ROWS),
        "f": "json" if source.form == "table" else "geojson",
    }
    if source.form == "table":
        params["returnGeometry"] = "false"
    else:
        params |= {"outSR": "4326", "geometryPrecision": "6"}
    content = read_answer(request, params)
    return _as_json(request, content), len(content)


def _ask(request: Request, params: dict[str, str]) -> dict[str, Any]:
    """Ask one short question."""
    return _as_json(request, read_answer(request, params))


def _as_json(request: Request, content: bytes) -> dict[str, Any]:
    """Read an answer as JSON; the service reports its errors inside a 200 answer."""
    if looks_like_page(content):
        raise FetchError(f"{request.address} gave a web page (HTML) where JSON was expected")
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise FetchError(f"{request.address} gave something that is not JSON: {error}") from error
    if not isinstance(answer, dict) or "error" in answer:
        said = answer.get("error", {}) if isinstance(answer, dict) else {}
        message = said.get("message", "no message") if isinstance(said, dict) else said
        raise FetchError(f"{request.address}: the service reports an error: {message}")
    return answer


def _has_more(page: dict[str, Any]) -> bool:
    """Whether the server says there are more rows; GeoJSON says it one level down."""
    below = page.get("properties") or {}
    return bool(page.get("exceededTransferLimit") or below.get("exceededTransferLimit"))


def _as_geojson(rows: list[dict[str, Any]]) -> bytes:
    """Write the features of all pages as one collection."""
    collection = {"type": "FeatureCollection", "features": rows}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _as_csv(rows: list[dict[str, Any]], query: Query) -> bytes:
    """Write the attributes of all pages as one CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(query.columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row["attributes"] for row in rows)
    return text.getvalue().encode()
