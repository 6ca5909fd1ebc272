"""Random contiguous partitions: contiguous, of the right number, repeatable, and fair."""

import math
from collections import Counter
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.systems.labels import Codes, Labels
from footprints.systems.nesting import measure_nesting
from footprints.systems.nullmodel import (
    Ground,
    draw_alignments,
    grow_partition,
    judge_alignment,
    lay_ground,
)
from footprints.systems.schoolgraph import SchoolGraph, connect_schools
from tests.footprints.slowgrowth import grow_slowly

PAIR = [("a", "b")]


def place_schools(n: int, seed: int = 1) -> pd.DataFrame:
    """Scatter schools, some on the same site."""
    at = np.random.default_rng(seed).integers(0, max(n, 2), (n, 2)) * 1000.0
    return pd.DataFrame({"urn": np.arange(1, n + 1), "easting": at[:, 0], "northing": at[:, 1]})


def label_quarters(schools: pd.DataFrame) -> Labels:
    """Divide schools into halves by easting and thirds by northing."""
    codes = {
        "a": pd.qcut(schools["easting"].rank(method="first"), 2, labels=False).to_numpy(copy=True),
        "b": pd.qcut(schools["northing"].rank(method="first"), 3, labels=False).to_numpy(
            copy=True
        ),
    }
    return Labels(schools["urn"].to_numpy(), codes, {"a": ("p", "q"), "b": ("r", "s", "t")})


def are_connected(graph: SchoolGraph, codes: Codes) -> bool:
    """Ask networkx whether each unit hangs together."""
    whole = nx.Graph()
    whole.add_nodes_from(range(len(graph.urns)))
    whole.add_edges_from(graph.edges.tolist())
    parts = (np.flatnonzero(codes == code).tolist() for code in np.unique(codes))
    return all(nx.is_connected(whole.subgraph(part)) for part in parts)


@given(n=st.integers(1, 60), share=st.floats(0, 1), seed=st.integers(0, 2**40))
@settings(max_examples=150)
def test_every_unit_is_there_and_contiguous(n: int, share: float, seed: int) -> None:
    graph = connect_schools(place_schools(n, seed % 97))
    n_units = 1 + round(share * (n - 1))
    codes = grow_partition(lay_ground(graph), n_units, np.random.default_rng(seed))
    assert np.unique(codes).tolist() == list(range(n_units))
    assert len(codes) == n
    assert are_connected(graph, codes)


def test_growth_equals_adding_one_open_edge_after_another() -> None:
    """The sizes units reach are distributed as when each open edge is drawn one by one."""
    schools = pd.DataFrame({"urn": range(5), "easting": range(5), "northing": [0, 1, 0, 1, 0]})
    graph = connect_schools(schools)
    ground, draws = lay_ground(graph), 20_000
    fast, slow = Counter(), Counter()
    for draw in range(draws):
        fast[tuple(grow_partition(ground, 2, np.random.default_rng([7, draw])))] += 1
        slow[tuple(grow_slowly(graph.edges.tolist(), 5, 2, seed=draw))] += 1
    assert set(fast) == set(slow)
    for codes in fast:
        # five standard errors of the difference of two shares
        expected = (fast[codes] + slow[codes]) / 2
        assert abs(fast[codes] - slow[codes]) < 5 * math.sqrt(2 * expected)


def test_the_same_seed_gives_the_same_and_another_gives_another() -> None:
    schools = place_schools(80)
    labels = label_quarters(schools)
    first = draw_alignments(labels, schools, PAIR, draws=range(20), seed=5)
    assert (first == draw_alignments(labels, schools, PAIR, draws=range(20), seed=5)).all()
    assert (first != draw_alignments(labels, schools, PAIR, draws=range(20), seed=6)).mean() > 0.9
    assert len(np.unique(first)) > 10


def test_draws_may_be_shared_out_and_pairs_added_or_turned() -> None:
    schools = place_schools(80)
    labels = label_quarters(schools)
    whole = draw_alignments(labels, schools, PAIR, draws=range(12))
    parts = [
        draw_alignments(labels, schools, PAIR, draws=part) for part in (range(5), range(5, 12))
    ]
    assert (np.concatenate(parts) == whole).all()
    more = Labels(labels.urns, {**labels.codes, "c": labels.codes["b"] % 2}, labels.unit_ids)
    pairs = [("c", "a"), ("b", "a")]
    assert (draw_alignments(more, schools, pairs, draws=range(12))[:, 1:] == whole).all()


