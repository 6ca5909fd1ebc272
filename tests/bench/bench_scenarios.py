"""What if: one base opened or closed, and satellites chosen, against doing it all anew."""

import time
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from footprints.distance import straight_km
from footprints.membership.members import Floats
from footprints.scenarios.candidates import thin_candidates
from footprints.scenarios.nearestbases import NearestBases
from footprints.scenarios.satellites import Question, choose_satellites
from footprints.scenarios.siting import AIMS, Siting
from footprints.scenarios.solving import solve_siting
from footprints.scenarios.travelcosts import measure_costs
from footprints.scope import in_scope
from tests.bench.snapshot import open_real
from tests.bench.timing import compare

SYSTEM = "tsh"
AREA = ("E06000063", "E06000064")
N_CANDIDATES, N_OPEN = 40, 3


def main() -> None:
    """Print the ratios: a base opened and closed, satellites exact and by trying all."""
    snapshot = open_real()
    schools, units = snapshot.table("schools"), snapshot.table("units")
    inside = schools[in_scope(schools, "state_funded")]
    bases = units[units["system"] == SYSTEM]
    open_and_close(inside, bases)
    area = inside[inside["lad_code"].isin(AREA)].reset_index(drop=True)
    choose(area, bases)
    choose_in_england(inside, bases)


def open_and_close(schools: pd.DataFrame, bases: pd.DataFrame) -> None:
    """Open a base, read the nearest of all schools, close it, and read again."""
    known = bases.dropna(subset=["base_easting"])
    places = known[["base_easting", "base_northing"]].to_numpy()
    points = schools[["easting", "northing"]].to_numpy()
    placed = points[~np.isnan(points).any(axis=1)]
    nearest, new = NearestBases(schools, bases), (350_000.0, 530_000.0)

    def change() -> Floats:
        nearest.open("new", *new)
        nearest.close("new")
        return nearest.km

    def measure_all() -> Floats:
        for sites in (np.vstack([places, new]), places):
            km = straight_km(points[:, :1], points[:, 1:], *sites.T).min(axis=1)
        return km

    def ask_tree() -> Floats:
        for sites in (np.vstack([places, new]), places):
            away, _ = cKDTree(sites).query(placed)
        return away

    name = f"open and close one of {len(known)} bases, {len(schools):,} schools"
    print(compare(name, change, measure_all, against="every school to every base"))
    print(compare(name, change, ask_tree, against="every school asks a tree"))
    np.testing.assert_allclose(change(), measure_all())


def choose(area: pd.DataFrame, bases: pd.DataFrame) -> None:
    """Choose satellites of one area for its worst-served quarter, three ways."""
    candidates = area[area["urn"].isin(thin_candidates(area, at_most=N_CANDIDATES).urns)]
    costs = measure_costs(area, bases, candidates)
    today = np.nanmin(costs.to_bases, axis=1)
    rows = np.argsort(-today)[: len(today) // 4]
    offered = np.minimum(costs.to_candidates[rows], today[rows, None])
    for aim in AIMS:
        siting = Siting(today[rows], offered, np.ones(len(rows)), N_OPEN, aim, threshold=20.0)
        best = min(siting.score(chosen).main for chosen in list_choices(siting))
        assert np.isclose(solve_siting(siting, how="exact").score.main, best)
        name = f"{N_OPEN} of {len(candidates)} satellites for {len(rows)} schools, {aim}"
        for how in ("auto", "exact"):
            print(
                compare(
                    f"{name}, {how}",
                    lambda siting=siting, how=how: solve_siting(siting, how=how),
                    lambda siting=siting: [siting.score(one) for one in list_choices(siting)],
                    against=f"all {len(list_choices(siting)):,} choices",
                    repeats=1,
                )
            )


def list_choices(siting: Siting) -> list[tuple[int, ...]]:
    """List every choice there is."""
    return list(combinations(range(siting.offered.shape[1]), siting.n_open))


def choose_in_england(schools: pd.DataFrame, bases: pd.DataFrame) -> None:
    """Say how long all of England takes, and how sure the answer is."""
    thinned = thin_candidates(schools)
    costs = measure_costs(schools, bases, schools[schools["urn"].isin(thinned.urns)])
    for aim in AIMS:
        start = time.perf_counter()
        found = choose_satellites(schools, costs, Question(SYSTEM, n_satellites=5, aim=aim))
        taken = time.perf_counter() - start
        print(
            f"5 of {len(thinned.urns)} satellites for the worst tenth of {len(schools):,}, {aim}: "
            f"{taken:.2f} s; {found.after:.2f}, none below {found.bound:.2f}; {found.how}"
        )


if __name__ == "__main__":
    main()
