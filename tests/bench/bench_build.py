"""A whole build as a process: seconds and peak memory, against merely reading the same files."""

import os
import resource
import subprocess
import sys
import tempfile
import time

from tests.bench.snapshot import find_shared

READ = """
import sys, pandas as pd, geopandas as gpd, pathlib
top = pathlib.Path(sys.argv[1])
for p in sorted((top / "boundaries").glob("*.gpkg")): gpd.read_file(p)
for p in sorted(top.rglob("*.parquet")): pd.read_parquet(p)
for p in sorted((top / "schools").glob("*.csv.gz")): pd.read_csv(p, dtype=str)
"""


def run(*command: str) -> tuple[float, float]:
    """Run a process; give seconds and peak memory in GB."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss * resource.getpagesize() / 4096 / 1e6


def main() -> None:
    """Print both, and the ratios."""
    shared = str(find_shared())
    read_s, read_gb = run("-c", READ, shared)
    with tempfile.TemporaryDirectory() as out:
        build_s, build_gb = run("-m", "geodata", "build", "--from", shared, "--out", out)
    print(
        f"build: {build_s:.1f} s, {build_gb:.2f} GB; pandas and geopandas reading the same files: "
        f"{read_s:.1f} s, {read_gb:.2f} GB; {build_s / read_s:.1f} times its time, "
        f"{build_gb / read_gb:.1f} times its memory"
    )


if __name__ == "__main__":
    main()
