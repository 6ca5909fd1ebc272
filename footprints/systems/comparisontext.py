"""What the nesting of systems means, in plain sentences with their counts."""

from collections.abc import Mapping

import pandas as pd

from footprints.scope import SCOPES
from footprints.systems.comparison import Comparison
from footprints.systems.nullmodel import ROUNDING

# from which alignment up the words hold
WORDS = (
    (1 - ROUNDING, "tells you", "nested"),
    (0.8, "nearly tells you", "mostly nested"),
    (0.5, "partly tells you", "partly nested"),
    (0.2, "tells you a little of", "mostly cutting across each other"),
    (0.0, "tells you next to nothing of", "cutting across each other"),
)


def say_pair(row: pd.Series, names: Mapping[str, str], *, place: str = "") -> str:
    """
    Say how one pair of systems nests, or why that cannot be said.

    Parameters
    ----------
    row
        Of `Comparison.pairs`.
    names
        What one unit of each system is called: "Maths Hub".
    place
        Where, as a sentence begins: "In Camden".

    Returns
    -------
    sentence
        Plain text; systems are said to nest whichever way they do so more.

    Examples
    --------
    >>> row = {"a": "la", "b": "tsh", "n_schools": 58, "n_left_out": 0, "n_units_a": 1}
    >>> row |= {"n_units_b": 2, "alignment": float("nan")}
    >>> names = {"la": "local authority", "tsh": "Teaching School Hub"}
    >>> say_pair(pd.Series(row), names, place="In Camden")
    'In Camden, all 58 schools are in one local authority, so there is nothing to compare.'
    """
    a, b = names[row["a"]], names[row["b"]]
    if pd.isna(row["alignment"]):
        return _begin(place, f"{_say_undefined(row, a, b)}, so there is nothing to compare.")
    finer, coarser = (b, a) if row["nested_in"] == "b in a" else (a, b)
    _, tells, kind = _describe(row["alignment"])
    told = f"knowing a school's {finer} {tells} its {coarser}"
    if row["nested_in"] == "either in the other":
        told += ", and the other way round"
    of = f" of {row['n_schools'] + row['n_left_out']:,}" if row["n_left_out"] else ""
    n = f"{row['n_schools']:,}{of} schools"
    measured = f"{_equate(row['alignment'])}, n = {n}"
    return _begin(place, f"{told}: {kind} ({measured}){_say_chance(row)}.")


def say_comparison(comparison: Comparison, names: Mapping[str, str], *, place: str = "") -> str:
    """
    Say what a comparison of systems comes to: the mean, and the pairs at both ends.

    Parameters
    ----------
    comparison
        From `compare_systems`.
    names
        What one unit of each system is called.
    place
        Where, as a sentence begins: "In Camden".

    Returns
    -------
    sentences
        Plain text, one to three sentences.
    """
    pairs = comparison.pairs
    defined = pairs.dropna(subset=["alignment"])
    among = f"among {_count(comparison.n_schools, 'school')} ({SCOPES[comparison.scope]})"
    if not len(defined):
        n_pairs = _count(len(pairs), "pair")
        return _begin(place, f"none of {n_pairs} of systems can be compared {among}.")
    by = ", counted by pupils" if comparison.weight == "pupils" else ""
    first = (
        f"{len(defined)} of {_count(len(pairs), 'pair')} of systems can be compared {among}{by}: "
        f"on average they are {_describe(comparison.mean_alignment)[2]} (mean "
        f"{_equate(comparison.mean_alignment)}{_say_mean_chance(comparison)})."
    )
    return _begin(place, " ".join([first, *_say_ends(defined, names)]))


def say_left_out(comparison: Comparison, names: Mapping[str, str]) -> tuple[str, ...]:
    """
    Say which schools are left out of the pairs of a system, and why.

    Parameters
    ----------
    comparison
        From `compare_systems`.
    names
        What one unit of each system is called.

    Returns
    -------
    notes
        Plain sentences; none for what nobody is left out for.
    """
    rest = ", where not all places are known" if comparison.shared == "nearest base" else ""
    notes = []
    for system, counts in comparison.left_out.iterrows():
        unit = names[str(system)]
        notes += [
            f"{_count(n, 'school')} {why}."
            for n, why in (
                (counts["n_shared"], f"left out: shared by more than one {unit}{rest}"),
                (counts["n_alone"], f"left out: alone in a {unit}"),
                (counts["n_without"], f"left out: in no known {unit}"),
            )
            if n
        ]
    if comparison.n_weightless:
        notes.append(f"{_count(comparison.n_weightless, 'school')} left out: no known pupils.")
    if comparison.n_unplaced and comparison.draws:
        unplaced = _count(comparison.n_unplaced, "school")
        notes.append(f"{unplaced} left out of the random partitions: no coordinates.")
    return tuple(notes)


