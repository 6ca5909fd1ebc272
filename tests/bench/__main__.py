"""Run every benchmark: `python -m tests.bench`, or some of them by name."""

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> None:
    """Run the benchmarks named, all if none is."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    for name in names or [stem.removeprefix("bench_") for stem in found]:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.bench_{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
