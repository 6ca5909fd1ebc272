"""Constraint and betweenness on the graph of units."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from footprints.errors import UnknownKeyError
from footprints.units import spanners
from footprints.units.spanners import (
    UnitGraph,
    connect_units,
    find_spanners,
    measure_betweenness,
    measure_constraint,
)
from tests.footprints.smallengland import HALLAM, Built

EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 9)), max_size=20)


def make_graph(edges: list[tuple[int, int, int]], k: int = 8) -> UnitGraph:
    """Make a graph of k units; loops are left out and the last of two weights holds."""
    shared = np.zeros((k, k))
    for a, b, weight in edges:
        if a != b:
            shared[a, b] = shared[b, a] = weight
    units = pd.DataFrame({"system": [f"s{i}" for i in range(k)], "unit_id": "u", "n_schools": 9})
    return UnitGraph("all", (), units, sparse.csr_array(shared))


@given(EDGES)
def test_constraint_is_that_of_networkx(edges: list[tuple[int, int, int]]) -> None:
    graph = make_graph(edges)
    expected = nx.constraint(nx.from_scipy_sparse_array(graph.shared), weight="weight")
    assert measure_constraint(graph) == pytest.approx(
        [expected[i] for i in range(8)], abs=1e-12, nan_ok=True
    )


@given(EDGES)
def test_betweenness_is_that_of_networkx(edges: list[tuple[int, int, int]]) -> None:
    graph = make_graph(edges)
    expected = nx.betweenness_centrality(nx.from_scipy_sparse_array(graph.shared))
    assert measure_betweenness(graph) == pytest.approx([expected[i] for i in range(8)], abs=1e-12)


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = make_graph([(0, 1, 1), (1, 2, 5), (2, 3, 1), (3, 4, 2), (4, 5, 1), (2, 5, 1)])
    whole = measure_betweenness(graph)
    monkeypatch.setattr(spanners, "BATCH", 3)
    assert measure_betweenness(graph) == pytest.approx(whole)


def test_units_alike_carry_the_same_and_are_walked_as_one() -> None:
    # four ends joined to the same two units: each way between two ends leads through either
    ends = make_graph([(a, b, 1) for a in range(4) for b in (4, 5)], k=6)
    # 6 pairs of ends by halves over the pairs of five other units; the two by the four ends
    assert measure_betweenness(ends) == pytest.approx([1 / 4 / 10] * 4 + [3 / 10] * 2)
    apart = make_graph([], k=5)
    assert measure_betweenness(apart).tolist() == [0] * 5


def test_by_hand() -> None:
    # a star of three: its middle lies on every way between the others
    star = make_graph([(0, 1, 1), (0, 2, 1), (0, 3, 1)], k=4)
    assert measure_betweenness(star).tolist() == [1, 0, 0, 0]
    assert measure_constraint(star).tolist() == pytest.approx([1 / 3, 1, 1, 1])
    # a triangle: everybody's two neighbours know one another
    triangle = make_graph([(0, 1, 1), (0, 2, 1), (1, 2, 1)], k=3)
    assert measure_betweenness(triangle).tolist() == [0, 0, 0]
    assert measure_constraint(triangle).tolist() == pytest.approx([2 * 0.75**2] * 3)


def test_only_units_of_different_systems_are_joined(built: Built) -> None:
    graph = connect_units(built.schools, built.memberships)
    rows = built.memberships[built.memberships["certainty"] != "none"]
    rows = rows[~rows["urn"].isin([107, 109])]
    joined = rows.merge(rows, on="urn", suffixes=("", "_other"))
    joined = joined[joined["system"] != joined["system_other"]]
    key = ["system", "unit_id", "system_other", "unit_id_other"]
    expected = joined.groupby(key).size().to_dict()
    names = list(graph.units[["system", "unit_id"]].itertuples(index=False, name=None))
    pairs = graph.shared.tocoo()
    found = {
        (*names[a], *names[b]): int(n)
        for a, b, n in zip(pairs.row, pairs.col, pairs.data, strict=True)
    }
    assert found == expected


def test_scope_systems_and_size_choose_the_units(built: Built) -> None:
    some = connect_units(built.schools, built.memberships, systems=["lad", "trust"], smallest=2)
    assert some.systems == ("lad", "trust")
    assert some.scope == "state_funded"
    # T2 has one school
    assert "T2" not in set(some.units["unit_id"])
    assert (some.units["n_schools"] >= 2).all()
    everyone = connect_units(built.schools, built.memberships, scope="all").units
    hallam = everyone.loc[everyone["unit_id"] == HALLAM, "n_schools"]
    assert hallam.tolist() == [3]
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        connect_units(built.schools, built.memberships, scope="some")


def test_pupils_can_be_what_is_shared(built: Built) -> None:
    pupils = built.schools["urn"].map({102: 300.0, 105: 100.0})
    schools = built.schools.assign(pupils=pupils)
    graph = connect_units(schools, built.memberships, systems=["lad", "trust"], weight="pupils")
    assert graph.weight == "pupils"
    at = graph.units.set_index("unit_id").index.get_loc("T1")
    # a school that states no pupils joins nobody; sizes stay those of schools
    assert sorted(graph.shared[[at]].data.tolist()) == [100, 300]
    assert graph.units["n_schools"].iloc[at] == 3
    # shares of 3/4 and 1/4 of two districts that share nothing with each other
    constraint = measure_constraint(graph)[at]
    assert constraint == pytest.approx(0.75**2 + 0.25**2)
    with pytest.raises(UnknownKeyError, match="`weight` must be one of"):
        connect_units(schools, built.memberships, weight="desks")  # type: ignore[arg-type]


def test_trusts_are_ranked_by_what_they_lie_between(built: Built) -> None:
    found = find_spanners(connect_units(built.schools, built.memberships))
    assert found.index.tolist() == ["T1", "T2"]
    # all that T2's only school is in meets in that school
    assert found.loc["T2", "betweenness"] == 0
    assert found.loc["T1", "betweenness"] > 0
    assert found.loc["T1", "n_schools"] == 3
    assert found["constraint"].between(0, 2).all()


def test_row_order_changes_nothing(built: Built) -> None:
    plain = find_spanners(connect_units(built.schools, built.memberships))
    mixed = find_spanners(
        connect_units(
            built.schools.sample(frac=1, random_state=1),
            built.memberships.sample(frac=1, random_state=2),
        )
    )
    pd.testing.assert_frame_equal(plain, mixed)


def test_no_school_is_no_graph_and_no_error(built: Built) -> None:
    empty = connect_units(built.schools[:0], built.memberships)
    assert empty.units.empty
    assert find_spanners(empty).empty
    alone = connect_units(built.schools, built.memberships, systems=["trust"])
    found = find_spanners(alone)
    assert found["constraint"].isna().all()
    assert (found[["n_joined", "betweenness"]] == 0).all(axis=None)
