"""Lines for the map, such as seams, and the three ways in which they reach the browser."""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LineLayer:
    """
    Lines above all outlines, such as seams, and below the schools unless the command lifts them.

    They are a GeoJSON FeatureCollection of LineStrings and MultiLineStrings in degrees; the
    properties of one may hold `name`, shown beside the pointer after that of the layer, and
    `weight`, its width in pixels, else that of the layer. One of three holds it: `features` where
    it is small; `file`, from `geodata.mapdata.files.write_lines`, which a browser fetches once;
    `packed`, from `pack_lines`, where it is large and must be in no file. The key names the layer
    if `in_key`; else the command's legend does.
    """

    name: str
    colour: str
    features: Mapping[str, Any] | None = None
    file: str | None = None
    packed: str | None = None
    weight: float = 3.0
    in_key: bool = True


def pack_lines(features: Mapping[str, Any]) -> str:
    """
    Pack lines that travel in every command, to about a quarter of their size.

    Parameters
    ----------
    features
        A GeoJSON FeatureCollection.

    Returns
    -------
    packed
        Gzipped JSON in base64; equal lines give an equal text.

    Examples
    --------
    >>> packed = pack_lines({"type": "FeatureCollection", "features": []})
    >>> gzip.decompress(base64.b64decode(packed))
    b'{"type":"FeatureCollection","features":[]}'
    """
    text = json.dumps(features, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=9, mtime=0)).decode()
