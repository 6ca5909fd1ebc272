"""Seams as the map and the reader take them: lines in degrees, names, one sentence."""

import json
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from footprints.seams.seams import SEPARATOR, Seams

TOLERANCE_M = 100.0
DECIMALS = 5  # of a degree: about a metre
# Pixels; a seam of two systems has 4.
WEIGHTS = MappingProxyType({"cut": 2.5, "alone": 1.5})
# A share of fewer pairs of schools than this is not worth a sentence.
FEWEST_PAIRS = 10


def draw_seams(
    lines: gpd.GeoDataFrame, names: pd.Series, *, tolerance_m: float = TOLERANCE_M
) -> dict[str, Any]:
    """
    Make the GeoJSON of some borders for a line layer of the map.

    Parameters
    ----------
    lines
        Rows of `footprints.seams.seams.Seams.lines`, such as those of one kind.
    names
        Text beside the pointer, index `seam`; from `name_seams`.
    tolerance_m
        How far a line may be moved to have fewer corners; its ends stay.

    Returns
    -------
    collection
        GeoJSON (RFC 7946), a feature for each row: `seam`, `name` and `weight`, in pixels: of a
        seam a pixel more for each system, of others as in `WEIGHTS`, so that their kinds can be
        told apart without colour.
    """
    degrees = lines.geometry.simplify(tolerance_m).to_crs("EPSG:4326").to_numpy()
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS))
    together = lines["systems"].str.count(SEPARATOR) + 3
    weight = lines["kind"].map(WEIGHTS).fillna(together)
    about = zip(lines["seam"], weight, shapely.to_geojson(rounded), strict=True)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"seam": int(seam), "name": names[seam], "weight": float(pixels)},
                "geometry": json.loads(text),
            }
            for seam, pixels, text in about
        ],
    }


def name_seams(seams: Seams, systems: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """
    Name each border by what it parts and how many schools are near.

    Parameters
    ----------
    seams
        From `footprints.seams.seams.find_seams`.
    systems, units
        The tables of those names.

    Returns
    -------
    names
        Text, index `seam`; a unit without a name goes by its id.
    """
    known = units.set_index(["system", "unit_id"])["name"]
    sides = seams.sides
    index = pd.MultiIndex.from_frame(sides[["system", "unit_id"]])
    named = pd.Series(known.reindex(index).to_numpy()).fillna(sides["unit_id"])
    called = sides["system"].map(systems.set_index("system")["name"])
    parted = sides.assign(name=named, called=called)[sides["side"] != "both"]
    key = ["seam", "system", "called"]
    each = parted.groupby([*key, "side"], sort=False)["name"].agg(" and ".join)
    pair = each.groupby(key, sort=False).agg(" | ".join).reset_index(name="pair")
    told = (pair["called"] + ": " + pair["pair"]).groupby(pair["seam"]).agg("; ".join)
    lines = seams.lines.set_index("seam")
    near = [
        f"; {a:,} and {b:,} schools within {seams.near_km:g} km"
        for a, b in zip(lines["near_a"], lines["near_b"], strict=True)
    ]
    return told.reindex(lines.index) + pd.Series(near, index=lines.index, dtype="str")


def say_seams(seams: Seams, systems: pd.DataFrame) -> str:
    """
    Say in one sentence how far the borders run together.

    Parameters
    ----------
    seams
        From `footprints.seams.seams.find_seams`.
    systems
        The table of that name.

    Returns
    -------
    sentence
        With the two systems whose borders coincide most, and those whose borders do least, of
        those known for `FEWEST_PAIRS` pairs of schools.
    """
    if len(seams.systems) < 2:
        return "Choose two or more systems to see where their borders run together."
    if seams.lines.empty:
        return "No border of these systems runs between neighbouring schools here."
    length_km = seams.lines.groupby("kind")["length_km"].sum()
    together, cut = (f"{length_km.get(kind, 0.0):,.0f} km" for kind in ("seam", "cut"))
    said = (
        f"Borders of two or more of these systems run together for {together}, "
        f"and one cuts through a unit of another for {cut}"
    )
    names = systems.set_index("system")["name"]
    ranked = seams.pairs[seams.pairs["n_known"] >= FEWEST_PAIRS].sort_values(
        "coincidence", ascending=False, kind="stable"
    )
    shown = ranked.iloc[sorted({0, len(ranked) - 1} & set(range(len(ranked))))]
    told = [
        f"the border of {names[row.system]} is also that of {names[row.other]} between "
        f"{row.n_both:,} of {row.n_known:,} pairs of neighbouring schools"
        for row in shown.itertuples()
    ]
    return "; ".join([said, *told]) + "."
