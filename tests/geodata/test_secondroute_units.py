"""Fragmentation, centres, profiles and spanners of the real snapshot, each by another route."""

import random
from collections import Counter
from math import exp, log
from time import perf_counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import percentileofscore

from footprints.membership.members import Members, index_members
from footprints.scope import is_state_funded
from footprints.systems.fragmentation import measure_fragmentation, rarefy_bodies
from footprints.units.centres import find_centres, measure_remoteness
from footprints.units.spanners import connect_units, find_spanners
from footprints.units.unitprofile import profile_unit, tabulate_units
from geodata.store import Snapshot

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def members(real: Snapshot) -> Members:
    return index_members(*(real.table(name) for name in ("schools", "memberships", "units")))


def list_points(members: Members, at: int) -> np.ndarray:
    """List the places of a unit's schools."""
    held = members.school[members.starts[at] : members.starts[at + 1]]
    points = members.schools[["easting", "northing"]].to_numpy()[held]
    return points[~np.isnan(points).any(axis=1)]


def test_every_authority_is_as_divided_as_a_counter_says(real: Snapshot) -> None:
    schools = real.table("schools")
    found = measure_fragmentation(schools, schools.set_index("urn")["la_code"])
    state = schools[is_state_funded(schools)]
    size = Counter(schools["trust_id"].dropna())
    for la, rows in state.groupby("la_code"):
        bodies = [
            trust if isinstance(trust, str) else urn if kind in {"MAT", "SAT"} else "la"
            for trust, kind, urn in zip(
                rows["trust_id"], rows["trust_kind"], rows["urn"], strict=True
            )
        ]
        shares = [n / len(bodies) for n in Counter(bodies).values()]
        row = found.loc[la]
        assert row["n_schools"] == len(bodies)
        assert row["effective_bodies"] == pytest.approx(exp(-sum(p * log(p) for p in shares)))
        assert row["inverse_hhi"] == pytest.approx(1 / sum(p * p for p in shares))
        assert row["n_big_trust"] == sum(size[trust] >= 6 for trust in rows["trust_id"].dropna())


def test_rarefied_authorities_stay_within_what_they_have(real: Snapshot) -> None:
    schools = real.table("schools")
    areas = schools.set_index("urn")["la_code"]
    whole, drawn = measure_fragmentation(schools, areas), rarefy_bodies(schools, areas, n_drawn=20)
    known = drawn.dropna()
    assert set(drawn.index[drawn["n_schools"] < 20]) == set(drawn.index) - set(known.index)
    assert (known["expected_bodies"] <= whole.loc[known.index, "n_bodies"] + 1e-9).all()
    assert (known["effective_bodies"] <= whole.loc[known.index, "effective_bodies"] + 1e-9).all()
    assert (known["inverse_hhi"] <= whole.loc[known.index, "inverse_hhi"] + 1e-9).all()


def test_geometric_medians_are_those_of_an_optimiser(members: Members) -> None:
    centres = find_centres(members)
    medians = centres[["median_easting", "median_northing"]].to_numpy()
    sizes = np.diff(members.starts)
    sample = random.Random(6).sample(np.flatnonzero(sizes > 2).tolist(), 150)  # noqa: S311
    for at in sample:
        points = list_points(members, at)
        if len(points) < 3:
            continue

        def measure(place: np.ndarray, points: np.ndarray = points) -> float:
            return float(np.hypot(*(points - place).T).sum())

        options = {"xatol": 1e-3, "fatol": 1e-9, "maxiter": 2000}
        start = points.mean(axis=0)
        best = minimize(measure, start, method="Nelder-Mead", options=options)
        assert measure(medians[at]) <= best.fun * (1 + 1e-9)


def test_remoteness_is_that_of_scipy(real: Snapshot, members: Members) -> None:
    areas = real.table("schools").set_index("urn")["la_code"]
    found = measure_remoteness(areas, members)
    urns = members.schools["urn"].to_numpy()
    for key in random.Random(7).sample(list(found.index), 60):  # noqa: S311
        area, system, unit_id = key
        at = members.find_unit(system, unit_id)
        held = slice(members.starts[at], members.starts[at + 1])
        km = pd.Series(members.straight_km[held], index=urns[members.school[held]]).dropna()
        own = km[areas.loc[km.index].eq(area)]
        row = found.loc[key]
        assert row["median_km"] == pytest.approx(own.median())
        assert row["percentile"] == pytest.approx(percentileofscore(km, own.median(), kind="mean"))


def test_the_table_of_every_system_adds_up(real: Snapshot, members: Members) -> None:
    held = real.table("memberships")
    state = real.table("schools").loc[is_state_funded(real.table("schools")), "urn"]
    held = held[held["certainty"].ne("none") & held["urn"].isin(state)]
    for system, rows in held.groupby("system"):
        table = tabulate_units(str(system), members).table.set_index("unit_id")
        sizes = rows["unit_id"].value_counts()
        assert table["n_schools"].to_dict() == sizes.reindex(table.index, fill_value=0).to_dict()


def test_camden_shares_its_teaching_school_hub_with_five_authorities(members: Members) -> None:
    profile = profile_unit("tsh", "L6", members)
    served = profile.in_system("lad")["name"]
    assert set(served) >= {
        "Camden",
        "City of London",
        "Hammersmith and Fulham",
        "Islington",
        "Kensington and Chelsea",
        "Westminster",
    }
    assert profile.in_system("maths")["n_shared"].sum() >= profile.figures["n_schools"]
    straddling = profile.straddling()
    assert (straddling["n_shared"] + straddling["n_outside"] == straddling["n_other"]).all()


def test_places_with_one_school_or_none_are_no_error(members: Members) -> None:
    for la in ("201", "420"):
        profile = profile_unit("la", la, members)
        assert profile.figures["n_schools"] == 1
        assert profile.figures["sd_km"] == 0
    for at in np.flatnonzero(np.diff(members.starts) == 0)[:5]:
        unit = members.units.iloc[at]
        assert profile_unit(unit["system"], unit["unit_id"], members).members.empty


def test_trusts_span_as_networkx_says(real: Snapshot) -> None:
    # without single-school trusts, so that the slow way is quick enough
    graph = connect_units(
        real.table("schools"),
        real.table("memberships"),
        systems=["trust", "tsh", "la"],
        smallest=6,
    )
    found = find_spanners(graph)
    slow = nx.from_scipy_sparse_array(graph.shared)
    betweenness = nx.betweenness_centrality(slow)
    rows = np.flatnonzero(graph.units["system"] == "trust")
    names = graph.units["unit_id"].to_numpy()
    assert {names[at]: betweenness[at] for at in rows} == pytest.approx(
        found["betweenness"].to_dict(), abs=1e-12
    )
    some = rows[::10].tolist()
    constraint = nx.constraint(slow, nodes=some, weight="weight")
    for at in some:
        assert found.loc[names[at], "constraint"] == pytest.approx(constraint[at], abs=1e-12)


def test_none_of_it_keeps_a_visitor_waiting(real: Snapshot, members: Members) -> None:
    start = perf_counter()
    tabulate_units("trust", members)
    table = perf_counter()
    profile_unit("region", "E12000007", members)
    profile = perf_counter()
    find_spanners(connect_units(real.table("schools"), real.table("memberships")))
    graph = perf_counter()
    # several times the targets, for a busy machine
    assert table - start < 1.5
    assert profile - table < 0.5
    assert graph - profile < 15