def _describe(alignment: float) -> tuple[float, str, str]:
    """Find the words for an alignment."""
    return next(words for words in WORDS if alignment >= words[0])


def _say_undefined(row: pd.Series, a: str, b: str) -> str:
    """Say why two systems cannot be compared."""
    if not row["n_schools"]:
        return f"no school is known to be in just one {a} and one {b}"
    those = f" with a known {a} and {b}" if row["n_left_out"] else ""
    n = row["n_schools"]
    who = f"the only school{those} is" if n == 1 else f"all {n:,} schools{those} are"
    units = [unit for unit, count in ((a, row["n_units_a"]), (b, row["n_units_b"])) if count == 1]
    return f"{who} in one {' and one '.join(units)}"


def _say_chance(row: pd.Series) -> str:
    """Set an alignment against random compact partitions, if any were drawn."""
    if pd.isna(row["expectation"]):
        return ""
    low, high = row["low"] - ROUNDING, row["high"] + ROUNDING
    agree = "less" if row["alignment"] > high else "more" if row["alignment"] < low else "as much"
    spread = "" if high - low < 3 * ROUNDING else f", {_write(low)} to {_write(high)} in 95 of 100"
    return (
        f"; by chance two compact partitions into as many units agree {agree} "
        f"({_write(row['expectation'])} expected{spread})"
    )


def _say_mean_chance(comparison: Comparison) -> str:
    """Say what chance makes of the mean."""
    if pd.isna(comparison.mean_expectation):
        return ""
    said = f"; {_write(comparison.mean_expectation)} expected by chance of compact partitions"
    if pd.isna(comparison.mean_adjusted):
        return said
    return f"{said}; mean adjusted for chance {comparison.mean_adjusted:.2f}"


def _say_ends(defined: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Name the pairs at both ends; count those that nest in full if they are several."""
    if len(defined) < 2:
        return []
    full = int((defined["alignment"] >= WORDS[0][0]).sum())
    most, least = (
        f"{names[pair['a']]} and {names[pair['b']]} ({_equate(pair['alignment'])})"
        for pair in (
            defined.loc[defined["alignment"].idxmax()],
            defined.loc[defined["alignment"].idxmin()],
        )
    )
    if full == len(defined):
        return ["All of them nest in full."]
    return [
        f"{full} nest in full; least: {least}." if full > 1 else f"Most: {most}; least: {least}."
    ]


def _equate(alignment: float) -> str:
    """Write an alignment with its sign."""
    said = _write(alignment)
    return f"A {said}" if " " in said else f"A = {said}"


def _write(alignment: float) -> str:
    """Write an alignment as a sentence has it."""
    return write_index(alignment).replace(">", "over ").replace("<", "under ")


def write_index(value: float, places: int = 2) -> str:
    """
    Write an index from 0 to 1; neither 0 nor 1 unless it is.

    Parameters
    ----------
    value
        The index; a number beyond 0 or 1 is written as it is.
    places
        After the point.

    Returns
    -------
    text
        Plain; "nan" where it is not defined.

    Examples
    --------
    >>> write_index(2 / 3), write_index(0.999), write_index(1.0), write_index(0.0004, 3)
    ('0.67', '>0.99', '1.00', '<0.001')
    """
    step = 10.0**-places
    if 1 - step / 2 <= value < 1 - ROUNDING:
        return f">{1 - step:.{places}f}"
    return f"<{step:.{places}f}" if ROUNDING < value < step / 2 else f"{value:z.{places}f}"


def _count(n: int, noun: str) -> str:
    """Count a noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _begin(place: str, sentence: str) -> str:
    """Begin a sentence with a place, if there is one."""
    return f"{place}, {sentence}" if place else sentence[0].upper() + sentence[1:]
