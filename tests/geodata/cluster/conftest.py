"""Two workers on this machine, without a dashboard, for as long as a module's tests run."""

import importlib
import multiprocessing
from collections.abc import Iterator
from typing import Any

import pytest

from geodata.cluster.connection import connect

LACKING = "the optional package distributed is not installed"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Start a cluster, and leave no process of it behind."""
    distributed = pytest.importorskip("distributed", reason=LACKING)
    dask = importlib.import_module("dask")
    # a worker killed twice in 15 seconds would not be started again
    steady = {"distributed.deploy.lost-worker-timeout": "1 hour"}
    with (
        dask.config.set(steady),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
            silence_logs=50,
        ) as started,
    ):
        yield started
    assert not [p for p in multiprocessing.active_children() if "Dask" in p.name]


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:
    """Connect as a user would."""
    with connect(cluster.scheduler_address) as connected:
        connected.wait_for_workers(2, timeout=60)
        yield connected
