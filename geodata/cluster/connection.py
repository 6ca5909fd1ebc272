"""
A connection to a Dask scheduler, `tcp://host:port`; needs the optional package `distributed`.

Who can reach a scheduler can run any program on its workers: Dask trusts its network. Keep it to
this machine or to a closed network, or use `tls://` with certificates.
"""

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from geodata.config import code_version
from geodata.errors import GeodataError

_ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")
_WAIT_S = 30.0


class ClusterError(GeodataError, ConnectionError):
    """A cluster that cannot be reached, has nobody to work, or lost a shard for good."""


class ExtraMissingError(GeodataError, ImportError):
    """An optional package that was asked for and is not installed."""


def load_distributed() -> Any:  # noqa: ANN401  an optional package
    """
    Load `distributed`, or say what is missing.

    Raises
    ------
    ExtraMissingError
        If it is not installed.
    """
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise ExtraMissingError(
            "`--scheduler` needs the package distributed, which is not installed; install it "
            "with `pip install -r requirements-optional.txt`, or leave `--scheduler` out"
        ) from error


@contextmanager
def connect(scheduler: str, *, wait_s: float = _WAIT_S) -> Iterator[Any]:
    """
    Connect to a scheduler that has workers with this very code.

    Parameters
    ----------
    scheduler
        Such as `tcp://127.0.0.1:8786`.
    wait_s
        How long to wait for the scheduler, and for a first worker.

    Yields
    ------
    client
        A `distributed.Client`; closed at the end, while the cluster stays as it is.

    Raises
    ------
    ExtraMissingError
        If `distributed` is not installed.
    ClusterError
        If the address is none, nobody answers there, or its workers have other code or none.
    """
    if not _ADDRESS.fullmatch(scheduler):
        raise ClusterError(
            f"`--scheduler` must be an address such as tcp://127.0.0.1:8786, got {scheduler!r}"
        )
    distributed = load_distributed()
    try:
        client = distributed.Client(scheduler, timeout=wait_s, set_as_default=False)
    except OSError as error:
        raise ClusterError(
            f"no scheduler answers at {scheduler}; start one with `dask scheduler`, or leave "
            "`--scheduler` out"
        ) from error
    with client:
        _check_workers(client, scheduler, wait_s)
        yield client


def _check_workers(client: Any, scheduler: str, wait_s: float) -> None:  # noqa: ANN401
    """Insist on workers, and that each has the code that is here."""
    try:
        client.wait_for_workers(1, timeout=wait_s)
    except OSError as error:
        raise ClusterError(
            f"the scheduler at {scheduler} has no workers; start some with "
            f"`dask worker {scheduler} --nthreads 1` in the project's folder"
        ) from error
    found = client.run(code_version, on_error="return")
    for worker, version in sorted(found.items()):
        if isinstance(version, Exception):
            raise ClusterError(
                f"worker {worker} cannot run this project ({version}); start it in the project's "
                "folder, in an environment with requirements.txt installed"
            ) from version
        if version != code_version():
            raise ClusterError(
                f"worker {worker} has code {version}, here is {code_version()}; give both the "
                "same version of the project, or the numbers may differ"
            )
