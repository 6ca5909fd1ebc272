"""Published figures as a number or the plain reason why there is none; never 0 for "not told"."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

BLANK = "blank in the source"
PRIVATE = "suppressed to protect privacy"
NOT_NUMBER = "not a number: "
NOT_PERCENT = "not a percentage from 0 to 100: "

# Symbols of the DfE's statistics and performance tables, lower case.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "c": PRIVATE,
        "supp": PRIVATE,
        "*": PRIVATE,
        "z": "not applicable",
        "x": "not available",
        ":": "not available",
        "..": "not available",
        "na": "not applicable or not available",
        "low": "more than zero but rounds to zero",
        "ne": "no pupils were entered",
        "lowcov": "too few pupils covered to publish",
        "np": "not published",
        "u": "too unreliable to publish",
    }
)
_NUMBER = r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?"
_HAS_DIGIT = r"^[+-]?\.?[0-9]"


def parse_numbers(values: pd.Series, *, percent: bool = False) -> tuple[pd.Series, pd.Series]:
    """
    Split published figures into values and reasons for having none.

    Parameters
    ----------
    values
        Text or numbers; n rows. Thousands separators and a trailing % are accepted.
    percent
        Whether a value must lie from 0 to 100.

    Returns
    -------
    value
        float64, index of `values`; NaN where there is no usable number.
    reason
        `str`, index of `values`; NaN where there is a value, else plain English. Each row has
        exactly one of the two.

    Examples
    --------
    >>> value, reason = parse_numbers(pd.Series(["12.3%", "c", "1,204"]))
    >>> value.tolist(), reason[1]
    ([12.3, nan, 1204.0], 'suppressed to protect privacy')
    """
    if pd.api.types.is_numeric_dtype(values.dtype):
        value, reason = _check_finite(values.astype("Float64").astype("float64"))
    else:
        text = values.astype("str").str.strip()
        text = text.mask(text == "")
        value = _numbers_in(text)
        reason = _reasons_for(text).mask(value.notna())
    if percent:
        outside = (value < 0) | (value > 100)
        reason = reason.mask(outside, NOT_PERCENT + values.astype("str").str.strip())
        value = value.mask(outside)
    return value.rename(values.name), reason.astype("str").rename(values.name)


def _check_finite(number: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the reason for each number that is missing or infinite."""
    infinite = np.isinf(number)
    reason = pd.Series(np.nan, index=number.index, dtype="str").mask(number.isna(), BLANK)
    return number.mask(infinite), reason.mask(infinite, f"{NOT_NUMBER}infinity")


def _numbers_in(text: pd.Series) -> pd.Series:
    """Convert what is written as a number; anything else is NaN."""
    bare = text.str.removesuffix("%").str.strip()
    written = bare.str.fullmatch(_NUMBER).fillna(value=False) & bare.str.contains(_HAS_DIGIT)
    number = pd.to_numeric(bare.where(written).str.replace(",", ""), errors="coerce")
    return number.astype("float64").replace([np.inf, -np.inf], np.nan)


def _reasons_for(text: pd.Series) -> pd.Series:
    """Name the code of each text; brackets around a code, as in [c], are dropped."""
    code = text.str.lower().str.replace(r"^\[(.*)\]$", r"\1", regex=True)
    reason = code.map(CODES).astype("str")
    reason = reason.where(reason.notna(), NOT_NUMBER + text)
    return reason.mask(text.isna(), BLANK)
