"""Work on shards that leaves a trace on disk each time it begins, for workers to be killed at."""

import os
import time
import uuid
from pathlib import Path
from typing import NamedTuple

import numpy as np

from footprints.errors import DrawsError


class Slow(NamedTuple):
    """Where to leave traces, how long a shard takes, and numbers that all shards need."""

    folder: Path
    seconds: float
    numbers: np.ndarray


def add_up(slow: Slow, shard: int) -> float:
    """Take a while, then give the sum of the numbers times the shard's own."""
    (slow.folder / f"{shard}-{os.getpid()}-{uuid.uuid4().hex}").touch()
    time.sleep(slow.seconds)
    return float(slow.numbers.sum() * shard)


def fail_at_three(slow: Slow, shard: int) -> float:
    """Refuse one of the shards."""
    if shard == 3:
        raise DrawsError("shard 3 cannot be done")
    return add_up(slow, shard)


def die_at_three(slow: Slow, shard: int) -> float:
    """Take the worker along, as running out of memory would."""
    if shard == 3:
        os._exit(1)
    return add_up(slow, shard)


def list_traces(folder: Path) -> list[tuple[int, int]]:
    """List the shards that were begun, with the worker's process."""
    return [tuple(int(part) for part in p.name.split("-")[:2]) for p in folder.iterdir()]
