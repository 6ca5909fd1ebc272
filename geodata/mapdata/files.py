"""The files a browser fetches to draw the map: columnar, gzipped, named by their content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from footprints.legend.colouring import PALETTE, colour_units
from footprints.membership.memberships import CERTAINTIES
from geodata.mapdata.columns import pack_names, pack_points
from geodata.mapdata.ground import pack_ground
from geodata.mapdata.hashedfiles import write_hashed
from geodata.mapdata.shapes import draw_outlines

# Raised whenever what is in the files changes in a way that older scripts would not read.
LAYOUT = 3


@dataclass(frozen=True)
class MapFiles:
    """
    Names of the files written, relative to their folder.

    Plain text, so that a manifest may hold them (`dataclasses.asdict` there,
    `MapFiles(**record)` back). `systems`, `outlines` and `bases` are keyed by system; a system
    without any footprint or base has no entry there. `context` is None where no area is known.
    `layout` is that of the files; one written before there was such a number has 1.
    """

    points: str
    names: str
    context: str | None
    systems: Mapping[str, str]
    outlines: Mapping[str, str]
    bases: Mapping[str, str]
    layout: int = 1

    @property
    def is_current(self) -> bool:
        """Whether today's scripts read these files; if not, write them again."""
        return self.layout == LAYOUT

    def list_names(self) -> list[str]:
        """
        List every file once, sorted, to copy or to check them.

        Examples
        --------
        >>> MapFiles("p", "n", None, {"la": "s"}, {}, {"la": "b"}).list_names()
        ['b', 'n', 'p', 's']
        """
        single = [self.points, self.names, self.context]
        many = [*self.systems.values(), *self.outlines.values(), *self.bases.values()]
        return sorted({name for name in [*single, *many] if name is not None})


