"""A cluster gives what one process gives, and a worker that dies takes nothing along."""

import os
import signal
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from footprints.errors import DrawsError
from footprints.roads.routing import Routes, Search, route
from footprints.systems.nullmodel import draw_alignments
from geodata.cluster import shards
from geodata.cluster.connection import ClusterError
from geodata.cluster.draws import draw_on_cluster
from geodata.cluster.roads import route_on_cluster
from geodata.cluster.shards import Sharing, count_shards
from tests.footprints.roads.test_contraction import SPEEDS, make_web, scatter
from tests.footprints.systems.test_nullmodel import PAIR, label_quarters, place_schools
from tests.geodata.cluster.slowwork import (
    Slow,
    add_up,
    die_at_three,
    fail_at_three,
    list_traces,
)

NUMBERS = np.arange(1000.0)
N = 12


@pytest.fixture
def slow(tmp_path: Path) -> Slow:
    return Slow(tmp_path, 0.15, NUMBERS)


def share(client: Any, work: Callable, slow: Slow, **more: Any) -> Sharing:
    return Sharing(client, work, slow, range(N), [1] * N, **more)


def kill_a_worker(client: Any) -> Callable[[int, int], None]:
    """Make a progress that kills the process of one worker when the first shard is done."""
    pids = list(client.run(os.getpid).values())

    def kill(_done: int, _total: int) -> None:
        if pids:
            os.kill(pids.pop(), signal.SIGKILL)
            pids.clear()

    return kill


def assert_equal(found: Routes, expected: Routes) -> None:
    for part in fields(Routes):
        np.testing.assert_array_equal(getattr(found, part.name), getattr(expected, part.name))


def test_shards_come_back_in_order(client: Any, slow: Slow) -> None:
    told: list[tuple[int, int]] = []
    found = share(client, add_up, slow, on_progress=lambda *step: told.append(step)).gather()
    assert found == [NUMBERS.sum() * at for at in range(N)]
    assert told == [(at, N) for at in range(1, N + 1)]
    begun = list_traces(slow.folder)
    assert sorted(shard for shard, _ in begun) == list(range(N))
    assert len({pid for _, pid in begun}) == 2


def test_a_worker_killed_half_way_loses_nothing(client: Any, slow: Slow) -> None:
    found = share(client, add_up, slow, on_progress=kill_a_worker(client)).gather()
    assert found == [NUMBERS.sum() * at for at in range(N)]
    # what the dead worker had begun was begun again
    begun = [shard for shard, _ in list_traces(slow.folder)]
    assert set(begun) == set(range(N))
    assert len(begun) > N


def test_draws_are_those_of_one_process(client: Any) -> None:
    schools = place_schools(300)
    labels = label_quarters(schools)
    expected = draw_alignments(labels, schools, PAIR, draws=range(5, 35), seed=3)
    told: list[tuple[int, int]] = []
    found = draw_on_cluster(
        client,
        labels,
        schools,
        PAIR,
        draws=range(5, 35),
        seed=3,
        on_progress=lambda *step: told.append(step),
    )
    np.testing.assert_array_equal(found, expected)
    assert told[-1] == (30, 30)
    assert len(np.unique(found)) > 20


def test_draws_survive_a_killed_worker(client: Any) -> None:
    schools = place_schools(400)
    labels = label_quarters(schools)
    weights = np.arange(400.0)
    how: dict[str, Any] = {"draws": range(60), "weights": weights, "kind": "gabriel"}
    expected = draw_alignments(labels, schools, PAIR, **how)
    progress = kill_a_worker(client)
    found = draw_on_cluster(client, labels, schools, PAIR, on_progress=progress, **how)
    np.testing.assert_array_equal(found, expected)


def test_no_draws_are_none(client: Any) -> None:
    schools = place_schools(30)
    found = draw_on_cluster(client, label_quarters(schools), schools, PAIR, draws=range(0))
    assert found.shape == (0, 1)


