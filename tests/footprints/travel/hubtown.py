"""Four schools and two hubs in the small town of roads, as tables."""

import numpy as np
import pandas as pd

from footprints.schema import DTYPES, TABLES
from tests.footprints.roads.smalltown import place

SYSTEM = "hub"
# urn and place; the last is on no road
SCHOOLS = {1: "A", 2: "D", 3: "E", 4: "C"}
LOST = 5
BASES = {"H1": "B", "H2": "C"}


def list_schools() -> pd.DataFrame:
    """Tabulate the schools; school 5 has no coordinates."""
    places = np.vstack([place(*SCHOOLS.values()), [np.nan, np.nan]])
    table = pd.DataFrame({"urn": [*SCHOOLS, LOST]})
    table[["easting", "northing"]] = places
    kinds = {name: DTYPES[kind] for name, kind in TABLES["schools"].columns.items()
             if kind in ("text", "float") and name not in table}  # fmt: skip
    return table.assign(**{name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def list_units() -> pd.DataFrame:
    """Tabulate the hubs, and one whose base is not known."""
    table = pd.DataFrame({"system": SYSTEM, "unit_id": [*BASES, "H3"]})
    table[["base_easting", "base_northing"]] = np.vstack(
        [place(*BASES.values()), [np.nan, np.nan]]
    )
    return table


def list_memberships(unit_of: dict[int, str]) -> pd.DataFrame:
    """Tabulate who is in which hub; the rest are in none."""
    rows = [(urn, SYSTEM, unit_of.get(urn)) for urn in (*SCHOOLS, LOST)]
    table = pd.DataFrame(rows, columns=["urn", "system", "unit_id"]).astype({"unit_id": "str"})
    return table.assign(certainty=np.where(table["unit_id"].isna(), "none", "designated"))


def list_systems() -> pd.DataFrame:
    """Tabulate the one system, which is for all schools."""
    return pd.DataFrame({"system": [SYSTEM], "scope": ["all"]})
