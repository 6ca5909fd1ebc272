"""
Draws and road searches on one process and on two workers of this machine.

Wall time is what sharing out is for, and depends on what else the machine does; so the seconds of
processor are stated beside it: those of both workers over those of one process is what dividing
and sending cost. The cluster is started before the clock.
"""

import os
import time
from collections.abc import Callable
from dataclasses import fields
from itertools import combinations
from typing import Any

import distributed
import numpy as np

from footprints.roads.routing import Routes, route
from footprints.systems.labels import label_schools
from footprints.systems.nullmodel import draw_alignments
from geodata.cluster.connection import connect
from geodata.cluster.draws import draw_on_cluster
from geodata.cluster.roads import route_on_cluster
from tests.bench.bench_contraction import SPEEDS, make_network, place
from tests.bench.snapshot import open_real

SYSTEMS = ("la", "lad", "maths", "tsh", "english")
DRAWS, N_NODES, N_SCHOOLS, N_BASES = 99, 300_000, 24_000, 60


def main() -> None:
    """Print both times of both kinds of work, and whether the numbers are the same."""
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
            silence_logs=50,
        ) as cluster,
        connect(cluster.scheduler_address) as client,
    ):
        print(f"load of this machine: {os.getloadavg()[0]:.1f}")
        compare_draws(client)
        compare_roads(client)


def compare_draws(client: Any) -> None:
    """Draw England's systems."""
    snapshot = open_real()
    schools = snapshot.table("schools")
    labels = label_schools(
        schools, snapshot.table("memberships"), snapshot.table("units"), systems=SYSTEMS
    )
    pairs = list(combinations(SYSTEMS, 2))
    alone, alone_s = clock(
        None, lambda: draw_alignments(labels, schools, pairs, draws=range(DRAWS))
    )
    shared, shared_s = clock(
        client, lambda: draw_on_cluster(client, labels, schools, pairs, draws=range(DRAWS))
    )
    same = np.array_equal(alone, shared, equal_nan=True)
    print(f"{DRAWS} draws of {len(pairs)} pairs over {len(labels.urns):,} schools")
    print(f"  alone: {alone_s}; on two workers: {shared_s}; same: {same}")


def compare_roads(client: Any) -> None:
    """Search a generated network from some bases."""
    network = make_network(N_NODES)
    rng = np.random.default_rng(1)
    rows = rng.choice(network.n_nodes, N_SCHOOLS, replace=False)
    schools, bases = place(network, rows), place(network, rows[:N_BASES])
    alone, alone_s = clock(None, lambda: route(network, schools, bases, SPEEDS))
    shared, shared_s = clock(
        client, lambda: route_on_cluster(client, network, schools, bases, SPEEDS)
    )
    same = all(
        np.array_equal(getattr(alone, part.name), getattr(shared, part.name), equal_nan=True)
        for part in fields(Routes)
    )
    print(f"{N_SCHOOLS:,} schools by {N_BASES} bases on {network.n_nodes:,} nodes")
    print(f"  alone: {alone_s}; on two workers: {shared_s}; same: {same}")


def clock(client: Any, work: Callable[[], Any]) -> tuple[Any, str]:
    """Do some work once and say its seconds, of processor too: those of the workers, or ours."""
    before, start = count_processor(client), time.perf_counter()
    done = work()
    taken, spent = time.perf_counter() - start, count_processor(client) - before
    return done, f"{taken:.1f} s ({spent:.1f} s of processor)"


def count_processor(client: Any) -> float:
    """Give the seconds of processor used so far, by all workers or by this process."""
    if client is None:
        return time.process_time()
    return float(sum(client.run(time.process_time).values()))


if __name__ == "__main__":
    main()
