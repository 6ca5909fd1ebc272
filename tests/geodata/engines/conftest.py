"""A routing server, and engines that ask it without waiting long."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from geodata.engines.remote import RemoteEngine
from geodata.engines.service import Service
from geodata.engines.settings import KINDS
from geodata.fetch.transport import Patience
from tests.geodata.engines.routingserver import World, routing

MakeEngine = Callable[..., RemoteEngine]


class Waits(list[float]):
    """A sleep that only notes how long it was asked to sleep."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with routing() as served:
        yield served


@pytest.fixture
def make_engine(world: World, waits: Waits) -> MakeEngine:
    """Make an engine of a kind that asks the local server."""

    def make(kind: str = "valhalla", *, key: str = "", **changes: object) -> RemoteEngine:
        patience = Patience(
            attempts=3, stall_s=5.0, longest_wait_s=120.0, sleep=waits, jitter=lambda: 0.0
        )
        patience = replace(patience, **changes)
        return RemoteEngine(Service(kind, world.base, key, patience), KINDS[kind])

    return make
