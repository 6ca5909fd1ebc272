"""Which schools a number is about: the scope S of every metric and system."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

from footprints.errors import UnknownKeyError

STATE_FUNDED_GROUPS = frozenset(
    {"local authority maintained schools", "academies", "free schools", "special schools"}
)
PRIMARY_PHASES = frozenset({"primary", "middle deemed primary", "all-through"})
# GIAS gives no phase to special schools, pupil referral units and independents.
PHASELESS = frozenset({"not applicable", "special", "pru"})
KEY_STAGE_1_AGE = 6


def is_state_funded(schools: pd.DataFrame) -> pd.Series:
    """
    Tell the state-funded schools from independents and colleges.

    City technology colleges are state-funded although GIAS groups them with independents.

    Parameters
    ----------
    schools
        Columns `type_group` and `type`; n rows, any index.

    Returns
    -------
    state_funded
        bool, index of `schools`, length n.
    """
    group = schools["type_group"].str.lower().isin(STATE_FUNDED_GROUPS)
    return group | schools["type"].str.lower().eq("city technology college")


def is_primary_age(schools: pd.DataFrame) -> pd.Series:
    """
    Tell the state-funded schools that teach reception or key stage 1 and 2.

    By phase where GIAS gives one; by age range for special schools and pupil referral units.

    Parameters
    ----------
    schools
        Columns `type_group`, `type`, `phase`, `low_age`, `high_age`; n rows, any index.

    Returns
    -------
    primary_age
        bool, index of `schools`, length n.
    """
    phase = schools["phase"].str.lower()
    by_age = schools["low_age"].le(KEY_STAGE_1_AGE) & schools["high_age"].ge(KEY_STAGE_1_AGE)
    phaseless = phase.isna() | phase.isin(PHASELESS)
    primary = phase.isin(PRIMARY_PHASES) | (phaseless & by_age)
    return primary & is_state_funded(schools)


def _is_any(schools: pd.DataFrame) -> pd.Series:
    """Admit every school."""
    return pd.Series(data=True, index=schools.index)


_TESTS: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = MappingProxyType(
    {"all": _is_any, "state_funded": is_state_funded, "primary_age": is_primary_age}
)
SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "all": "open schools, independents and colleges included",
        "state_funded": "open state-funded schools",
        "primary_age": "open state-funded schools of primary age",
    }
)


def in_scope(schools: pd.DataFrame, scope: str) -> pd.Series:
    """
    Mark the schools of a scope.

    Parameters
    ----------
    schools
        The columns named in `is_primary_age`; n rows, any index.
    scope
        A key of `SCOPES`.

    Returns
    -------
    inside
        bool, index of `schools`, length n.

    Raises
    ------
    UnknownKeyError
        If no such scope is defined.
    """
    if scope not in _TESTS:
        raise UnknownKeyError(f"`scope` must be one of {sorted(_TESTS)}, got {scope!r}")
    return _TESTS[scope](schools)
