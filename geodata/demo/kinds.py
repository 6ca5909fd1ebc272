"""Kinds of invented schools: how many, of what age and size, and who runs them."""

import numpy as np
import pandas as pd

# About the proportions of England's open schools in 2025, rounded; GIAS's own words.
# mat, sat and foundation count the schools in each kind of trust.
_KINDS = """
label                phase                    low high  count pupils  mat sat foundation ofsted
Primary School       Primary                    4   11  14200    240 6400 420        240 Primary
Infant School        Primary                    4    7   1150    200  400  25          0 Primary
Junior School        Primary                    7   11   1050    270  400  25          0 Primary
Nursery School       Nursery                    2    5    375     90    0   0          0 Nursery
Secondary School     Secondary                 11   18   3080    980 2450 400        100 Secondary
All-through School   All-through                4   18    155   1050  110   0          0 Secondary
Middle School        Middle deemed secondary    9   13     95    430   50   0          0 Secondary
Special School       Not applicable             4   19   1050    130  600   0          0 Special
Pupil Referral Unit  Not applicable            11   16    330     50  190   0          0 PRU
Independent School   Not applicable             3   18   2280    190    0   0          0 -
College              16 plus                   16   99    235   1800    0   0          0 -
"""
PRIMARY, INFANT, JUNIOR, ALL_THROUGH = 0, 1, 2, 5
_RUN_BY = ("mat", "sat", "foundation")
_MAINTAINED = "Local authority maintained schools"


def list_kinds() -> pd.DataFrame:
    """
    List the kinds of school in the demonstration.

    Returns
    -------
    kinds
        One row per kind, index 0 to 10: `label`, `phase`, `ofsted` (NaN where not inspected),
        ages, `count` of schools, median `pupils`, and schools in each kind of trust.

    Examples
    --------
    >>> int(list_kinds()["count"].sum()), int(list_kinds()["mat"].sum())
    (24000, 10600)
    """
    head, *lines = _KINDS.strip().splitlines()
    phase, low = head.index("phase"), head.index("low")
    rows = [[x[:phase].strip(), x[phase:low].strip(), *x[low:].split()] for x in lines]
    kinds = pd.DataFrame(rows, columns=head.split()).replace("-", np.nan)
    numbers = ["low", "high", "count", "pupils", *_RUN_BY]
    return kinds.astype(dict.fromkeys(numbers, "int64") | {"ofsted": "str"})


def deal_kinds(district: np.ndarray, islands: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """
    Deal the kinds out to schools, each district's first being a primary school.

    Parameters
    ----------
    district
        Row of the district of each school, ascending; n schools, n the total of `list_kinds`.
    islands
        bool, length n: schools that must be all-through (the only school of their islands).
    rng
        Source of chance.

    Returns
    -------
    kind
        int64, length n; each kind exactly as often as `list_kinds` says.
    """
    kind = np.full(len(district), -1)
    kind[np.flatnonzero(np.diff(district, prepend=-1))] = PRIMARY
    kind[islands] = ALL_THROUGH
    counts = list_kinds()["count"].to_numpy()
    left = counts - np.bincount(kind[kind >= 0], minlength=len(counts))
    kind[kind < 0] = rng.permutation(np.repeat(np.arange(len(counts)), left))
    return kind


def deal_trust_kinds(kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """
    Deal out which schools are in a multi-academy, single-academy or foundation trust.

    Parameters
    ----------
    kind
        Row of `list_kinds` of each school; n schools.
    rng
        Source of chance.

    Returns
    -------
    trust_kind
        object, length n: MAT, SAT, foundation or NaN; counts exactly as in `list_kinds`.
    """
    kinds = list_kinds()
    order = np.lexsort((rng.random(len(kind)), kind))
    first = np.searchsorted(kind[order], np.arange(len(kinds)))
    place = np.empty(len(kind), dtype="int64")
    place[order] = np.arange(len(kind)) - first[kind[order]]
    ends = kinds[list(_RUN_BY)].cumsum(axis=1).to_numpy()[kind]
    which = (place[:, None] >= ends).sum(axis=1)
    names = np.array(["MAT", "SAT", "foundation", np.nan], dtype="object")
    return np.asarray(names[which])


def name_types(
    kind: np.ndarray, trust_kind: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """
    Name the type and the type group of each school in GIAS's words.

    Parameters
    ----------
    kind, trust_kind
        From `deal_kinds` and `deal_trust_kinds`; n schools.
    rng
        Source of chance.

    Returns
    -------
    types, groups
        object, length n each.
    """
    label = list_kinds()["label"].to_numpy()[kind]
    academy = np.isin(trust_kind.astype("str"), ["MAT", "SAT"])
    chance = rng.random(len(kind))
    cases = {
        ("Academy special converter", "Academies"): academy & (label == "Special School"),
        ("Academy alternative provision converter", "Academies"): academy
        & (label == "Pupil Referral Unit"),
        ("Academy converter", "Academies"): academy & (chance < 0.70),
        ("Academy sponsor led", "Academies"): academy & (chance < 0.94),
        ("Free schools", "Free Schools"): academy,
        ("Community special school", "Special schools"): label == "Special School",
        ("Pupil referral unit", _MAINTAINED): label == "Pupil Referral Unit",
        ("Local authority nursery school", _MAINTAINED): label == "Nursery School",
        ("Further education", "Colleges"): label == "College",
        ("Other independent special school", "Independent schools"): (
            label == "Independent School"
        )
        & (chance < 0.28),
        ("Other independent school", "Independent schools"): label == "Independent School",
        ("Foundation school", _MAINTAINED): trust_kind == "foundation",
        ("Community school", _MAINTAINED): chance < 0.60,
        ("Voluntary aided school", _MAINTAINED): chance < 0.84,
    }
    tests = list(cases.values())
    types = np.select(tests, [name for name, _ in cases], "Voluntary controlled school")
    groups = np.select(tests, [group for _, group in cases], _MAINTAINED)
    return types.astype("object"), groups.astype("object")