def write_map_files(tables: Mapping[str, pd.DataFrame], folder: Path) -> MapFiles:
    """
    Write what the map fetches.

    A name holds the hash of its content, so files of several snapshots live side by side, a
    browser may keep them for ever, and what is already there is not written again.

    Parameters
    ----------
    tables
        `schools`, `systems`, `units`, `memberships` and `footprints` as in `footprints.schema`;
        `areas` is used for the ground where no district has a footprint.
    folder
        Made where it is missing.

    Returns
    -------
    files
        The names. Row i of `points`, `names` and each system is school i by `urn`.

    Raises
    ------
    OSError
        If the folder cannot be written; no half file is left under a final name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schools = tables["schools"].sort_values("urn", kind="stable").reset_index(drop=True)
    ground = pack_ground(tables)
    systems, outlines, bases = {}, {}, {}
    for system in tables["systems"].sort_values("system").to_dict("records"):
        key = str(system["system"])
        units = _of_system(tables["units"], key).sort_values("unit_id")
        footprints = _of_system(tables["footprints"], key)
        memberships = _of_system(tables["memberships"], key)
        packed = pack_system(system, schools["urn"], units, memberships, footprints)
        systems[key] = write_hashed(folder, f"system-{key}", packed)
        if len(footprints):
            names = units.set_index("unit_id")["name"]
            outlines[key] = write_hashed(
                folder, f"outlines-{key}", draw_outlines(footprints, names)
            )
        if units["base_easting"].notna().any():
            bases[key] = write_hashed(folder, f"bases-{key}", pack_bases(units))
    return MapFiles(
        points=write_hashed(folder, "points", pack_points(schools)),
        names=write_hashed(folder, "names", pack_names(schools["name"])),
        context=None if ground is None else write_hashed(folder, "context", ground),
        systems=systems,
        outlines=outlines,
        bases=bases,
        layout=LAYOUT,
    )


def pack_system(
    system: Mapping[str, Any],
    urns: pd.Series,
    units: pd.DataFrame,
    memberships: pd.DataFrame,
    footprints: gpd.GeoDataFrame,
) -> dict[str, Any]:
    """
    Say which unit each school belongs to in one system, and how certainly.

    Parameters
    ----------
    system
        A row of the `systems` table.
    urns
        The schools in the order of the points; n values.
    units, memberships, footprints
        Rows of this system only, `units` ordered by `unit_id`.

    Returns
    -------
    packed
        `units` holds `id`, `name` and `colour` (a place in `palette`) of each unit; `unit` has n
        places in it, -1 for none; `certainty` is a text of n digits, places in `certainties`. A
        school of several units has the first by id, and the certainty stated for it.
    """
    member = memberships.dropna(subset=["unit_id"])
    first = member.sort_values("unit_id", kind="stable").drop_duplicates("urn").set_index("urn")
    sizes = member.groupby("unit_id").size().reindex(units["unit_id"], fill_value=0)
    place = pd.Index(units["unit_id"])
    unit = place.get_indexer(first["unit_id"].reindex(urns).to_numpy())
    certainty = pd.Index(CERTAINTIES).get_indexer(first["certainty"].reindex(urns).to_numpy())
    none = CERTAINTIES.index("none")
    certainty = np.where((unit < 0) | (certainty < 0), none, certainty)
    return {
        "system": system["system"],
        "name": system["name"],
        "unit_name": system["unit_name"],
        "palette": list(PALETTE),
        "certainties": list(CERTAINTIES),
        "units": {
            "id": units["unit_id"].tolist(),
            "name": units["name"].fillna(units["unit_id"]).tolist(),
            "colour": colour_units(sizes, footprints).tolist(),
        },
        "unit": unit.tolist(),
        "certainty": "".join(certainty.astype("U1")),
    }


def write_classes(
    folder: Path,
    stem: str,
    name: str,
    *,
    labels: Sequence[str],
    palette: Sequence[str],
    classes: np.ndarray,
    certainties: Sequence[str] = (),
) -> str:
    """
    Write classes of schools in the form of a system, so that the map draws them as one.

    Parameters
    ----------
    folder
        Where `write_map_files` wrote.
    stem
        Begins the file's name.
    name
        What the classes are of.
    labels, palette
        One text and one colour for each class.
    classes
        Places in `labels`, -1 for none, in order of urn; n values.
    certainties
        One for each class, which gives its shape; of a measure none, all are drawn alike.

    Returns
    -------
    file
        Its name in `folder`.
    """
    packed = {
        "system": None,
        "name": name,
        "unit_name": name,
        "palette": list(palette),
        "certainties": tuple(certainties) or (None,),
        "units": {
            "id": list(labels),
            "name": list(labels),
            "colour": list(range(len(labels))),
        },
        "unit": classes.tolist(),
        "certainty": "".join((classes.clip(0) if certainties else classes * 0).astype("U1")),
    }
    return write_hashed(folder, f"classes-{stem}", packed)


def pack_bases(units: pd.DataFrame) -> dict[str, Any]:
    """
    List the bases of one system.

    Parameters
    ----------
    units
        Rows of the `units` table; those without a base point are left out.

    Returns
    -------
    packed
        `unit_id`, `name` (of the unit), `base_name` (None where unknown), `lon` and `lat`.
    """
    sited = units.dropna(subset=["base_easting", "base_northing"])
    points = gpd.GeoSeries.from_xy(sited["base_easting"], sited["base_northing"], crs=27700)
    degrees = points.to_crs("EPSG:4326")
    base_name = sited["base_name"].astype(object)
    return {
        "unit_id": sited["unit_id"].tolist(),
        "name": sited["name"].fillna(sited["unit_id"]).tolist(),
        "base_name": base_name.where(base_name.notna(), None).tolist(),
        "lon": degrees.x.round(5).tolist(),
        "lat": degrees.y.round(5).tolist(),
    }


def _of_system(table: pd.DataFrame, system: str) -> pd.DataFrame:
    """Keep the rows of one system."""
    return table[table["system"].eq(system)].reset_index(drop=True)
