"""A school's multiple locals: by hand, by Python sets, and as its card says."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import UnknownKeyError
from footprints.legend.measures import list_measures, measure_schools
from footprints.locals.card import build_card, index_locals
from footprints.locals.multiplelocals import COLUMNS, measure_locals
from footprints.locals.neighbours import index_neighbours, measure_alignment
from footprints.scope import SCOPES
from tests.footprints.locals.test_contingency import make_held, make_places, places
from tests.footprints.slowlocals import SlowLocals, check_locals
from tests.footprints.smallengland import URNS, Built, England


def hold(**units: dict[str, range]) -> pd.DataFrame:
    """Make memberships from systems, their units and the urns of each."""
    return make_held(
        *(
            (urn, system, unit)
            for system, held in units.items()
            for unit, urns in held.items()
            for urn in urns
        )
    )


def test_the_vector_by_hand() -> None:
    # A = {a..f}, B = {d..k}: core {d, e, f}, reach all eleven, O = 0.5
    held = hold(la={"A": range(1, 7)}, tsh={"B": range(4, 12)})
    found = measure_locals(make_places(11), held)
    assert tuple(found.columns) == COLUMNS
    assert found.index.name == "urn"
    assert found.loc[4].tolist() == [2, 2, 2, 2, 3, 11, 3 / 11, 0.5]
    alone = found.loc[1]
    assert alone.iloc[:7].tolist() == [1, 1, 1, 1, 6, 6, 1]
    assert np.isnan(alone["bricolage"])


def test_russian_dolls_are_no_bricolage() -> None:
    held = hold(la={"A": range(1, 4)}, region={"R": range(1, 9)}, tsh={"H": range(1, 6)})
    found = measure_locals(make_places(8), held).loc[1]
    assert found[["n_distinct", "core", "reach", "bricolage"]].tolist() == [3, 3, 8, 0]


def test_sets_are_distinct_by_their_schools_and_merged_along_chains() -> None:
    # la is tsh; J(tsh, trust) = 9/10 = J(trust, lad) but J(tsh, lad) = 8/10
    held = hold(
        la={"A": range(1, 10)},
        tsh={"B": range(1, 10)},
        trust={"C": range(1, 11)},
        lad={"D": range(2, 11)},
        region={"R": range(1, 21)},
    )
    schools = make_places(20)
    found = measure_locals(schools, held).loc[2]
    assert found[["n_locals", "n_sets", "n_distinct", "n_distinct_tau"]].tolist() == [5, 5, 4, 2]
    strict = measure_locals(schools, held, tau=1.0)
    assert strict["n_distinct_tau"].equals(strict["n_distinct"].rename("n_distinct_tau"))
    assert measure_locals(schools, held, tau=0.0)["n_distinct_tau"].eq(1).all()


def test_each_unit_of_a_shared_area_is_a_set_of_its_own() -> None:
    held = hold(tsh={"P": range(1, 4), "Q": range(3, 7)}, la={"A": range(3, 5)})
    found = measure_locals(make_places(6), held).loc[3]
    # pairs: P with Q 1/3, P with A 1/2, Q with A 2/2
    assert found[["n_locals", "n_sets", "n_distinct", "core", "reach"]].tolist() == [2, 3, 3, 1, 6]
    assert found["bricolage"] == pytest.approx(1 - (1 / 3 + 1 / 2 + 1) / 3, abs=1e-15)


def test_a_school_out_of_scope_is_in_its_own_sets_and_in_nobody_elses() -> None:
    schools = make_places(4, type_group=[*["Academies"] * 3, "Independent schools"])
    held = hold(la={"A": range(1, 5)}, tsh={"P": [1, 4], "Q": [2, 3]}, ring={"R": [4]})
    found = measure_locals(schools, held)
    assert found.loc[4, ["n_locals", "n_distinct", "core", "reach"]].tolist() == [3, 3, 1, 4]
    # la {1, 2, 3, 4}, tsh {1, 4}, ring {4}: each in the one before
    assert found.loc[4, "bricolage"] == 0
    assert found.loc[1, ["core", "reach"]].tolist() == [1, 3]


def test_a_school_with_no_local_but_its_authority_and_one_with_none() -> None:
    held = pd.concat([hold(la={"A": range(1, 4)}, tsh={"P": [2]}), make_held((1, "tsh", ""))])
    found = measure_locals(make_places(4), held)
    assert found.loc[1].iloc[:7].tolist() == [1, 1, 1, 1, 3, 3, 1]
    assert np.isnan(found.loc[1, "bricolage"])
    assert found.loc[4, ["n_locals", "n_sets", "n_distinct", "n_distinct_tau"]].tolist() == [0] * 4
    assert found.loc[4, ["core", "reach", "core_reach", "bricolage"]].isna().all()


def test_core_and_reach_can_be_of_pupils() -> None:
    schools = make_places(4, pupils=[100.0, 50.0, None, 30.0])
    held = hold(la={"A": [1, 2, 3]}, tsh={"P": [2, 3, 4]}, trust={"T": [3]})
    found = measure_locals(schools, held, weight="pupils")
    assert found.loc[2, ["core", "reach", "core_reach"]].tolist() == [50, 180, 50 / 180]
    assert found.loc[2, "bricolage"] == 1 - 50 / 80
    # the trust has no known pupils: nothing to divide by, so only one pair is known
    assert found.loc[3, ["core", "reach", "n_distinct"]].tolist() == [0, 180, 3]
    assert found.loc[3, "bricolage"] == 1 - 50 / 80


@pytest.mark.parametrize("weight", ["schools", "pupils"])
@pytest.mark.parametrize("scope", SCOPES)
def test_small_england_equals_python_sets(built: Built, scope: str, weight: Any) -> None:
    schools = built.schools.assign(pupils=built.schools["urn"].mod(7).mul(30.0))
    for systems in (None, ["la", "maths", "trust"]):
        options = {"scope": scope, "systems": systems, "weight": weight}
        found = measure_locals(schools, built.memberships, **options)
        check_locals(found, SlowLocals(schools, built.memberships, **options), URNS, tau=0.9)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_card_says_the_same(built: Built, england: England, scope: str) -> None:
    index = index_locals(built.schools, built.memberships, england.units, scope=scope)
    alignment = measure_alignment(index.neighbours)
    found = measure_locals(built.schools, built.memberships, scope=scope, alignment=alignment)
    for urn in URNS:
        card, told = build_card(urn, built.schools, index), found.loc[urn]
        assert told["n_locals"] == card.locals["system"].nunique()
        assert told["n_sets"] == len(card.locals)
        assert told["bricolage"] == pytest.approx(1 - card.overlaps["overlap"].mean(), nan_ok=True)
        for local in card.locals.itertuples():
            share = told[f"alignment_{local.system}"]
            assert share == pytest.approx(local.alignment, nan_ok=True)


def test_the_measure_on_the_map_counts_the_same_locals(built: Built, england: England) -> None:
    listed = list_measures(england.systems, england.units)
    shown = measure_schools(listed["locals"], built.schools, built.memberships, england.units)
    found = measure_locals(built.schools, built.memberships)["n_locals"]
    assert shown.sort_index().astype("int64").tolist() == found.tolist()


def test_alignment_is_joined_for_the_systems_that_count(built: Built) -> None:
    index = index_neighbours(built.schools, built.memberships)
    alignment = measure_alignment(index)
    every = measure_locals(built.schools, built.memberships, alignment=alignment)
    assert list(every.columns) == [*COLUMNS, *(f"alignment_{s}" for s in alignment)]
    one = measure_locals(
        built.schools.query("urn > 103"), built.memberships, systems=["la"], alignment=alignment
    )
    assert list(one.columns) == [*COLUMNS, "alignment_la"]
    assert one["alignment_la"].equals(alignment.loc[104:, "la"].rename("alignment_la"))


def test_an_empty_selection_has_the_same_columns(built: Built) -> None:
    whole = measure_locals(built.schools, built.memberships)
    for schools, memberships in product(
        (built.schools, built.schools.iloc[:0]), (built.memberships, built.memberships.iloc[:0])
    ):
        found = measure_locals(schools, memberships)
        assert len(found) == len(schools)
        pd.testing.assert_series_equal(found.dtypes, whole.dtypes)
    assert measure_locals(built.schools, built.memberships, systems=[])["n_locals"].eq(0).all()


def test_an_unknown_scope_or_weight_is_refused(built: Built) -> None:
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        measure_locals(built.schools, built.memberships, scope="rich")
    with pytest.raises(UnknownKeyError, match=r"`weight` must be one of .*, got 'money'"):
        measure_locals(built.schools, built.memberships, weight="money")  # type: ignore[arg-type]


def test_nothing_given_is_changed(built: Built) -> None:
    alignment = measure_alignment(index_neighbours(built.schools, built.memberships))
    tables = built.schools, built.memberships, alignment
    before = [table.copy() for table in tables]
    measure_locals(built.schools, built.memberships, alignment=alignment, weight="pupils")
    for table, copy in zip(tables, before, strict=True):
        assert table.equals(copy)


@settings(max_examples=80)
@given(place=places(), weight=st.sampled_from(["schools", "pupils"]), tau=st.floats(0, 1))
def test_any_place_equals_python_sets_and_keeps_the_bounds(
    place: tuple[pd.DataFrame, pd.DataFrame], weight: Any, tau: float
) -> None:
    found = measure_locals(*place, weight=weight, tau=tau)
    check_locals(found, SlowLocals(*place, weight=weight), place[0]["urn"], tau)
    for column in ("core_reach", "bricolage"):
        assert found[column].dropna().between(0, 1).all()
    assert (found["n_distinct_tau"] <= found["n_distinct"]).all()
    assert (found["n_distinct"] <= found["n_sets"]).all()
    assert (found["n_locals"] <= found["n_sets"]).all()
    assert (found["core"].dropna() <= found["reach"].dropna()).all()


@settings(max_examples=30)
@given(place=places(), random=st.randoms(use_true_random=False))
def test_row_order_and_the_names_of_units_and_systems_change_nothing(
    place: tuple[pd.DataFrame, pd.DataFrame], random: Any
) -> None:
    schools, held = place
    found = measure_locals(schools, held)
    rows, lines = list(range(len(schools))), list(range(len(held)))
    random.shuffle(rows)
    random.shuffle(lines)
    mixed = measure_locals(schools.iloc[rows], held.iloc[lines])
    pd.testing.assert_frame_equal(mixed, found, check_exact=True)
    renamed = held.assign(
        system=held["system"].map({"la": "z", "lad": "y", "trust": "x", "tsh": "w"}),
        unit_id=held["unit_id"].map({"A": "c", "B": "b", "C": "a"}),
    )
    other = measure_locals(schools, renamed)
    pd.testing.assert_frame_equal(other, found, rtol=0, atol=1e-12)
