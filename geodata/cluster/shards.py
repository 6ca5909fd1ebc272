"""Shards of one piece of work on a cluster: submitted, gathered, and none of them lost."""

import contextlib
import queue
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from geodata.cluster.connection import ClusterError, load_distributed
from geodata.config import code_version

Progress = Callable[[int, int], None]

# a shard on a worker that dies is given to another; how often all of that may happen
ROUNDS = 3
SHARDS_PER_THREAD = 4
_POLL_S = 0.5


@dataclass
class Sharing:
    """
    Shards being worked on by a cluster.

    `work(held, shard)` is pure and importable; `held`, which all shards need, is sent to each
    worker once. `sizes` is what each shard counts for in the progress. `patience_s` is how long
    the cluster may be without any worker.
    """

    client: Any
    work: Callable[[Any, Any], Any]
    held: Any
    shards: Sequence[Any]
    sizes: Sequence[int]
    on_progress: Progress | None = None
    patience_s: float = 60.0
    done: dict[int, Any] = field(default_factory=dict)

    def gather(self) -> list[Any]:
        """
        Have every shard worked on; where a worker dies, by another.

        Returns
        -------
        results
            In the order of the shards.

        Raises
        ------
        ClusterError
            If shards were lost in all rounds, or no worker is left. What the work itself raises
            is raised as it is.
        """
        for _ in range(ROUNDS):
            left = [at for at in range(len(self.shards)) if at not in self.done]
            if left:
                self._run_round(left)
        if len(self.done) < len(self.shards):
            lost = len(self.shards) - len(self.done)
            raise ClusterError(
                f"{lost} of {len(self.shards)} shards were lost with their workers {ROUNDS} times "
                "over; see whether the workers run out of memory, and try again"
            )
        return [self.done[at] for at in range(len(self.shards))]

    def _run_round(self, left: Iterable[int]) -> None:
        """Submit what is left and take in what comes; cancel the rest if that is broken off."""
        try:
            # a copy for each worker, so that none takes the last one with it
            held = self.client.scatter(
                self.held, broadcast=True, hash=False, timeout=self.patience_s
            )
        except (OSError, ValueError) as error:
            raise self._deserted() from error
        pending = {
            self.client.submit(
                run_shard, code_version(), self.work, held, self.shards[at], pure=False
            ): at
            for at in left
        }
        ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for future in pending:
            future.add_done_callback(ended.put)
        seen = time.monotonic()
        try:
            while pending:
                try:
                    future = ended.get(timeout=_POLL_S)
                except queue.Empty:
                    if self._has_workers():
                        seen = time.monotonic()
                    elif time.monotonic() - seen > self.patience_s:
                        raise self._deserted() from None
                else:
                    self._take(future, pending.pop(future))
        finally:
            with contextlib.suppress(OSError):
                self.client.cancel([*pending, held], force=True)

    def _has_workers(self) -> bool:
        """Whether the scheduler is there and has a worker."""
        try:
            return bool(self.client.scheduler_info()["workers"])
        except OSError:
            return False

    def _deserted(self) -> ClusterError:
        """Make the error for a cluster without a worker."""
        return ClusterError(
            f"no worker is left, with {len(self.done)} of {len(self.shards)} shards done; start "
            "workers and try again"
        )

    def _take(self, future: Any, at: int) -> None:  # noqa: ANN401
        """Keep a result; leave a shard that went with its worker for the next round."""
        distributed = load_distributed()
        gone = (distributed.KilledWorker, distributed.CancelledError, TimeoutError)
        try:
            result = future.result(timeout=self.patience_s)
        except gone:
            return
        self.done[at] = result
        if self.on_progress:
            self.on_progress(sum(self.sizes[at] for at in self.done), sum(self.sizes))


def run_shard(version: str, work: Callable[[Any, Any], Any], held: Any, shard: Any) -> Any:  # noqa: ANN401
    """
    Work on one shard, on a worker.

    Parameters
    ----------
    version
        The code that asks.
    work, held, shard
        As in `Sharing`.

    Returns
    -------
    result
        What the work gives.

    Raises
    ------
    ClusterError
        If this worker has other code, such as one that joined later.
    """
    if code_version() != version:
        raise ClusterError(
            f"a worker has code {code_version()}, asked by {version}; give both the same version "
            "of the project, or the numbers may differ"
        )
    return work(held, shard)


def count_shards(client: Any, n: int) -> int:  # noqa: ANN401
    """Say into how many shards to divide n pieces: a few for each thread, none empty."""
    workers = client.scheduler_info()["workers"].values()
    n_threads = sum(int(worker["nthreads"]) for worker in workers)
    return max(1, min(n, SHARDS_PER_THREAD * n_threads))
