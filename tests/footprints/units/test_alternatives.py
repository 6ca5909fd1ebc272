"""Centres and spanners under every choice are what each function says when asked for it."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from footprints.choices import Choice
from footprints.membership.members import index_members
from footprints.scope import in_scope
from footprints.systems.labels import find_lone_trusts
from footprints.units.alternatives import (
    CENTRE_CHOICES,
    CENTRED,
    SPANNED,
    SPANNER_CHOICES,
    range_centres,
    range_spanners,
    vary_centres,
    vary_spanners,
)
from footprints.units.centres import find_centres
from footprints.units.spanners import connect_units, find_spanners
from tests.footprints.smallengland import EASTMERE, URNS, Built, England


@pytest.fixture
def tables(built: Built, england: England) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give small England with pupils, two of its schools stating none."""
    pupils = built.schools["urn"].map({urn: 40.0 * (urn % 6) or np.nan for urn in URNS})
    return built.schools.assign(pupils=pupils), built.memberships, england.units


def test_every_choice_is_what_finding_centres_with_it_gives(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    varied = vary_centres(*tables)
    assert len(CENTRE_CHOICES) == 6
    for choice in CENTRE_CHOICES:
        members = index_members(*tables, scope=choice.scope)
        asked = find_centres(members, weight=choice.weight)[[*CENTRED]]
        pd.testing.assert_frame_equal(varied.xs(choice, level=Choice._fields), asked)


def test_the_range_of_a_unit_by_hand(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    schools, memberships, units = tables
    ranges = range_centres(vary_centres(schools, memberships, units))
    # Hallam's schools in scope: (25, 15), (26, 16) and (22, 12); one of primary age
    found = ranges.loc["maths", "M3"]
    own = memberships.query("system == 'maths' and unit_id == 'M3' and certainty != 'none'")["urn"]
    spreads = []
    for scope in ("all", "state_funded", "primary_age"):
        inside = schools[in_scope(schools, scope) & schools["urn"].isin(own)]
        points = inside[["easting", "northing"]].to_numpy() / 1000
        for weights in (np.ones(len(inside)), inside["pupils"].fillna(0).to_numpy()):
            if not weights.sum():
                continue
            mean = np.average(points, axis=0, weights=weights)
            squares = ((points - mean) ** 2).sum(axis=1)
            spreads.append(np.sqrt(np.average(squares, weights=weights)))
    assert found["sd_km_defined"] == len(spreads)
    assert found["sd_km_low"] == pytest.approx(min(spreads), abs=1e-9)
    assert found["sd_km_high"] == pytest.approx(max(spreads), abs=1e-9)
    # where its schools stand in one place there is no spread to measure by
    assert found["eccentricity_defined"] == sum(spread > 1e-9 for spread in spreads)


def test_a_unit_without_a_base_has_a_spread_and_no_eccentricity(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    found = range_centres(vary_centres(*tables)).loc["lad", EASTMERE]
    assert found["sd_km_defined"] == 6
    assert found["eccentricity_defined"] == 0
    assert np.isnan(found["eccentricity_low"])


def test_every_choice_is_what_finding_spanners_with_it_gives(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    schools, memberships, _ = tables
    varied = vary_spanners(schools, memberships)
    alone = memberships["unit_id"].isin(find_lone_trusts(memberships))
    without = memberships[~(alone & memberships["system"].eq("trust"))]
    assert len(without) < len(memberships)
    seen = 0
    for choice in SPANNER_CHOICES:
        held = memberships if choice.single_trusts else without
        graph = connect_units(schools, held, scope=choice.scope, weight=choice.weight)
        asked = find_spanners(connect_units(schools, held, scope=choice.scope))
        slow = nx.constraint(nx.from_scipy_sparse_array(graph.shared), weight="weight")
        rows = varied.xs(choice, level=Choice._fields)
        for at in np.flatnonzero(graph.units["system"] == "trust"):
            unit_id = graph.units["unit_id"].iloc[at]
            assert rows.loc[unit_id, "constraint"] == pytest.approx(slow[at], nan_ok=True)
            assert rows.loc[unit_id, "betweenness"] == asked.loc[unit_id, "betweenness"]
            seen += 1
    assert seen == len(varied)


def test_the_range_holds_what_is_shown_and_says_who_is_left_out(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    schools, memberships, _ = tables
    ranges = range_spanners(vary_spanners(schools, memberships))
    shown = find_spanners(connect_units(schools, memberships))
    for index in SPANNED:
        ends = ranges.loc[shown.index, [f"{index}_low", f"{index}_high"]].to_numpy().T
        assert (ends[0] <= shown[index]).all()
        assert (shown[index] <= ends[1]).all()
    # T2 has one school, so half of the choices leave it out
    assert ranges.loc["T2", "betweenness_defined"] == len(SPANNER_CHOICES) / 2
    assert ranges.loc["T1", "betweenness_defined"] == len(SPANNER_CHOICES)


def test_systems_choose_the_graph_and_an_empty_one_is_no_error(built: Built) -> None:
    few = vary_spanners(built.schools, built.memberships, systems=["lad", "trust"])
    graph = connect_units(built.schools, built.memberships, systems=["lad", "trust"])
    expected = find_spanners(graph).loc["T1", "constraint"]
    assert few.loc[("state_funded", "schools", True, "T1"), "constraint"] == expected
    none = range_spanners(vary_spanners(built.schools.iloc[:0], built.memberships))
    assert none.empty
    assert [*none.columns][:3] == ["constraint_low", "constraint_high", "constraint_defined"]
