"""Seams of four systems, all England and one authority, against loops over pairs and schools.

The loop counts the pairs, then the schools near a sample of the lines; the time of those is
scaled to all lines. That favours it: it draws no line, and its sets of units are made before the
clock starts.
"""

import time

from footprints.scope import in_scope
from footprints.seams.seamlines import draw_seams, name_seams
from footprints.seams.seams import find_seams
from footprints.systems.schoolgraph import connect_schools
from tests.bench.snapshot import open_real
from tests.bench.timing import compare
from tests.footprints.slowseams import count_near_slowly, find_slowly, hold_units

SYSTEMS = ["la", "maths", "tsh", "english"]
CAMDEN = "202"
N_SAMPLE = 3


def main() -> None:
    """Print the ratios; the loop's answers are checked against ours in the tests."""
    snapshot = open_real()
    schools, memberships = snapshot.table("schools"), snapshot.table("memberships")
    areas = snapshot.table("areas")
    land = areas[areas["kind"] == "region"].geometry
    start = time.perf_counter()
    graph = connect_schools(schools[in_scope(schools, "state_funded")], kind="gabriel")
    print(f"graph of {len(graph.urns):,} schools: {time.perf_counter() - start:.2f} s")
    held = hold_units(memberships[memberships["system"].isin(SYSTEMS)])
    england = find_seams(graph, memberships, SYSTEMS, land=land)
    sample = range(0, len(england.lines), len(england.lines) // N_SAMPLE)[:N_SAMPLE]
    measured = compare(
        f"seams of {len(SYSTEMS)} systems in England",
        lambda: find_seams(graph, memberships, SYSTEMS, land=land),
        lambda: [count_near_slowly(england, seam, graph, held) for seam in sample],
        against=f"schools near {N_SAMPLE} of {len(england.lines)} lines in a loop",
        repeats=3,
    )
    print(measured)
    start = time.perf_counter()
    find_slowly(graph, held, SYSTEMS)
    pairs_s = time.perf_counter() - start
    whole = pairs_s + measured.baseline_s * len(england.lines) / N_SAMPLE
    print(f"  the loop for all: {whole:.0f} s, {whole / measured.ours_s:,.0f} times as long")
    camden = set(schools.loc[schools["la_code"] == CAMDEN, "urn"])
    local = find_seams(graph, memberships, SYSTEMS, inside=sorted(camden), land=land)

    def loop_over_camden() -> None:
        find_slowly(graph, held, SYSTEMS, camden)
        for seam in local.lines["seam"]:
            count_near_slowly(local, seam, graph, held)

    print(
        compare(
            f"seams of {len(SYSTEMS)} systems in Camden",
            lambda: find_seams(graph, memberships, SYSTEMS, inside=sorted(camden), land=land),
            loop_over_camden,
            against="the same in a loop",
            repeats=1,
        )
    )
    names = name_seams(england, snapshot.table("systems"), snapshot.table("units"))
    drawn = draw_seams(england.lines, names)
    print(f"  {len(england.lines)} lines, {len(str(drawn)) / 1000:.0f} kB as GeoJSON")


if __name__ == "__main__":
    main()
