"""Satellites among existing schools: where k of them would cut travel most, and for whom.

A satellite is a further place where a system's programme is given. What is open stays open. Every
choice is the best, or within a stated bound of the best, of the candidates that were looked at.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints.access.demand import DEMANDS, Demand, count_demand
from footprints.membership.members import Floats
from footprints.scenarios.changes import rank_gains
from footprints.scenarios.errors import SitingError
from footprints.scenarios.following import FOLLOWS, Follow, find_today, follow_satellites
from footprints.scenarios.scenario import MoveDistrict, OpenBase, Scenario
from footprints.scenarios.service import summarise_service
from footprints.scenarios.siting import AIMS, Aim, Siting
from footprints.scenarios.solving import HOWS, How, solve_siting
from footprints.scenarios.travelcosts import NAME_OF_SATELLITE, Measure, TravelCosts
from footprints.scenarios.worstserved import WORST_SHARE, mark_worst_served
from footprints.travel.methods import Method


@dataclass(frozen=True)
class Question:
    """
    What is asked.

    `system` names whose bases these are. `aim` is a key of
    `footprints.scenarios.siting.AIMS`, counted over the worst-served `share` of `demand` (1: over
    all). `threshold`, in the measure of the costs, is what maximal cover is about and what the
    summary counts. `follow` says who goes to a satellite: a key of
    `footprints.scenarios.following.FOLLOWS`; satellites are chosen as if by school in any case.

    `how` is a key of `footprints.scenarios.solving.HOWS`; `time_limit_s` is for the solver.
    """

    system: str
    n_satellites: int = 1
    aim: Aim = "median"
    demand: Demand = "schools"
    share: float = WORST_SHARE
    threshold: float = 40.0
    follow: Follow = "school"
    how: How = "auto"
    time_limit_s: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what cannot be asked."""
        for name, known in (
            ("aim", AIMS),
            ("demand", DEMANDS),
            ("follow", FOLLOWS),
            ("how", HOWS),
        ):
            if getattr(self, name) not in known:
                raise SitingError(
                    f"`{name}` must be one of {sorted(known)}, got {getattr(self, name)!r}"
                )
        if self.n_satellites < 1:
            raise SitingError(f"`n_satellites` must be 1 or more, got {self.n_satellites}")
        if not 0 < self.share <= 1:
            raise SitingError(f"`share` must be above 0 and at most 1, got {self.share}")
        if not (self.threshold > 0 and self.time_limit_s > 0):
            raise SitingError("`threshold` and `time_limit_s` must be above 0")


@dataclass(frozen=True)
class Satellites:
    """
    Where satellites would help, and whom.

    `chosen` are urns. `before` and `after` are the aim over the schools that count: the weighted
    mean cost, the greatest cost, or the weight beyond the threshold, were each to go to the
    nearest satellite if that is nearer; no choice of the candidates gets below `bound`. `proven`
    tells that none gets below `after`, `in_time` that no solver was stopped; `how` in words.

    `schools` (n rows, by urn): `urn`, `lad_code` where it was given, the columns of
    `footprints.scenarios.following.follow_satellites`, `weight`, and `counted`, whether it is one
    of the worst served whom the aim is about. `n_unknown` have no known cost today, `n_unweighted`
    state nothing to count them by, or 0; neither is counted, and all are listed.

    `summary` is as in `footprints.scenarios.service.summarise_service`.
    """

    question: Question
    method: Method
    measure: Measure
    chosen: tuple[int, ...]
    before: float
    after: float
    bound: float
    proven: bool
    in_time: bool
    how: str
    n_candidates: int
    n_unknown: int
    n_unweighted: int
    schools: pd.DataFrame
    summary: pd.DataFrame

    @property
    def winners(self) -> pd.DataFrame:
        """The schools that get nearer, those that gain most first."""
        return rank_gains(self.schools, "nearer")

    @property
    def losers(self) -> pd.DataFrame:
        """The schools that get farther, those that lose most first."""
        return rank_gains(self.schools, "farther")

    def as_scenario(self) -> Scenario:
        """
        Write the satellites as new bases, and the districts that follow whole as moved.

        Schools that follow by themselves are moved by no scenario, which goes by district; they
        find a satellite as their nearest base.
        """
        system = self.question.system
        opened = [OpenBase(system, NAME_OF_SATELLITE.format(urn), urn) for urn in self.chosen]
        moved: list[MoveDistrict] = []
        if self.question.follow == "district":
            names = {base.unit_id for base in opened}
            gone = self.schools[self.schools["unit_after"].isin(names)]
            pairs = gone[["lad_code", "unit_after"]].drop_duplicates().sort_values("lad_code")
            moved = [MoveDistrict(code, system, to) for code, to in pairs.to_numpy().tolist()]
        return Scenario((*opened, *moved))

    def list_parameters(self) -> dict[str, str | float]:
        """Give what was asked, by which method, and how sure the answer is, for exports."""
        asked = self.question
        return {
            "system": asked.system,
            "method": self.method,
            "measure": self.measure,
            "n_satellites": asked.n_satellites,
            "aim": asked.aim,
            "demand": asked.demand,
            "worst_share": asked.share,
            "threshold": asked.threshold,
            "follow": asked.follow,
            "n_schools": len(self.schools),
            "n_counted": int(self.schools["counted"].sum()),
            "n_unknown": self.n_unknown,
            "n_unweighted": self.n_unweighted,
            "n_candidates": self.n_candidates,
            "how": self.how,
            "before": self.before,
            "after": self.after,
            "bound": self.bound,
            "proven": "yes" if self.proven else "no",
            "in_time": "yes" if self.in_time else "no",
        }


