"""Type-ahead over real data, against looking for the text in the labels and details."""

import time
from collections.abc import Callable
from itertools import accumulate

import numpy as np
import pandas as pd

from footprints.selection.names import index_names
from footprints.selection.postcodes import find_place, index_postcodes
from footprints.selection.search import find
from tests.bench.snapshot import open_real
from tests.bench.timing import compare

TYPED = (
    "haverstock school",
    "st marys church of england",
    "london central maths",
    "harris federation",
    "northumberland",
    "100049",
    "NE1 7RU",
    "CA10",
    "primary school leeds",
    "zzqqxx",
)
LIMIT = 9


def main() -> None:
    """Print the ratio, the slowest answers, and what the index and the postcodes cost."""
    snapshot = open_real()
    tables = [snapshot.table(t) for t in ("schools", "units", "systems", "links", "memberships")]
    names = index_names(*tables)
    table = names.table
    postcodes = index_postcodes(snapshot.table("postcodes"))
    # every state of the box from the second letter on
    queries = [text for whole in TYPED for text in list(accumulate(whole))[1:]]

    def search_naively(query: str) -> pd.DataFrame:
        hit = table["label"].str.contains(query, case=False, regex=False)
        hit |= table["detail"].str.contains(query, case=False, regex=False)
        found = table[hit.fillna(value=False)].sort_values("label").head(LIMIT)
        if len(found) < LIMIT:
            tidy = query.upper()
            point = postcodes[postcodes["postcode"].str.startswith(tidy)]
            found = pd.concat([found, point.head(1)])
        return found

    def search_ours(query: str) -> pd.DataFrame:
        return find(names, query, place=find_place(postcodes, query), limit=LIMIT)

    print(
        compare(
            f"{len(queries)} states of the search box",
            lambda: [search_ours(query) for query in queries],
            lambda: [search_naively(query) for query in queries],
            against="str.contains on labels, details and postcodes",
            repeats=3,
        )
    )
    taken = [_time(search_ours, query) for _ in range(3) for query in queries]
    p50, p95 = np.percentile(taken, [50, 95])
    print(f"one answer: median {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms")
    one = [_time(lambda text: find_place(postcodes, text), "NE1 7RU") for _ in range(200)]
    held = postcodes.memory_usage(deep=True).sum() / 1e6
    print(
        f"one of {len(postcodes):,} postcodes: p95 {np.percentile(one, 95) * 1000:.2f} ms; "
        f"{held:.0f} MB for all sessions"
    )
    print(f"index of {len(table):,} names: {_time(lambda _: index_names(*tables), ''):.2f} s")


def _time(work: Callable[[str], object], query: str) -> float:
    """Give the seconds one call takes."""
    start = time.perf_counter()
    work(query)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
