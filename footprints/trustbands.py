"""Trusts by size: how many open schools they have now."""

import pandas as pd

BANDS = ("single (1)", "small (2 to 5)", "medium (6 to 15)", "large (16 or more)")
NO_TRUST = "in no trust"
_EDGES = (0, 1, 5, 15, float("inf"))


def band_trusts(trust_id: pd.Series) -> pd.Series:
    """
    Give each school the size of its trust, as METRICS.md section 6 bands it.

    Parameters
    ----------
    trust_id
        Of each open school; n values, missing where a school is in no trust.

    Returns
    -------
    band
        One of `BANDS`, or `NO_TRUST`; index of `trust_id`.

    Examples
    --------
    >>> band_trusts(pd.Series(["a", "b", "b", None])).tolist()
    ['single (1)', 'small (2 to 5)', 'small (2 to 5)', 'in no trust']
    """
    size = trust_id.map(trust_id.value_counts())
    band = pd.cut(size, list(_EDGES), labels=list(BANDS)).astype("object")
    return band.where(trust_id.notna(), NO_TRUST).astype("str")
