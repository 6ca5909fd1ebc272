"""Fifty sessions at once on the true app: seconds per action, memory, and nobody sees another's.

Each session speaks Streamlit's protocol from this process, so server and crowd share the cores.
Against the same crowd with Streamlit's own garbage collection after each run, and against one
visitor alone.
"""

import asyncio
import os
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.config import DATA_DIR_VARIABLE, find_data_dir
from geodata.serving import open_serving
from tests.bench.crowd import ACTS, Act, Crowd
from tests.browser.conftest import APP, ROOT, start_app, stop_app

SESSIONS = int(os.environ.get("LOCALS_BENCH_SESSIONS", "50"))
SECONDS = float(os.environ.get("LOCALS_BENCH_SECONDS", "45"))
UPLOADERS = 2
RERUN_S, MEMORY_MB = 0.5, 600
GC = "--runner.postScriptGC=true"
# as `make run` sets them
MALLOC = dict(re.findall(r"(MALLOC_\w+)=(\d+)", (ROOT / "Makefile").read_text()))


@dataclass(frozen=True)
class Load:
    """What a server went through: acts, errors, and its memory in megabytes."""

    acts: tuple[Act, ...]
    wrong: tuple[str, ...]
    seconds: float
    cpu_s: float
    kb: float
    idle_mb: float
    end_mb: float
    peak_mb: float

    @property
    def reruns(self) -> list[float]:
        """Seconds of every rerun; the first run of a session is none."""
        return [act.seconds for act in self.acts if act.name in ACTS]


def read_memory(pid: int, field: str = "VmRSS") -> float:
    """Give a process's memory in megabytes; NaN where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(rf"{field}:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return float(found[1]) / 1000 if found else float("nan")


def read_cpu(pid: int) -> float:
    """Give the seconds a process has computed; NaN where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return float("nan")
    ticks = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def take_percentile(seconds: Sequence[float], share: float) -> float:
    """Give the value below which a share lies; the higher of two."""
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def load(data_dir: Path, urns: list[int], *args: str, sessions: int, uploaders: int = 0) -> Load:
    """Start a server, warm it with one visit, put a crowd on it, stop it."""
    env = {DATA_DIR_VARIABLE: str(data_dir), **MALLOC}
    url, process = start_app(APP, env, args, Path(tempfile.mkdtemp(prefix="bench-")))
    try:
        asyncio.run(Crowd(url, urns).gather(1, 0))
        idle, used = read_memory(process.pid), read_cpu(process.pid)
        crowd = Crowd(url, urns)
        start = time.perf_counter()
        asyncio.run(crowd.gather(sessions, SECONDS, uploaders=uploaders))
        return Load(
            tuple(crowd.acts),
            tuple(crowd.wrong),
            time.perf_counter() - start,
            read_cpu(process.pid) - used,
            crowd.received / 1000,
            idle,
            read_memory(process.pid),
            read_memory(process.pid, "VmHWM"),
        )
    finally:
        stop_app(process)


def report(name: str, loaded: Load) -> None:
    """Print what each action took, and the memory."""
    reruns = loaded.reruns
    print(
        f"{name}: {len(reruns)} reruns in {loaded.seconds:.0f} s, {loaded.kb:,.0f} kB sent, "
        f"{1000 * loaded.cpu_s / len(loaded.acts):.0f} ms of the server's time each"
    )
    for act in sorted({act.name for act in loaded.acts}):
        show(act, [done.seconds for done in loaded.acts if done.name == act])
    show("all reruns", reruns)
    print(
        f"  memory: {loaded.idle_mb:,.0f} MB after one visit, {loaded.end_mb:,.0f} MB at the end, "
        f"{loaded.peak_mb:,.0f} MB at most"
    )
    for wrong in loaded.wrong[:20]:
        print(f"  WRONG: {wrong}")


def show(name: str, seconds: Sequence[float]) -> None:
    """Print one line of a table."""
    print(
        f"  {name:<11}{len(seconds):>5}  p50 {statistics.median(seconds):.3f} s  "
        f"p95 {take_percentile(seconds, 0.95):.3f} s  worst {max(seconds):.3f} s"
    )


def main() -> None:
    """Print our figures, those of the baselines, and which targets are met."""
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} before the start")
    data_dir = find_data_dir()
    schools = open_serving(data_dir).table("schools")
    placed = schools.loc[schools.geometry.notna(), "urn"]
    urns = placed.iloc[:: len(placed) // SESSIONS].tolist()
    alone = load(data_dir, urns, sessions=1)
    report("one session", alone)
    ours = load(data_dir, urns, sessions=SESSIONS, uploaders=UPLOADERS)
    report(f"{SESSIONS} sessions, {UPLOADERS} of which add a network", ours)
    collected = load(data_dir, urns, GC, sessions=SESSIONS)
    report(f"{SESSIONS} sessions with {GC}", collected)
    p95 = [take_percentile(done.reruns, 0.95) for done in (ours, alone, collected)]
    print(f"p95 of one session alone {p95[1]:.3f} s: {SESSIONS} take {p95[0] / p95[1]:.1f} x")
    print(f"p95 with {GC} {p95[2]:.3f} s: {p95[2] / p95[0]:.1f} x ours")
    for target, met in {
        f"p95 of a rerun {p95[0]:.3f} s < {RERUN_S} s": p95[0] < RERUN_S,
        f"memory {ours.peak_mb:,.0f} MB < {MEMORY_MB} MB": ours.peak_mb < MEMORY_MB,
        "nobody saw another's upload, search or school; no errors": not ours.wrong,
    }.items():
        print(f"{'met' if met else 'MISSED'}: {target}")


if __name__ == "__main__":
    main()