def choose_satellites(
    schools: pd.DataFrame,
    costs: TravelCosts,
    question: Question,
    *,
    memberships: pd.DataFrame | None = None,
) -> Satellites:
    """
    Choose satellites among candidates, and say whom they help.

    Parameters
    ----------
    schools
        The schools in scope of an area, a unit or England: `urn`; `pupils` and `fsm_percent` where
        demand is counted in them; `lad_code` where schools follow by district. n rows.
    costs
        A row for each of them, of any method.
    question
        What is asked.
    memberships
        The table of that name: a school travels to the base of its unit in the system, to the
        nearest of several. None: to the nearest open base.

    Returns
    -------
    satellites
        See `Satellites`; the order of rows and of candidates does not matter. Of choices equally
        good the one of least total cost, then of the lowest urns, as far as they were looked at.

    Raises
    ------
    SitingError
        If no school counts, there are fewer candidates than satellites asked for, a school has
        no row in `costs`, or one is there twice.

    Examples
    --------
    >>> at = {"urn": [1, 2, 3], "easting": [0.0, 9e3, 50e3], "northing": 0.0}
    >>> schools = pd.DataFrame(at)
    >>> bases = pd.DataFrame({"unit_id": ["A"], "base_easting": 0.0, "base_northing": 0.0})
    >>> from footprints.scenarios.travelcosts import measure_costs
    >>> costs = measure_costs(schools, bases, schools)
    >>> found = choose_satellites(schools, costs, Question("tsh", share=1))
    >>> found.chosen, found.winners["urn"].tolist(), round(found.before, 2), round(found.after, 2)
    ((3,), [3], 19.67, 3.0)
    """
    ordered, costs = _arrange(schools, costs, question.n_satellites)
    weight = count_demand(ordered, question.demand).to_numpy()
    held = None if memberships is None else memberships[memberships["system"] == question.system]
    today = find_today(costs, held)
    counted, siting = _put_question(today[1], costs.to_candidates, weight, question)
    found = solve_siting(siting, how=question.how, time_limit_s=question.time_limit_s)
    chosen = list(found.chosen)
    followed = follow_satellites(
        today,
        costs.to_candidates[:, chosen],
        costs.candidates[chosen],
        districts=ordered["lad_code"].to_numpy() if question.follow == "district" else None,
        weight=weight,
    )
    listed = followed.assign(weight=weight, counted=counted)
    listed = pd.concat([ordered.filter(["urn", "lad_code"]), listed], axis=1)
    # a mean rather than a sum is what people can read
    scale = float(siting.weight.sum()) if question.aim == "median" else 1.0
    return Satellites(
        question=question,
        method=costs.method,
        measure=costs.measure,
        chosen=tuple(int(urn) for urn in costs.candidates[chosen]),
        before=siting.score([]).main / scale,
        after=found.score.main / scale,
        bound=found.bound / scale,
        proven=found.proven,
        in_time=found.in_time,
        how=found.how,
        n_candidates=len(costs.candidates),
        n_unknown=int(np.isnan(today[1]).sum()),
        n_unweighted=int((~(weight > 0)).sum()),
        schools=listed,
        summary=summarise_service(listed, share=question.share, threshold=question.threshold),
    )


def _arrange(
    schools: pd.DataFrame, costs: TravelCosts, n_satellites: int
) -> tuple[pd.DataFrame, TravelCosts]:
    """Put schools and candidates in order of urn, so that no other order decides."""
    ordered = schools.sort_values("urn", ignore_index=True)
    if ordered["urn"].duplicated().any():
        raise SitingError("`schools` must have one row for each urn")
    arranged = costs.arrange(ordered["urn"].to_numpy(dtype="int64"))
    m = len(arranged.candidates)
    if m < n_satellites:
        raise SitingError(
            f"`n_satellites` must be at most the number of candidates, {m}, got {n_satellites}"
        )
    return ordered, arranged


def _put_question(
    today: Floats, to_candidates: Floats, weight: Floats, question: Question
) -> tuple[npt.NDArray[np.bool_], Siting]:
    """Say which schools the aim is about, and put it as numbers."""
    counted = mark_worst_served(today, weight, share=question.share)
    if not counted.any():
        raise SitingError(
            f"`schools` must hold one with a known cost today and some {question.demand}, got "
            f"none among {len(today)}"
        )
    siting = Siting(
        today=today[counted],
        offered=np.fmin(to_candidates[counted], today[counted, None]),
        weight=weight[counted],
        n_open=question.n_satellites,
        aim=question.aim,
        threshold=question.threshold,
    )
    return counted, siting
