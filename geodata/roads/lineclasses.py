"""
What the roads of a file of lines are: their class, and which way they may be driven.

Two vocabularies are known, told apart by the names of columns:

- OS Open Roads: `road_function`, or where there is none `road_classification`, with
  `form_of_way` telling dual carriageways and slip roads. Guided busways and restricted access
  roads (drives, yards, gated estates) are not for a visitor's car and are left out. The product
  has no one-way information: every road is driven both ways.
- OpenStreetMap turned into lines: `highway` or `fclass`, with `oneway`; the classes of
  `geodata.roads.osmtags`.

Where there is neither, every road is of class `unknown`, with speeds of its own.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd

from footprints.roads.network import FERRY, Codes
from footprints.roads.ways import Flags
from geodata.roads.osmtags import CLASSES as OSM_CLASSES
from geodata.roads.osmtags import NOT_FOR_CARS

UNKNOWN = "unknown"
_DUAL = frozenset({"dual carriageway", "collapsed dual carriageway"})
_WITH_DUAL = ("os a road", "os b road")
OS_CLASSES = (
    "os motorway",
    "os a road dual",
    "os a road",
    "os b road dual",
    "os b road",
    "os slip road",
    "os minor road",
    "os local road",
    "os local access road",
    "os secondary access road",
    "os shared use",
    "os unknown",
)
# the classification, coarser than the function, in the words of the function
_FROM_CLASSIFICATION = {
    "motorway": "motorway",
    "a road": "a road",
    "b road": "b road",
    "classified unnumbered": "minor road",
    "unclassified": "local road",
    "not classified": "local access road",
}
RESTRICTED = "restricted access (a drive, a yard, a gated estate)"
_ONWARD = frozenset({"f", "yes", "true", "1"})
_AGAINST = frozenset({"t", "-1", "reverse"})

COLUMNS = {
    "function": ("roadfunction", "function"),
    "classification": ("roadclassification", "classification", "class"),
    "form": ("formofway",),
    "start": ("startnode",),
    "end": ("endnode",),
    "length": ("length",),
    "highway": ("highway", "fclass"),
    "oneway": ("oneway",),
}


class Judged(NamedTuple):
    """
    What n lines are to a car.

    `code` (n) is a position in `classes`, -1 where a car may not use a line; `left_out` counts
    those by reason, and `notes` say what to know of the rest.
    """

    code: Codes
    classes: tuple[str, ...]
    forward: Flags
    backward: Flags
    left_out: Counter[str]
    notes: tuple[str, ...]


def find_columns(fields: tuple[str, ...]) -> dict[str, str]:
    """
    Find the columns that matter, whatever their capitals and underscores.

    Examples
    --------
    >>> find_columns(("id", "roadFunction", "form_of_way", "START_NODE"))
    {'function': 'roadFunction', 'form': 'form_of_way', 'start': 'START_NODE'}
    """
    plain = {normalise_name(name): name for name in reversed(fields)}
    found = {
        meaning: next((plain[name] for name in names if name in plain), None)
        for meaning, names in COLUMNS.items()
    }
    return {meaning: name for meaning, name in found.items() if name}


def normalise_name(name: str) -> str:
    """Write a name of a layer or column without capitals, spaces and underscores."""
    return name.lower().replace("_", "").replace(" ", "")


def judge_lines(table: pd.DataFrame) -> Judged:
    """
    Judge lines by their columns.

    Parameters
    ----------
    table
        Columns as in `COLUMNS`, those the file has; n rows.

    Returns
    -------
    judged
        See `Judged` and the rules of the module.

    Examples
    --------
    >>> rows = {"function": ["A Road", "Restricted Local Access Road"], "form": ["Roundabout"] * 2}
    >>> judged = judge_lines(pd.DataFrame(rows))
    >>> judged.code.tolist(), judged.classes[judged.code[0]]
    ([2, -1], 'os a road')
    """
    if "function" in table or "classification" in table:
        return _judge_open_roads(table)
    if "highway" in table:
        return _judge_osm_lines(table)
    both = np.ones(len(table), dtype="bool")
    note = (
        f"The file has no column of road classes: all roads are of class `{UNKNOWN}`, with the "
        "speeds of that class, and are driven both ways."
    )
    return Judged(np.zeros(len(both), "int16"), (UNKNOWN,), both, both, Counter(), (note,))


def _judge_open_roads(table: pd.DataFrame) -> Judged:
    """Judge the links of OS Open Roads."""
    function, form = _words(table, "function"), _words(table, "form")
    by_class = _words(table, "classification").map(_FROM_CLASSIFICATION)
    kind = "os " + function.where(function != "", by_class).fillna(UNKNOWN)
    dual = kind.isin(_WITH_DUAL) & form.isin(_DUAL)
    kind = kind.where(~dual, kind + " dual")
    kind = kind.mask(form == "slip road", "os slip road")
    kind = kind.mask(form == "shared use carriageway", "os shared use")
    busway = form == "guided busway"
    restricted = kind.str.startswith("os restricted") & ~busway
    codes = kind.map({name: code for code, name in enumerate(OS_CLASSES)})
    strange = codes.isna() & ~restricted & ~busway
    codes = codes.fillna(OS_CLASSES.index("os unknown")).mask(restricted | busway, -1)
    both = np.ones(len(table), dtype="bool")
    notes = ["OS Open Roads does not say which roads are one-way: all are driven both ways."]
    if strange.any():
        words = ", ".join(sorted(set(function[strange]))[:5])
        notes.append(f"{strange.sum():,} roads are of a function not known ({words}).")
    return Judged(
        code=codes.to_numpy(dtype="int16"),
        classes=OS_CLASSES,
        forward=both,
        backward=both,
        left_out=Counter({RESTRICTED: int(restricted.sum()), NOT_FOR_CARS: int(busway.sum())}),
        notes=tuple(notes),
    )


def _judge_osm_lines(table: pd.DataFrame) -> Judged:
    """Judge lines made from OpenStreetMap; access is not among their columns."""
    highway, oneway = _words(table, "highway"), _words(table, "oneway")
    known = {name: code for code, name in enumerate(OSM_CLASSES) if name != FERRY}
    code = highway.map(known).fillna(-1).to_numpy(dtype="int16")
    motorway = (highway == "motorway") & ~oneway.isin({"b", "no"})
    onward = (oneway.isin(_ONWARD) | motorway).to_numpy(dtype="bool")
    against = oneway.isin(_AGAINST).to_numpy(dtype="bool")
    note = "Lines made from OpenStreetMap do not say which roads are private: all count."
    return Judged(
        code=code,
        classes=OSM_CLASSES,
        forward=~against,
        backward=~onward | against,
        left_out=Counter({NOT_FOR_CARS: int((code < 0).sum())}),
        notes=(note,),
    )


def _words(table: pd.DataFrame, column: str) -> pd.Series:
    """Give a column in lower case, empty where it says nothing or is not there."""
    if column not in table:
        return pd.Series("", index=table.index, dtype="str")
    return table[column].astype("str").str.strip().str.lower().fillna("").astype("str")
