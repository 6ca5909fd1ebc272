"""Neighbours in the real data: the fast route against sets and loops over all schools."""

import random
from math import isnan

import pytest

from footprints.locals.neighbours import (
    NeighbourIndex,
    choose_counted,
    count_company,
    find_neighbours,
    index_neighbours,
    measure_alignment,
)
from geodata.store import Snapshot
from tests.footprints.slowneighbours import SlowEngland

pytestmark = pytest.mark.realdata

N_SCHOOLS = 300
# shared hubs in Birmingham, one school in its authority, no coordinates, independent, special
ODD = (103501, 144638, 100000, 132916, 100001, 100092)


@pytest.fixture(scope="module")
def index(real: Snapshot) -> NeighbourIndex:
    counted = choose_counted(real.table("systems"))
    return index_neighbours(real.table("schools"), real.table("memberships"), counted=counted)


@pytest.fixture(scope="module")
def slow(real: Snapshot, index: NeighbourIndex) -> SlowEngland:
    return SlowEngland(real.table("schools"), real.table("memberships"), index.counted)


def test_what_counts_in_the_real_data(index: NeighbourIndex) -> None:
    assert index.counted == ("english", "la", "lad", "maths", "research", "trust", "tsh")


def test_300_random_schools_equal_sets_and_loops(index: NeighbourIndex, slow: SlowEngland) -> None:
    alignment, company = measure_alignment(index), count_company(index)
    drawn = random.Random(4).sample(sorted(slow.place), N_SCHOOLS)  # noqa: S311
    for urn in (*ODD, *drawn):
        found = find_neighbours(urn, index)
        assert found.peers == slow.peers[urn]
        assert found.nearest["urn"].tolist() == slow.nearest(urn)
        assert found.strangers["urn"].tolist() == slow.strangers(urn)
        twins, near_twins = slow.alike(urn)
        assert set(found.twins["urn"]) == twins
        assert dict(found.near_twins[["urn", "differs"]].to_numpy().tolist()) == near_twins
        counted = (len(twins), len(near_twins), len(found.strangers))
        assert tuple(company.loc[urn]) == counted
        for system in alignment.columns:
            told, expected = alignment.loc[urn, system], slow.alignment(urn, system)
            for share in (told, found.alignment[system]):
                assert isnan(share) if expected is None else abs(share - expected) < 1e-12


def test_twins_come_in_groups(index: NeighbourIndex) -> None:
    # in a group of n schools each has the other n - 1
    sizes = count_company(index).loc[index.schools["urn"][index.inside], "twins"].value_counts()
    assert all(n % (twins + 1) == 0 for twins, n in sizes.items() if twins)
