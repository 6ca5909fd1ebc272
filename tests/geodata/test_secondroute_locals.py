"""The locals of real schools by Python sets, and as their cards have them."""

import random

import pandas as pd
import pytest

from footprints.locals.card import build_card, index_locals
from footprints.locals.contingency import tabulate_overlaps
from footprints.locals.multiplelocals import TAU, measure_locals
from footprints.locals.neighbours import measure_alignment
from geodata.store import Snapshot
from tests.footprints.slowlocals import SlowLocals, check_locals, check_overlaps

pytestmark = pytest.mark.realdata

N_SAMPLE = 300
SOME = ["la", "tsh", "maths", "research"]


@pytest.fixture(scope="module")
def schools(real: Snapshot) -> pd.DataFrame:
    return real.table("schools")


@pytest.fixture(scope="module")
def memberships(real: Snapshot) -> pd.DataFrame:
    return real.table("memberships")


@pytest.mark.parametrize("weight", ["schools", "pupils"])
def test_300_schools_equal_python_sets(
    schools: pd.DataFrame, memberships: pd.DataFrame, weight: str
) -> None:
    sample = random.Random(4).sample(sorted(schools["urn"]), N_SAMPLE)  # noqa: S311
    found = measure_locals(schools, memberships, weight=weight)
    assert len(found) == len(schools)
    check_locals(found, SlowLocals(schools, memberships, weight=weight), sample, TAU)


@pytest.mark.parametrize("scope", ["state_funded", "all"])
def test_every_pair_of_units_equals_python_sets(
    schools: pd.DataFrame, memberships: pd.DataFrame, scope: str
) -> None:
    found = tabulate_overlaps(schools, memberships, scope=scope, systems=SOME)
    assert found.systems == tuple(sorted(SOME))
    check_overlaps(found.table, SlowLocals(schools, memberships, scope, SOME))


def test_the_cards_of_some_schools_say_the_same(
    real: Snapshot, schools: pd.DataFrame, memberships: pd.DataFrame
) -> None:
    index = index_locals(schools, memberships, real.table("units"))
    alignment = measure_alignment(index.neighbours)
    found = measure_locals(schools, memberships, alignment=alignment)
    pairs = tabulate_overlaps(schools, memberships).table
    key, told = ["a", "a_unit", "b", "b_unit"], ["n_shared", "jaccard", "overlap"]
    by_pair = pairs.set_index(key)[told]
    for urn in random.Random(5).sample(sorted(schools["urn"]), 40):  # noqa: S311
        card = build_card(urn, schools, index)
        row = found.loc[urn]
        assert row["n_sets"] == len(card.locals)
        expected = 1 - card.overlaps["overlap"].mean()
        assert row["bricolage"] == pytest.approx(expected, abs=1e-12, nan_ok=True)
        for system, share in card.neighbours.alignment.items():
            assert row[f"alignment_{system}"] == pytest.approx(share, nan_ok=True)
        if urn in index.members["la", card.locals.set_index("system").loc["la", "unit_id"]]:
            crossing = card.overlaps[card.overlaps["a"] != card.overlaps["b"]]
            same = by_pair.loc[list(crossing[key].itertuples(index=False, name=None))]
            assert same.to_numpy().tolist() == crossing[told].to_numpy().tolist()


def test_few_schools_have_no_local_but_their_authority(
    schools: pd.DataFrame, memberships: pd.DataFrame
) -> None:
    found = measure_locals(schools, memberships)
    held = memberships[memberships["certainty"] != "none"]
    alone = found[found["n_locals"] == 1]
    assert len(alone)
    assert set(held.loc[held["urn"].isin(alone.index), "system"]) == {"la"}
    assert (alone["core"] == alone["reach"]).all()
    assert alone["bricolage"].isna().all()
