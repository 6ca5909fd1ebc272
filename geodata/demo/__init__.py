"""The demonstration: a whole invented England of schools, impossible to mistake for the real."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from footprints.schema import check_table
from geodata.demo.areas import VINTAGE, make_cells
from geodata.demo.schools import AS_OF, make_establishments, make_links
from geodata.readers.registers import load_registers
from geodata.sources import Registers, Sources

SEED = 20220901


def make_demo(registers: Registers | None = None, *, seed: int = SEED) -> Sources:
    """
    Make the demonstration ready to be assembled like real sources.

    Parameters
    ----------
    registers
        The project's own if none are given. They are real, and so are the bases of the hubs,
        whose schools are not in the demonstration.
    seed
        See `make_demo_tables`.

    Returns
    -------
    sources
        With `demo` set; `files` says of each table that it is invented.
    """
    known = load_registers() if registers is None else registers
    tables = make_demo_tables(known.districts, known.coverage, seed=seed)
    return Sources(
        establishments=tables["establishments"],
        areas=gpd.GeoDataFrame(tables["areas"]),
        registers=known,
        links=tables["links"],
        group_links=tables["group_links"],
        files=tuple(_describe(name, len(table), seed) for name, table in tables.items()),
        as_of=AS_OF,
        demo=True,
    )


def make_demo_tables(
    districts: pd.DataFrame, coverage: pd.DataFrame, *, seed: int = SEED
) -> dict[str, pd.DataFrame]:
    """
    Make the tables of the demonstration from the project's own registers.

    Real are the names and codes of districts, authorities and regions, and their rough centre
    points. Invented are schools, trusts, predecessors and every figure; schematic are the
    boundaries.

    Parameters
    ----------
    districts
        The `districts` table.
    coverage
        The `coverage` table: says which former districts are still needed.
    seed
        Equal seeds give equal tables, to the byte.

    Returns
    -------
    tables
        `establishments` (24,000 rows), `areas` (EPSG:27700), `links` and `group_links`, each
        as in `footprints.schema`.
    """
    rng = np.random.default_rng(seed)
    areas = make_cells(districts, coverage)
    current = districts[districts["valid_to"].isna()].sort_values("lad_code", ignore_index=True)
    drawn = areas[areas["vintage"] == VINTAGE].set_index("area_code").geometry
    cells = drawn.reindex(current["lad_code"])
    establishments = make_establishments(current, cells, rng)
    return {
        "establishments": establishments,
        "areas": areas,
        "links": make_links(establishments, rng),
        "group_links": _list_group_links(establishments),
    }


def _list_group_links(establishments: pd.DataFrame) -> pd.DataFrame:
    """List which school is in which trust, as GIAS's file of groups would."""
    inside = establishments[establishments["trust_id"].notna()]
    links = pd.DataFrame(
        {
            "urn": inside["urn"],
            "trust_id": inside["trust_id"],
            "trust_name": inside["trust_name"],
            "kind": inside["trust_kind"],
            "companies_house_number": None,
            "joined_date": inside["open_date"],
        }
    )
    return check_table("group_links", links)


def _describe(name: str, rows: int, seed: int) -> dict[str, Any]:
    """Describe one invented table as a file would be."""
    unknown = dict.fromkeys(("address", "licence", "size", "sha256"))
    return {
        "kind": name,
        "file": f"invented {name.replace('_', ' ')}",
        "publisher": f"this project, invented with seed {seed}",
        **unknown,
        "date": AS_OF,
        "rows_in": rows,
        "rows_out": rows,
    }
