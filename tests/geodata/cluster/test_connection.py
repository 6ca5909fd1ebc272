"""A scheduler that cannot be used is said to be one, with what to do."""

import importlib
from typing import Any

import pytest

from geodata.cluster.connection import ClusterError, ExtraMissingError, _check_workers, connect
from geodata.config import code_version
from tests.geodata.cluster.conftest import LACKING


class Workers:
    """Stands for a client whose workers have some version."""

    def __init__(self, found: dict[str, Any] | None) -> None:
        self.found = found

    def wait_for_workers(self, _n: int, timeout: float) -> None:
        if self.found is None:
            raise TimeoutError(timeout)

    def run(self, _work: object, on_error: str) -> dict[str, Any]:
        assert on_error == "return"
        return self.found or {}


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:8786", "tcp://127.0.0.1", "http://127.0.0.1:8786", "inproc://x:1"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ClusterError, match="must be an address such as"), connect(address):
        pass


def test_nobody_at_the_address_is_said() -> None:
    pytest.importorskip("distributed", reason=LACKING)
    said = r"no scheduler answers at tcp://127\.0\.0\.1:9; start one with `dask scheduler`"
    with pytest.raises(ClusterError, match=said), connect("tcp://127.0.0.1:9", wait_s=0.3):
        pass


def test_a_scheduler_without_workers_is_said() -> None:
    with pytest.raises(ClusterError, match="has no workers; start some with `dask worker tcp://x"):
        _check_workers(Workers(None), "tcp://x:1", 0.1)


def test_workers_with_this_code_are_fine() -> None:
    _check_workers(Workers({"tcp://a:1": code_version()}), "tcp://x:1", 0.1)


def test_a_worker_with_other_code_is_named() -> None:
    found = {"tcp://a:1": code_version(), "tcp://b:2": "0.1.0+00000000"}
    said = r"worker tcp://b:2 has code 0\.1\.0\+00000000, here is"
    with pytest.raises(ClusterError, match=said):
        _check_workers(Workers(found), "tcp://x:1", 0.1)


def test_a_worker_without_the_project_is_named() -> None:
    found = {"tcp://a:1": ModuleNotFoundError("No module named 'geodata'")}
    with pytest.raises(ClusterError, match="worker tcp://a:1 cannot run this project"):
        _check_workers(Workers(found), "tcp://x:1", 0.1)


def test_without_the_package_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    said = r"pip install -r requirements-optional\.txt`, or leave `--scheduler` out"
    with pytest.raises(ExtraMissingError, match=said), connect("tcp://127.0.0.1:9"):
        pass