def test_neither_order_nor_names_of_units_change_the_draws() -> None:
    schools = place_schools(60)
    labels = label_quarters(schools)
    renamed = Labels(labels.urns, {"a": 1 - labels.codes["a"], "b": labels.codes["b"]}, {})
    first = draw_alignments(labels, schools, PAIR, draws=range(9))
    assert (draw_alignments(renamed, schools[::-1], PAIR, draws=range(9)) == first).all()


def test_only_schools_of_both_systems_with_weight_and_a_place_are_drawn() -> None:
    schools = place_schools(50)
    labels = label_quarters(schools)
    labels.codes["a"][:5] = -1
    labels.codes["b"][5:8] = -2
    schools.loc[8:9, "easting"] = math.nan
    weights = np.ones(50)
    weights[[10, 11]] = [0, math.nan]
    drawn = draw_alignments(labels, schools, PAIR, draws=range(9), weights=weights)
    kept = np.arange(50) > 11
    fewer = draw_alignments(
        labels.keep(kept), schools[kept], PAIR, draws=range(9), weights=weights[kept]
    )
    assert (drawn == fewer).all()


def test_as_many_units_as_schools_always_nest() -> None:
    schools = place_schools(6)
    labels = Labels(schools["urn"].to_numpy(), {"a": np.arange(6), "b": np.arange(6) // 3}, {})
    drawn = draw_alignments(labels, schools, PAIR, draws=range(9))
    assert (drawn == 1).all()
    assert math.isnan(judge_alignment(1.0, drawn[:, 0]).adjusted)
    assert judge_alignment(1.0, drawn[:, 0]).p_value == 1


@pytest.mark.parametrize("codes", [[0, 0, 0], [-1, -1, 0], [-1, -1, -1]])
def test_nothing_is_drawn_where_nothing_is_to_compare(codes: list[int]) -> None:
    labels = Labels(np.array([1, 2, 3]), {"a": np.arange(3), "b": np.array(codes)}, {})
    assert np.isnan(draw_alignments(labels, place_schools(3), PAIR, draws=range(2))).all()


def test_progress_is_told_and_may_stop_the_draws() -> None:
    told: list[tuple[int, int]] = []

    def listen(done: int, of: int) -> None:
        told.append((done, of))
        if done == 3:
            raise InterruptedError("enough")

    schools = place_schools(20)
    with pytest.raises(InterruptedError, match="enough"):
        draw_alignments(label_quarters(schools), schools, PAIR, draws=range(9), on_progress=listen)
    assert told == [(1, 9), (2, 9), (3, 9)]


def test_judging_by_hand() -> None:
    chance = judge_alignment(0.8, np.linspace(0, 1, 101))
    assert chance.expectation == pytest.approx(0.5)
    assert (chance.low, chance.high) == pytest.approx((0.025, 0.975))
    assert chance.adjusted == pytest.approx(0.6)
    assert chance.p_value == pytest.approx((1 + 21) / 102)


@pytest.mark.parametrize(("alignment", "drawn"), [(math.nan, [0.5]), (0.5, []), (0.5, [math.nan])])
def test_what_is_undefined_is_not_judged(alignment: float, drawn: list[float]) -> None:
    chance = judge_alignment(alignment, np.array(drawn))
    assert math.isnan(chance.expectation)
    assert math.isnan(chance.adjusted)
    assert math.isnan(chance.p_value)


def test_the_ground_lists_each_edge_from_both_ends() -> None:
    graph = connect_schools(place_schools(30))
    ground: Ground = lay_ground(graph)
    starts = np.repeat(np.arange(30), np.diff(ground.starts))
    ends = np.sort(np.column_stack([starts, ground.ends]), axis=1)
    assert (ends == graph.edges[ground.edge]).all()
    assert (np.bincount(ground.edge) == 2).all()


@pytest.mark.realdata
def test_a_random_partition_of_real_schools_is_contiguous(shared_data: Path) -> None:
    raw = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    schools = raw[["URN", "Easting", "Northing"]].dropna().astype("float64").iloc[::8]
    schools.columns = ["urn", "easting", "northing"]
    graph = connect_schools(schools)
    codes = grow_partition(lay_ground(graph), 40, np.random.default_rng(1))
    assert are_connected(graph, codes)
    assert len(np.unique(codes)) == 40
    assert measure_nesting(codes, codes).alignment == 1