@pytest.mark.parametrize(("n", "m"), [(40, 12), (12, 40), (20, 20), (5, 1)])
def test_roads_are_those_of_one_process(client: Any, n: int, m: int) -> None:
    network = make_web(1)
    origins, destinations = scatter(network, n, 1), scatter(network, max(m, 4), 2)
    destinations = type(destinations)(
        **{p.name: getattr(destinations, p.name)[-m:] for p in fields(destinations)}
    )
    search = Search(limit_km=60.0, ferries=True)
    expected = route(network, origins, destinations, SPEEDS, search=search)
    told: list[tuple[int, int]] = []
    found = route_on_cluster(
        client,
        network,
        origins,
        destinations,
        SPEEDS,
        search=search,
        on_progress=lambda *step: told.append(step),
    )
    assert_equal(found, expected)
    assert told[-1][0] == told[-1][1]
    assert np.isfinite(found.km).any()


def test_roads_survive_a_killed_worker(client: Any) -> None:
    network = make_web(2, n=400)
    points = scatter(network, 60, 1)
    expected = route(network, points, points, SPEEDS)
    progress = kill_a_worker(client)
    found = route_on_cluster(client, network, points, points, SPEEDS, on_progress=progress)
    assert_equal(found, expected)


def test_no_destinations_and_none_on_a_road(client: Any) -> None:
    network = make_web(3)
    points = scatter(network, 8, 1)
    none = type(points)(**{p.name: getattr(points, p.name)[:0] for p in fields(points)})
    assert route_on_cluster(client, network, points, none, SPEEDS).km.shape == (8, 0)
    off = replace(points, node=np.full(8, -1))
    assert np.isnan(route_on_cluster(client, network, points, off, SPEEDS).km).all()


def test_what_the_work_raises_is_raised_and_the_rest_dropped(client: Any, slow: Slow) -> None:
    with pytest.raises(DrawsError, match="shard 3 cannot be done"):
        share(client, fail_at_three, slow).gather()
    assert share(client, add_up, slow).gather()[1] == NUMBERS.sum()


def test_stopping_from_the_progress_leaves_the_cluster_usable(client: Any, slow: Slow) -> None:
    def stop(_done: int, _total: int) -> None:
        raise InterruptedError("enough")

    with pytest.raises(InterruptedError, match="enough"):
        share(client, add_up, slow, on_progress=stop).gather()
    assert len(list_traces(slow.folder)) < N
    assert share(client, add_up, slow).gather()[2] == 2 * NUMBERS.sum()


def test_workers_with_other_code_are_refused(
    client: Any, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "code_version", lambda: "0.0.0+other")
    with pytest.raises(ClusterError, match=r"asked by 0\.0\.0\+other; give both the same version"):
        share(client, add_up, slow).gather()


def test_a_few_shards_for_each_thread(client: Any) -> None:
    assert count_shards(client, 1000) == 2 * shards.SHARDS_PER_THREAD
    assert count_shards(client, 3) == 3
    assert count_shards(client, 0) == 1


def test_a_shard_that_kills_every_worker_is_given_up(
    client: Any, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ROUNDS", 1)
    sharing = share(client, die_at_three, slow)
    with pytest.raises(
        ClusterError, match=r"\d+ of 12 shards were lost with their workers 1 time"
    ):
        sharing.gather()
    assert 3 not in sharing.done


def test_a_cluster_left_by_all_workers_is_said_to_be(
    cluster: Any, client: Any, slow: Slow
) -> None:
    def leave(_done: int, _total: int) -> None:
        cluster.scale(0)

    with pytest.raises(ClusterError, match=r"no worker is left, with .* of 12 shards done"):
        share(client, add_up, slow, on_progress=leave, patience_s=1.0).gather()
    with pytest.raises(ClusterError, match="no worker is left, with 0 of 12 shards done"):
        share(client, add_up, slow, patience_s=1.0).gather()
