"""A hand-made town of 120 schools on a grid, in four systems whose nesting is known."""

from typing import NamedTuple

import numpy as np
import pandas as pd

SYSTEMS = ("half", "quarter", "hub", "trust")
WIDE, HIGH = 12, 10


class Town(NamedTuple):
    """The tables that comparing systems asks for, in that order."""

    schools: pd.DataFrame
    memberships: pd.DataFrame
    units: pd.DataFrame


def build_town() -> Town:
    """
    Build the town.

    Quarters refine halves; hubs are three bands across both, with three schools shared by two
    of them; trusts hold every twelfth school wherever it is, one trust a single school, and
    twenty schools have none. Two schools state no pupils.
    """
    at = np.arange(WIDE * HIGH)
    east, north = at % WIDE, at // WIDE
    schools = pd.DataFrame(
        {
            "urn": at + 1,
            "easting": east * 1000.0,
            "northing": north * 1000.0,
            "pupils": 100.0 + at,
            "phase": np.where(at % 3, "Primary", "Secondary"),
            "type_group": "Academies",
            "type": "Academy converter",
            "low_age": 4.0,
            "high_age": 11.0,
        }
    )
    schools.loc[[5, 50], "pupils"] = np.nan
    half, quarter = east // 6, east // 6 * 2 + north // 5
    trust = np.where(at < 100, at * 7 % 8, -1)
    trust[0] = 9
    memberships = pd.concat(
        [
            _hold("half", at, half),
            _hold("quarter", at, quarter),
            _hold("hub", at, np.minimum(north // 3, 2)),
            _hold("trust", at, trust),
            pd.DataFrame({"urn": [40, 70, 80], "system": "hub", "unit_id": ["u2", "u0", "u1"]}),
        ],
        ignore_index=True,
    )
    several = memberships.duplicated(["urn", "system"], keep=False)
    certainty = np.where(several, "shared", "designated")
    memberships["certainty"] = np.where(memberships["unit_id"].isna(), "none", certainty)
    units = pd.DataFrame({"system": "hub", "unit_id": ["u0", "u1", "u2"]})
    units = units.assign(base_easting=6000.0, base_northing=[1000.0, 4000.0, 8000.0])
    return Town(schools, memberships, units)


def _hold(system: str, at: np.ndarray, unit: np.ndarray) -> pd.DataFrame:
    """Put school by school into one unit, or none where its number is below 0."""
    names = [f"u{number}" if number >= 0 else None for number in unit.tolist()]
    return pd.DataFrame(
        {"urn": at + 1, "system": system, "unit_id": pd.Series(names, dtype="str")}
    )
