"""Invented trusts: most of them local, some spread over a region, a few over the country."""

import numpy as np
import pandas as pd

N_MATS = 1_250
_LARGEST = 70
_FIRST_MAT, _FIRST_SAT = 990_001, 995_001  # far above the group numbers that GIAS has given
_BAND_M = 15_000.0  # schools are listed band by band, so that neighbours in the list are near
_STRAY_PLACES = 45.0  # how far, in list places, trusts reach into each other
_REGIONAL_SHARE, _NATIONAL_SHARE = 0.06, 0.015


def list_sizes(schools: int, trusts: int) -> np.ndarray:
    """
    List sizes of trusts, from one school to at most 70, few of them large.

    Parameters
    ----------
    schools, trusts
        How many schools to share out among how many trusts.

    Returns
    -------
    sizes
        int64, length `trusts`, descending, each at least 1, sum `schools`.

    Examples
    --------
    >>> sizes = list_sizes(10_600, 1_250)
    >>> int(sizes.sum()), int(sizes[0]), int(sizes[-1])
    (10600, 69, 1)
    """
    rank = (np.arange(trusts) + 0.5) / trusts
    shape = np.minimum(-np.log(rank), 9.0)  # an exponential law, the commonest of skewed ones
    low, high = 0.0, float(schools)
    for _ in range(60):
        middle = (low + high) / 2
        fits = np.clip(np.floor(shape * middle), 1, _LARGEST).sum() <= schools
        low, high = (middle, high) if fits else (low, middle)
    sizes = np.clip(np.floor(shape * low), 1, _LARGEST).astype("int64")
    sizes[np.flatnonzero(sizes < _LARGEST)[: schools - sizes.sum()]] += 1
    return sizes


def join_mats(
    points: np.ndarray, region: np.ndarray, rng: np.random.Generator, *, trusts: int = N_MATS
) -> np.ndarray:
    """
    Put schools into multi-academy trusts.

    Schools are listed so that neighbours in the list are neighbours on the ground, the list is
    shuffled a little, and cut into trusts; then a few schools change places within their
    region, and fewer anywhere.

    Parameters
    ----------
    points
        n x 2, metres.
    region
        Region of each school, length n.
    rng
        Source of chance.
    trusts
        How many trusts.

    Returns
    -------
    trust
        int64, length n: numbers 0 to `trusts` - 1, all used.
    """
    band = np.floor(points[:, 1] / _BAND_M)
    eastward = np.where(band % 2 == 0, points[:, 0], -points[:, 0])
    order = np.lexsort((eastward, band, region))
    order = order[np.argsort(np.arange(len(order)) + rng.normal(0, _STRAY_PLACES, len(order)))]
    sizes = rng.permutation(list_sizes(len(order), trusts))
    trust = np.empty(len(order), dtype="int64")
    trust[order] = np.repeat(np.arange(trusts), sizes)
    for share, group in ((_REGIONAL_SHARE, region), (_NATIONAL_SHARE, np.zeros(len(region)))):
        moved = np.flatnonzero(rng.random(len(trust)) < share)
        source = moved[np.argsort(group[moved], kind="stable")]
        target = moved[np.lexsort((rng.random(len(moved)), group[moved]))]
        trust[target] = trust[source]
    return trust


def name_trusts(
    trust_kind: pd.Series, points: np.ndarray, districts: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """
    Give every academy an invented trust, named after the district of most of its schools.

    Parameters
    ----------
    trust_kind
        MAT, SAT, foundation or NaN; n schools, RangeIndex.
    points
        n x 2, metres.
    districts
        `lad_name` and `region_code` of each school, n rows.
    rng
        Source of chance.

    Returns
    -------
    trusts
        `trust_id` and `trust_name`, index of `trust_kind`; NaN where in no academy trust.
    """
    number = pd.Series(np.nan, index=trust_kind.index)
    mats = trust_kind.index[trust_kind == "MAT"]
    sats = trust_kind.index[trust_kind == "SAT"]
    region = districts["region_code"].to_numpy().astype("str")[mats]
    number[mats] = _FIRST_MAT + join_mats(points[mats], region, rng)
    number[sats] = _FIRST_SAT + np.arange(len(sats))
    inside = number.dropna().astype("int64")
    home = inside.map(_find_homes(inside, districts["lad_name"]))
    kind = trust_kind.loc[inside.index].map({"MAT": "Demo Trust", "SAT": "Demo Single Trust"})
    names = kind + " " + (inside - _FIRST_MAT + 1).map("{:04d}".format) + ", " + home
    named = pd.DataFrame({"trust_id": inside.astype("str"), "trust_name": names + " (invented)"})
    return named.reindex(trust_kind.index)


def _find_homes(number: pd.Series, place: pd.Series) -> pd.Series:
    """Find the commonest place of each trust, ties to the first by name; index its number."""
    counts = pd.DataFrame({"number": number, "place": place.loc[number.index]})
    counts = counts.value_counts(["number", "place"]).rename("schools").reset_index()
    ordered = counts.sort_values(["number", "schools", "place"], ascending=[True, False, True])
    return ordered.drop_duplicates("number").set_index("number")["place"]
