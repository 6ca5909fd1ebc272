"""One question about access, asked of all schools, and its answer with how it was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.access.catchments import measure_catchments, measure_gravity, sum_opportunities
from footprints.access.decay import Decay, Gaussian
from footprints.access.demand import DEMANDS, Demand, count_demand
from footprints.access.reach import Costs, Reach, find_reach
from footprints.access.supply import Supply
from footprints.distance import straight_km
from footprints.errors import UnknownKeyError
from footprints.membership.members import Floats
from footprints.scope import SCOPES, in_scope
from footprints.travel.methods import METHODS, Method

Measure = Literal["cumulative", "gravity", "2sfca", "e2sfca"]
Unit = Literal["km", "minutes"]
Told = Mapping[str, str | int | float | None]

MEASURES: Mapping[Measure, str] = MappingProxyType(
    {
        "cumulative": "cumulative opportunities: supply within the threshold",
        "gravity": "gravity: supply weighed by a decay of its cost (Hansen 1959)",
        "2sfca": "two-step floating catchments: supply per head within the threshold "
        "(Luo & Wang 2003)",
        "e2sfca": "enhanced two-step floating catchments: supply per head, weighed by a decay in "
        "both steps (Luo & Qi 2009)",
    }
)
PER_HEAD = ("2sfca", "e2sfca")
DECAYING = ("gravity", "e2sfca")
# A matrix of more cells than this takes more than half a gigabyte.
MOST_CELLS = 50_000_000


@dataclass(frozen=True)
class AccessQuestion:
    """
    What is asked: by which `measure`, for whom, to what, how far.

    `threshold` is the highest cost that counts, in `unit`, None for all; `decay` goes with
    gravity and E2SFCA and with nothing else. `system` is that of the bases, None for a visitor's
    venues. `demand` is a key of `DEMANDS`, `scope` of `SCOPES`; both of the schools that share a
    supply and that are answered for. `method` says how the costs were measured.
    """

    measure: Measure
    threshold: float | None = None
    decay: Decay | None = None
    system: str | None = None
    demand: Demand = "pupils"
    scope: str = "state_funded"
    method: Method = "straight"
    unit: Unit = "km"

    def __post_init__(self) -> None:
        """Refuse what can't be asked."""
        for name, known in (
            ("measure", MEASURES),
            ("demand", DEMANDS),
            ("scope", SCOPES),
            ("method", METHODS),
        ):
            if getattr(self, name) not in known:
                raise UnknownKeyError(
                    f"`{name}` must be one of {sorted(known)}, got {getattr(self, name)!r}"
                )
        if self.unit == "minutes" and self.method in {"straight", "detour"}:
            raise ValueError(f"`unit` must be km with the method {self.method}, got minutes")
        if self.threshold is None and self.measure not in DECAYING:
            raise ValueError(f"`threshold` must be given with {self.measure}, got None")
        if self.threshold is not None and not 0 <= self.threshold < np.inf:
            raise ValueError(f"`threshold` must be from 0 up and finite, got {self.threshold}")
        if (self.decay is not None) != (self.measure in DECAYING):
            wanted = "given" if self.measure in DECAYING else "None"
            raise ValueError(f"`decay` must be {wanted} with {self.measure}, got {self.decay}")


@dataclass(frozen=True)
class Surface:
    """
    The answer to a question.

    `table` has index `urn`, the schools in scope in row order, and `access`: supply, or supply
    per head, as the measure has it; NaN where it can't be told. `told` says how it was found.
    """

    table: pd.DataFrame
    told: Told


def choose_decay(measure: Measure, within: float) -> Gaussian | None:
    """
    Choose the usual decay of a measure for a reach: exp(-2) is left where reach ends.

    Parameters
    ----------
    measure
        A key of `MEASURES`.
    within
        The highest cost that counts, above 0.

    Returns
    -------
    decay
        A Gaussian whose scale is half the reach, by which what is just within it weighs
        exp(-2) = 0.135; that what is beyond weighs nothing is the threshold's doing. None for a
        measure that has no decay.

    Examples
    --------
    >>> choose_decay("e2sfca", 30.0), choose_decay("2sfca", 30.0)
    (Gaussian(scale=15.0), None)
    """
    return Gaussian(within / 2) if measure in DECAYING else None


