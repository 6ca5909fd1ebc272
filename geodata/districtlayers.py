"""Which boundary layers to name, assign and draw districts with, when several are loaded."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from footprints.membership.formerdistricts import pair_renumbered, split_districts
from footprints.schema import CRS
from geodata.errors import BuildError

# no district of England was replaced more often than twice since 2009
MOST_CHANGES = 3


@dataclass(frozen=True)
class DistrictLayers:
    """
    The districts of a snapshot, all coded alike (`area_code`, EPSG:27700 polygons).

    `named` gives codes, names and outlines to draw; `detailed` the outlines to assign points
    with, which may be another, finer layer; `pieces` is `named` cut into the former districts
    that hub lists still use.
    """

    vintage: str
    named: gpd.GeoDataFrame
    detailed: gpd.GeoDataFrame
    detailed_vintage: str
    pieces: gpd.GeoDataFrame


def choose_layers(
    areas: gpd.GeoDataFrame, districts: pd.DataFrame, used: pd.Series, coverage: pd.DataFrame
) -> DistrictLayers:
    """
    Choose among the district layers of several vintages.

    A layer is current when none of its districts has since been merged into another (a mere
    renumbering does not count). Of the current layers, districts are named by the one whose
    codes the records use most, ties to the newest; points are assigned with the one that has
    the most vertices, its renumbered codes translated.

    Parameters
    ----------
    areas
        The `areas` table: districts (kind `lad`) of any number of vintages.
    districts
        The `districts` table.
    used
        District codes as school records and hub lists use them, repeated.
    coverage
        The `coverage` table; its former districts become pieces where their outline is loaded.

    Returns
    -------
    layers
        See `DistrictLayers`.

    Raises
    ------
    BuildError
        If no current layer of districts is loaded.
    """
    lads = areas[areas["kind"] == "lad"]
    renumbered = pair_renumbered(districts)
    merged = set(districts.dropna(subset=["successor_code"])["lad_code"]) - set(renumbered)
    current = {
        str(vintage): layer
        for vintage, layer in lads.groupby("vintage")
        if not layer["area_code"].isin(merged).any()
    }
    if not current:
        raise BuildError(
            "no file holds the present district boundaries of England: add a boundary file of "
            "local authority districts (ONS, any format) to the folder"
        )
    counts = used.value_counts()
    uses = {v: int(counts.reindex(a["area_code"]).sum()) for v, a in current.items()}
    vintage = max(current, key=lambda v: (uses[v], v))
    named = _layer(current[vintage])
    detail = max(current, key=lambda v: (_count_vertices(current[v]), v))
    detailed = _layer(_recode(current[detail], renumbered, set(named["area_code"])))
    if set(detailed["area_code"]) != set(named["area_code"]):
        detail, detailed = vintage, named
    former = _former(lads, coverage, named, districts)
    pieces = split_districts(named, former, districts)
    return DistrictLayers(vintage, named, detailed, detail, pieces)


def soften_lost_districts(
    coverage: pd.DataFrame, pieces: pd.DataFrame, districts: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Claim part of a district where the outline of its former part is not loaded.

    Parameters
    ----------
    coverage
        The `coverage` table.
    pieces
        From `DistrictLayers`.
    districts
        The `districts` table.

    Returns
    -------
    coverage
        With `part` of the successor in place of a former district nobody can locate.
    softened
        The rows that were changed, as they were.
    """
    present = set(pieces["area_code"]) | set(pieces["lad_code"])
    pairs = pair_renumbered(districts)
    known = present | {code for code, other in pairs.items() if other in present}
    successor = _follow(coverage["area_code"], districts, present)
    lost = (
        coverage["area_kind"].eq("lad")
        & ~coverage["area_code"].isin(known)
        & successor.isin(present)
    )
    changed = coverage.assign(
        area_code=coverage["area_code"].mask(lost, successor),
        part=coverage["part"].mask(lost, "part"),
    )
    return changed.drop_duplicates(["system", "unit_id", "area_kind", "area_code"]), coverage[lost]


def _follow(codes: pd.Series, districts: pd.DataFrame, present: set[str]) -> pd.Series:
    """Find the district that took the place of each former one, over several changes."""
    after = districts.set_index("lad_code")["successor_code"]
    found = codes.map(after)
    for _ in range(MOST_CHANGES):
        found = found.where(found.isin(present), found.map(after))
    return found


def _count_vertices(layer: gpd.GeoDataFrame) -> int:
    """Count vertices: the finer the outline, the more points fall on their own side of it."""
    return int(shapely.get_num_coordinates(layer.geometry.to_numpy()).sum())


def _layer(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep what placing and drawing need."""
    columns = ["area_code", "name", "geometry"]
    kept = areas[columns].sort_values("area_code", ignore_index=True)
    return gpd.GeoDataFrame(kept, geometry="geometry", crs=CRS)


def _recode(
    layer: gpd.GeoDataFrame, renumbered: dict[str, str], wanted: set[str]
) -> gpd.GeoDataFrame:
    """Translate renumbered codes to those of the naming layer."""
    code = layer["area_code"]
    other = code.map(renumbered)
    return layer.assign(area_code=code.where(code.isin(wanted) | other.isna(), other))


def _former(
    lads: gpd.GeoDataFrame,
    coverage: pd.DataFrame,
    named: gpd.GeoDataFrame,
    districts: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Find the outlines of all parts of the districts that hub lists divide, newest first."""
    codes = coverage.loc[coverage["area_kind"] == "lad", "area_code"]
    listed = set(codes) - set(named["area_code"]) - set(pair_renumbered(districts))
    merged = districts.dropna(subset=["successor_code"])
    divided = merged.loc[merged["lad_code"].isin(listed), "successor_code"]
    parts = merged[merged["successor_code"].isin(divided)]
    # one part without an outline would lose its land to the others: then leave that district whole
    lost = parts.loc[~parts["lad_code"].isin(lads["area_code"]), "successor_code"]
    wanted = parts.loc[~parts["successor_code"].isin(lost), "lad_code"]
    found = lads[lads["area_code"].isin(wanted)].sort_values("vintage", ascending=False)
    return _layer(found.drop_duplicates("area_code"))
