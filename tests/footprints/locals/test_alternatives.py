"""Every number of a school's locals under each choice, and its range, by Python sets."""

from math import isnan

import pandas as pd
import pytest
from hypothesis import assume, given, settings

from footprints.choices import Choice
from footprints.locals.alternatives import (
    CHOICES,
    COUNTS,
    NEAR_CHOICES,
    SHARES,
    SIZES,
    measure_ranges,
    range_locals,
    vary_alignment,
    vary_locals,
)
from footprints.locals.contingency import Weight
from footprints.locals.multiplelocals import measure_locals
from footprints.locals.neighbours import index_neighbours, measure_alignment
from footprints.scope import in_scope
from footprints.systems.labels import find_lone_trusts
from tests.footprints.locals.test_contingency import make_held, make_places, places
from tests.footprints.slowlocals import SlowLocals, check_locals
from tests.footprints.smallengland import URNS, Built

NUMBERS = (*COUNTS, *SIZES, *SHARES)


@pytest.fixture(scope="module")
def lone() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five schools of an authority; 1 alone in its trust, 2 and 3 in one; 5 independent."""
    schools = make_places(
        5,
        pupils=[100.0, 200.0, 300.0, None, 50.0],
        type_group=[*["Academies"] * 4, "Independent schools"],
    )
    held = make_held(
        *((urn, "la", "A") for urn in range(1, 6)),
        (1, "trust", "T"),
        (2, "trust", "U"),
        (3, "trust", "U"),
    )
    return schools, held


def test_the_range_by_hand(lone: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    found = range_locals(vary_locals(*lone))
    assert found.index.tolist() == [1, 2, 3, 4, 5]
    first = found.loc[1]
    # alone in its trust: a core of 1; without it all of the authority, of which 5 may count
    assert first[["n_locals_low", "n_locals_high"]].tolist() == [1, 2]
    assert first[["core_low", "core_high", "core_defined"]].tolist() == [1, 5, 6]
    assert first[["reach_low", "reach_high"]].tolist() == [4, 5]
    # of 650 pupils with the independent school, 100 of its own
    assert first[["core_reach_low", "core_reach_high"]].tolist() == [100 / 650, 1]
    # one set is left where the trust is none
    assert first[["bricolage_low", "bricolage_high", "bricolage_defined"]].tolist() == [0, 0, 6]
    assert found.loc[2, ["core_low", "core_high"]].tolist() == [2, 2]
    # nothing to compare under any choice
    alone = found.loc[4, ["bricolage_low", "bricolage_high", "bricolage_defined"]]
    assert alone.isna().tolist() == [True, True, False]
    assert alone["bricolage_defined"] == 0


def test_core_and_reach_are_ranged_in_one_weight(
    lone: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    found = range_locals(vary_locals(*lone), weight="pupils").loc[1]
    assert found[["core_low", "core_high", "core_defined"]].tolist() == [100, 650, 6]
    assert found[["reach_low", "reach_high"]].tolist() == [600, 650]


def test_a_school_with_no_local_has_no_range() -> None:
    found = range_locals(vary_locals(make_places(2), make_held((1, "la", "A")))).loc[2]
    assert (
        found[["n_locals_low", "n_locals_high", "core_defined", "bricolage_defined"]].eq(0).all()
    )
    assert found[["core_low", "core_high", "reach_low", "core_reach_high"]].isna().all()


@pytest.mark.parametrize(("pupils", "n_defined"), [(10.0, 6), (None, 3)])
def test_a_school_whose_only_local_is_its_own_trust_is_defined_by_half_the_choices(
    pupils: float | None, n_defined: int
) -> None:
    held = make_held((1, "trust", "T"))
    found = range_locals(vary_locals(make_places(1, pupils=[pupils]), held)).loc[1]
    assert found[["core_low", "core_high", "core_defined"]].tolist() == [1, 1, 3]
    # of no known pupils there is no share
    assert found["core_reach_defined"] == n_defined
    assert found[["n_locals_low", "n_locals_high"]].tolist() == [0, 1]


def check_choices(schools: pd.DataFrame, held: pd.DataFrame) -> None:
    """Compare every choice, and the range, with sets of urns."""
    varied = vary_locals(schools, held)
    alone = held["system"].eq("trust") & held["unit_id"].isin(find_lone_trusts(held))
    told: list[tuple[Choice, SlowLocals]] = []
    for choice in CHOICES:
        rows = held if choice.single_trusts else held[~alone]
        slow = SlowLocals(schools, rows, choice.scope, weight=choice.weight)
        told.append((choice, slow))
        check_locals(varied.xs(choice, level=Choice._fields), slow, schools["urn"], tau=0.9)
    for weight in ("schools", "pupils"):
        check_ranges(range_locals(varied, weight=weight), told, schools["urn"], weight)


def check_ranges(
    found: pd.DataFrame, told: list[tuple[Choice, SlowLocals]], urns: pd.Series, weight: Weight
) -> None:
    """Compare the ranges with the least and most of what the sets say."""
    for urn in urns:
        measured = [(choice, slow.measure(urn)) for choice, slow in told]
        for number in NUMBERS:
            values = [
                row[number]
                for choice, row in measured
                if not isnan(row[number]) and (number not in SIZES or choice.weight == weight)
            ]
            ends = found.loc[urn, [f"{number}_low", f"{number}_high"]].tolist()
            expected = [min(values), max(values)] if values else [float("nan")] * 2
            assert ends == pytest.approx(expected, abs=1e-12, nan_ok=True)
            if number not in COUNTS:
                assert found.loc[urn, f"{number}_defined"] == len(values)


def test_small_england_equals_python_sets_under_every_choice(built: Built) -> None:
    schools = built.schools.assign(pupils=built.schools["urn"].mod(7).mul(30.0))
    check_choices(schools, built.memberships)


@settings(max_examples=15)
@given(place=places())
def test_any_place_equals_python_sets_under_every_choice(
    place: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    assume(len(place[0]))
    check_choices(*place)


@pytest.mark.parametrize("weight", ["schools", "pupils"])
def test_what_is_measured_by_any_choice_lies_in_its_range(built: Built, weight: Weight) -> None:
    ranges = range_locals(vary_locals(built.schools, built.memberships), weight=weight)
    for scope in ("all", "state_funded", "primary_age"):
        found = measure_locals(built.schools, built.memberships, scope=scope, weight=weight)
        for number in NUMBERS:
            value, at = found[number], ranges.index
            inside = value.between(ranges[f"{number}_low"], ranges[f"{number}_high"])
            assert (inside | value.isna()).loc[at].all(), (scope, number)
    assert ranges.index.tolist() == URNS


def test_alignment_is_ranged_over_scopes_primary_age_for_those_of_it(built: Built) -> None:
    schools, held = built.schools, built.memberships
    young = in_scope(schools, "primary_age").set_axis(schools["urn"])
    asked = {
        scope: measure_alignment(index_neighbours(schools, held, scope=scope))
        for scope in ("all", "state_funded", "primary_age")
    }
    asked["primary_age"][~young] = float("nan")
    varied = vary_alignment(schools, held)
    for choice in NEAR_CHOICES:
        found = varied.xs(choice, level=Choice._fields)
        pd.testing.assert_frame_equal(found, asked[choice.scope])
    ranges = measure_ranges(schools, held)
    for system in asked["all"].columns:
        values = pd.DataFrame({scope: one[system] for scope, one in asked.items()})
        told = ranges.loc[values.index]
        assert told[f"alignment_{system}_low"].to_numpy() == pytest.approx(
            values.min(axis=1).to_numpy(), nan_ok=True
        )
        assert told[f"alignment_{system}_high"].to_numpy() == pytest.approx(
            values.max(axis=1).to_numpy(), nan_ok=True
        )
        assert told[f"alignment_{system}_defined"].tolist() == values.count(axis=1).tolist()
    # 102 is a secondary, 106 a primary, each with neighbours and an authority
    assert ranges.loc[[102, 106], "alignment_la_defined"].tolist() == [2, 3]


def test_all_ranges_stand_side_by_side(built: Built) -> None:
    found = measure_ranges(built.schools, built.memberships, systems=["la"], weight="pupils")
    sizes = range_locals(
        vary_locals(built.schools, built.memberships, systems=["la"]), weight="pupils"
    )
    pd.testing.assert_frame_equal(found[sizes.columns], sizes)
    near = [f"alignment_la_{end}" for end in ("low", "high", "defined")]
    assert [*found.columns.drop(sizes.columns)] == near


def test_systems_are_those_asked_for_and_inputs_are_kept(built: Built) -> None:
    before = built.memberships.copy()
    few = range_locals(vary_locals(built.schools, built.memberships, systems=["la", "trust"]))
    assert few["n_locals_high"].max() == 2
    assert built.memberships.equals(before)


def test_no_school_is_no_row_and_no_error(built: Built) -> None:
    none = range_locals(vary_locals(built.schools.iloc[:0], built.memberships))
    assert none.empty
    assert "core_reach_defined" in none.columns