def measure_surface(
    question: AccessQuestion,
    schools: pd.DataFrame,
    supply: Supply,
    costs: Costs | None = None,
) -> Surface:
    """
    Answer a question about access for every school in scope.

    Ask it of all England and pick schools afterwards: those beyond a border share its supplies.

    Parameters
    ----------
    question
        See `AccessQuestion`.
    schools
        The table of that name; n rows.
    supply
        From `footprints.access.supply`; m sites.
    costs
        n by m, by the method and in the unit that the question names. May be left out for a
        straight line, which is then measured here.

    Returns
    -------
    surface
        See `Surface`.

    Raises
    ------
    ValueError
        If the supply is of another system than the question; if costs by another method than a
        straight line are not given, or are not n by m; or if all pairs are asked for and there
        are too many to hold.

    Examples
    --------
    >>> from footprints.access.supply import SITE_COLUMNS, take_venues
    >>> schools = pd.DataFrame({"urn": [1, 2], "easting": [0.0, 5000.0], "northing": 0.0})
    >>> hall = take_venues(pd.DataFrame([("a", "Hall", 0.0, 0.0, 30.0)], columns=SITE_COLUMNS))
    >>> asked = AccessQuestion("2sfca", threshold=2, demand="schools", scope="all")
    >>> measure_surface(asked, schools, hall).table["access"].tolist()
    [30.0, 0.0]
    """
    if supply.system != question.system:
        raise ValueError(f"`supply` must be of {question.system!r}, got {supply.system!r}")
    inside = in_scope(schools, question.scope).to_numpy()
    own = schools[inside]
    if costs is None:
        costs = _measure_straight(question, own, supply)
    else:
        costs = _keep_scope(costs, inside, len(supply.sites))
    heads = count_demand(own, question.demand)
    access, found = _measure(question, costs, heads, supply)
    table = pd.DataFrame({"access": access}, index=heads.index)
    counts = {"n_schools": len(table), "n_measured": int(table["access"].notna().sum())}
    return Surface(table, {**_tell(question, supply), **counts, **found})


def _measure_straight(question: AccessQuestion, own: pd.DataFrame, supply: Supply) -> Costs:
    """Measure straight lines, no more of them than the question needs."""
    if question.method != "straight":
        raise ValueError(f"`costs` must be given with the method {question.method}, got None")
    points = own[["easting", "northing"]].to_numpy(dtype="float64")
    if question.threshold is not None:
        return find_reach(points, supply.points, within_km=question.threshold)
    if len(own) * len(supply.sites) > MOST_CELLS:
        raise ValueError(
            f"`threshold` must be given for {len(own):,} schools and {len(supply.sites):,} sites, "
            "got None"
        )
    return straight_km(*points.T[:, :, None], *supply.points.T[:, None, :])


def _keep_scope(costs: Costs, inside: npt.NDArray[np.bool_], m: int) -> Costs:
    """Keep the costs of the schools in scope."""
    if costs.shape != (len(inside), m):
        raise ValueError(
            f"`costs` must be schools by sites, {(len(inside), m)}, got {costs.shape}"
        )
    return costs.keep_origins(inside) if isinstance(costs, Reach) else costs[inside]


def _measure(
    question: AccessQuestion, costs: Costs, heads: pd.Series, supply: Supply
) -> tuple[Floats, Told]:
    """Measure, and say what could not be."""
    offered, threshold = supply.sites["capacity"].to_numpy(), question.threshold
    if question.measure in PER_HEAD:
        found = measure_catchments(
            costs, heads.to_numpy(), offered, threshold=threshold, decay=question.decay
        )
        return found.access, {
            "n_demand_unstated": found.n_demand_unstated,
            "supply_reached": found.reached,
            "supply_unreached": found.unreached,
        }
    if question.decay is None:
        return sum_opportunities(costs, offered, threshold=threshold), {}
    return measure_gravity(costs, offered, question.decay, threshold=threshold), {}


def _tell(question: AccessQuestion, supply: Supply) -> Told:
    """Say what was asked, each choice under its name."""
    return {
        "measure": question.measure,
        "meaning": MEASURES[question.measure],
        "threshold": question.threshold,
        "decay": question.decay.describe() if question.decay else None,
        "unit": question.unit,
        "method": question.method,
        "system": question.system,
        "supply": supply.what,
        "n_sites": len(supply.sites),
        "n_sites_placed": supply.n_placed,
        "n_capacity_unstated": int(supply.sites["capacity"].isna().sum()),
        # the others give what is there, whoever it is for
        "demand": DEMANDS[question.demand] if question.measure in PER_HEAD else None,
        "scope": SCOPES[question.scope],
    }
