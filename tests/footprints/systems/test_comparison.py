"""Comparing systems over an area: every number again by another way, and nothing left unsaid."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import mutual_info_score

from footprints.errors import DrawsError, UnknownKeyError
from footprints.systems.comparison import FEWEST_DRAWS, Comparison, compare_systems
from tests.bench.england import read_england
from tests.footprints.smallengland import Built, England
from tests.footprints.town import SYSTEMS, Town, build_town


@pytest.fixture(scope="module")
def town() -> Town:
    return build_town()


@pytest.fixture(scope="module")
def compared(town: Town) -> Comparison:
    return compare_systems(*town, systems=SYSTEMS, seed=3)


def join_plainly(held: pd.DataFrame) -> pd.DataFrame:
    """Put the units of each school side by side, one column for each system."""
    return pd.DataFrame({s: own.set_index("urn")["unit_id"] for s, own in held.groupby("system")})


def test_each_pair_equals_scikit_learn_on_a_plain_join(town: Town, compared: Comparison) -> None:
    held = town.memberships
    held = held[(held["certainty"] != "none") & (held["certainty"] != "shared")]
    unit = join_plainly(held)
    assert len(compared.pairs) == 6
    for row in compared.pairs.itertuples():
        both = unit[[row.a, row.b]].dropna()
        entropies = [mutual_info_score(both[s], both[s]) for s in (row.a, row.b)]
        mutual = mutual_info_score(both[row.a], both[row.b])
        assert row.n_schools == len(both)
        assert row.n_schools + row.n_left_out == compared.n_schools == len(town.schools)
        assert row.alignment == pytest.approx(mutual / min(entropies))
        assert row.homogeneity == pytest.approx(mutual / entropies[1])
        assert row.completeness == pytest.approx(mutual / entropies[0])


def test_chance_stands_beside_each_pair(compared: Comparison) -> None:
    pairs = compared.pairs
    assert (pairs["low"] <= pairs["expectation"]).all()
    assert (pairs["expectation"] <= pairs["high"]).all()
    room = 1 - pairs["expectation"]
    assert pairs["adjusted"].to_numpy() == pytest.approx(
        ((pairs["alignment"] - pairs["expectation"]) / room).to_numpy()
    )
    assert pairs["p_value"].between(1 / (1 + FEWEST_DRAWS), 1).all()
    assert compared.mean_alignment == pytest.approx(pairs["alignment"].mean())
    assert compared.mean_adjusted == pytest.approx(pairs["adjusted"].mean())
    assert compared.n_defined == 6


def test_systems_that_refine_each_other_exceed_chance_and_scattered_ones_do_not(
    compared: Comparison,
) -> None:
    pairs = compared.pairs.set_index(["a", "b"])
    quarters = pairs.loc[("half", "quarter")]
    assert (quarters["alignment"], quarters["adjusted"], quarters["p_value"]) == (1, 1, 0.01)
    assert quarters["nested_in"] == "b in a"
    scattered = pairs.loc[("quarter", "trust")]
    assert scattered["alignment"] < scattered["low"]
    assert scattered["adjusted"] < 0


def test_the_same_question_has_the_same_answer(town: Town, compared: Comparison) -> None:
    turned = Town(*(table[::-1] for table in town))
    again = compare_systems(*turned, systems=SYSTEMS, seed=3)
    pd.testing.assert_frame_equal(again.pairs, compared.pairs)
    other = compare_systems(*town, systems=SYSTEMS, seed=4)
    assert (other.pairs["expectation"] != compared.pairs["expectation"]).any()
    assert other.pairs["alignment"].equals(compared.pairs["alignment"])


def test_a_pair_does_not_depend_on_what_else_is_compared(town: Town, compared: Comparison) -> None:
    alone = compare_systems(*town, systems=["trust", "quarter"], seed=3).pairs.iloc[0]
    row = compared.pairs.set_index(["a", "b"]).loc[("quarter", "trust")]
    for name in ("alignment", "expectation", "low", "high", "adjusted", "p_value"):
        assert alone[name] == row[name]
    assert (alone["homogeneity"], alone["nested_in"]) == (row["completeness"], "a in b")


def test_without_draws_there_is_no_chance_but_the_same_alignment(
    town: Town, compared: Comparison
) -> None:
    quick = compare_systems(*town, systems=SYSTEMS, draws=0)
    assert quick.pairs["expectation"].isna().all()
    assert quick.pairs["alignment"].equals(compared.pairs["alignment"])
    assert math.isnan(quick.mean_adjusted)


def test_choices_are_counted(town: Town, compared: Comparison) -> None:
    assert compared.left_out.loc["hub"].to_dict() == {
        "n_labelled": 117,
        "n_shared": 3,
        "n_alone": 0,
        "n_without": 0,
    }
    resolved = compare_systems(
        *town,
        systems=SYSTEMS,
        draws=0,
        shared="nearest base",
        weight="pupils",
        single_trusts=False,
    )
    assert resolved.left_out.loc["hub", "n_shared"] == 0
    assert resolved.left_out.loc["trust", "n_alone"] == 1
    assert resolved.n_weightless == 2
    assert resolved.pairs["n_schools"].max() == 118


def test_a_school_without_coordinates_counts_in_the_alignment_alone(
    town: Town, compared: Comparison
) -> None:
    schools = town.schools.copy()
    schools.loc[7, ["easting", "northing"]] = math.nan
    unplaced = compare_systems(*town._replace(schools=schools), systems=SYSTEMS, seed=3)
    assert unplaced.n_unplaced == 1
    assert unplaced.pairs["alignment"].equals(compared.pairs["alignment"])
    assert (unplaced.pairs["expectation"] != compared.pairs["expectation"]).all()


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_schools_are_not_compared(town: Town, n: int) -> None:
    compared = compare_systems(*town, systems=SYSTEMS, inside=np.arange(len(town.schools)) < n)
    assert (compared.n_schools, compared.n_defined) == (n, 0)
    assert compared.pairs["alignment"].isna().all()
    assert compared.pairs["adjusted"].isna().all()
    assert math.isnan(compared.mean_alignment)


def test_one_system_has_no_pair(town: Town) -> None:
    compared = compare_systems(*town, systems=["hub"])
    assert len(compared.pairs) == 0
    assert math.isnan(compared.mean_alignment)


def test_progress_reaches_the_last_draw(town: Town) -> None:
    told: list[tuple[int, int]] = []
    compare_systems(
        *town, systems=["half", "hub"], on_progress=lambda done, of: told.append((done, of))
    )
    assert told == [(done, FEWEST_DRAWS) for done in range(1, FEWEST_DRAWS + 1)]


def test_what_cannot_be_asked_is_refused(town: Town) -> None:
    with pytest.raises(DrawsError, match="`draws` must be 0 or at least 99, got 9"):
        compare_systems(*town, systems=SYSTEMS, draws=9)
    with pytest.raises(DrawsError, match="got -1"):
        compare_systems(*town, systems=SYSTEMS, draws=-1)
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        compare_systems(*town, systems=SYSTEMS, scope="private")


def test_small_england_by_hand(built: Built, england: England) -> None:
    compared = compare_systems(
        built.schools,
        built.memberships,
        england.units,
        systems=["region", "lad", "trust"],
        scope="all",
        draws=0,
    )
    row = compared.pairs.set_index(["a", "b"]).loc[("region", "lad")]
    assert (row["alignment"], row["nested_in"]) == (1, "b in a")
    # T1 has schools in both regions, T2 one in the south
    trusts = compared.pairs.set_index(["a", "b"]).loc[("region", "trust")]
    assert trusts["n_schools"] == 4


@pytest.mark.realdata
def test_a_real_region(shared_data: Path) -> None:
    tables = read_england(shared_data)
    schools, held, units = (tables[name] for name in ("schools", "memberships", "units"))
    schools = schools.assign(easting=schools.geometry.x, northing=schools.geometry.y)
    region = held[held["system"].eq("region") & held["unit_id"].eq("E12000008")]["urn"]
    inside = schools["urn"].isin(region).to_numpy()
    compared = compare_systems(
        schools, held, units, systems=["la", "maths", "tsh", "trust"], inside=inside, scope="all"
    )
    assert compared.n_schools == inside.sum() > 3000
    labelled = held[held["urn"].isin(region) & ~held["certainty"].isin(["none", "shared"])]
    unit = labelled.drop_duplicates(["urn", "system"], keep=False)
    unit = join_plainly(unit)
    for row in compared.pairs.itertuples():
        both = unit[[row.a, row.b]].dropna()
        least = min(mutual_info_score(both[s], both[s]) for s in (row.a, row.b))
        mutual = mutual_info_score(both[row.a], both[row.b])
        assert row.alignment == pytest.approx(mutual / least, abs=1e-12)
    hubs = compared.pairs.set_index(["a", "b"])
    assert hubs.loc[("maths", "tsh"), "adjusted"] > 0.5 > hubs.loc[("tsh", "trust"), "adjusted"]
