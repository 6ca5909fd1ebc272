"""Unit against unit: the vector, the laws, and sets of schools as a second route."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.errors import UnknownKeyError
from footprints.locals.contingency import arrange_incidence, count_contingency, tabulate_overlaps
from footprints.locals.overlap import measure_overlap
from footprints.scope import SCOPES
from tests.footprints.slowlocals import SlowLocals, check_overlaps
from tests.footprints.smallengland import Built, make_schools

SHARES = ["jaccard", "overlap", "containment_a", "containment_b"]


def make_held(*rows: tuple[int, str, str]) -> pd.DataFrame:
    """Make memberships; a unit named "" is none."""
    table = pd.DataFrame(rows, columns=["urn", "system", "unit_id"])
    none = table["unit_id"].eq("")
    return table.assign(
        unit_id=table["unit_id"].mask(none), certainty=np.where(none, "none", "listed")
    )


def make_places(n: int, **columns: list[Any]) -> pd.DataFrame:
    """Make n state-funded schools with urns from 1."""
    kind = {"type_group": "Academies", "type": "Academy converter", "phase": "Primary"}
    rows = [
        {"urn": at + 1, **kind, **{name: values[at] for name, values in columns.items()}}
        for at in range(n)
    ]
    return pd.DataFrame(make_schools(rows))


@pytest.fixture
def vector() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The vector of METRICS section 1: A = {a..f}, B = {d..k}; schools 1 to 11."""
    rows = [(urn, "la", "A") for urn in range(1, 7)] + [(urn, "tsh", "B") for urn in range(4, 12)]
    return make_places(11), make_held(*rows, (1, "tsh", ""))


def test_the_vector(vector: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    overlaps = tabulate_overlaps(*vector)
    (row,) = overlaps.table.to_dict("records")
    assert [row[name] for name in ("a", "a_unit", "b", "b_unit")] == ["la", "A", "tsh", "B"]
    assert (row["n_a"], row["n_b"], row["n_shared"], row["nests"]) == (6, 8, 3, "")
    told = [round(row[name], 6) for name in SHARES]
    assert told == [0.272727, 0.5, 0.5, 0.375]
    pair = measure_overlap("abcdef", "defghijk")
    assert (row["jaccard"], row["overlap"]) == (pair.jaccard, pair.overlap)
    assert (overlaps.scope, overlaps.systems) == ("state_funded", ("la", "tsh"))
    assert (overlaps.weight, overlaps.n_schools, overlaps.n_unstated) == ("schools", 11, 0)


def test_pupils_are_counted_and_those_not_stated_are_told() -> None:
    schools = make_places(4, pupils=[100.0, 50.0, None, 30.0], type_group=["Academies"] * 4)
    held = make_held(
        (1, "la", "A"), (2, "la", "A"), (3, "la", "A"), (2, "tsh", "B"), (4, "tsh", "B"),
        (3, "trust", "T"),
    )  # fmt: skip
    overlaps = tabulate_overlaps(schools, held, weight="pupils")
    assert (overlaps.weight, overlaps.n_schools, overlaps.n_unstated) == ("pupils", 4, 1)
    table = overlaps.table.set_index(["a_unit", "b_unit"])
    assert table.loc[("A", "B"), ["n_a", "n_b", "n_shared"]].tolist() == [150, 80, 50]
    assert table.loc[("A", "B"), "jaccard"] == 50 / 180
    # a trust whose only school states no pupils still shares that school
    empty = table.loc[("A", "T")]
    assert empty[["n_a", "n_b", "n_shared", "jaccard", "containment_a"]].tolist() == [
        150, 0, 0, 0, 0,
    ]  # fmt: skip
    assert np.isnan(empty["overlap"])
    assert np.isnan(empty["containment_b"])
    assert empty["nests"] == ""


def test_shared_schools_count_in_each_unit_and_units_of_one_system_are_not_paired() -> None:
    held = make_held((1, "tsh", "P"), (1, "tsh", "Q"), (2, "tsh", "Q"), (1, "la", "A"))
    table = tabulate_overlaps(make_places(2), held).table
    assert table[["a_unit", "b_unit", "n_shared", "nests"]].to_numpy().tolist() == [
        ["A", "P", 1, "both"],
        ["A", "Q", 1, "a in b"],
    ]
    incidence = arrange_incidence(make_places(2), held)
    shared = count_contingency(incidence, incidence.weights).toarray()
    assert shared.tolist() == [[1, 1, 1], [1, 1, 1], [1, 1, 2]]


@pytest.mark.parametrize(("n_shared", "nests"), [(19, "a in b"), (18, "")])
def test_a_unit_nests_from_95_percent(n_shared: int, nests: str) -> None:
    outside = [(urn, "tsh", "B") for urn in range(n_shared + 1, 42)][20 - n_shared :]
    rows = [(urn, "la", "A") for urn in range(1, 21)]
    inside = [(urn, "tsh", "B") for urn in range(1, n_shared + 1)]
    (row,) = tabulate_overlaps(make_places(41), make_held(*rows, *inside, *outside)).table.to_dict(
        "records"
    )
    assert (row["n_a"], row["n_shared"]) == (20, n_shared)
    assert row["containment_a"] == n_shared / 20
    assert row["nests"] == nests


def test_schools_out_of_scope_and_unknown_ones_do_not_count(
    vector: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    schools, held = vector
    independent = schools.assign(
        type_group=schools["type_group"].mask(schools["urn"].eq(4), "Independent schools")
    )
    (row,) = tabulate_overlaps(independent, held).table.to_dict("records")
    assert (row["n_a"], row["n_b"], row["n_shared"]) == (5, 7, 2)
    (row,) = tabulate_overlaps(independent, held, scope="all").table.to_dict("records")
    assert (row["n_a"], row["n_b"], row["n_shared"]) == (6, 8, 3)
    (row,) = tabulate_overlaps(schools[schools["urn"] < 7], held).table.to_dict("records")
    assert (row["n_a"], row["n_b"], row["n_shared"]) == (6, 3, 3)


def test_only_the_systems_asked_for_count(vector: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    assert tabulate_overlaps(*vector, systems=["la", "unheard of"]).systems == ("la",)
    assert tabulate_overlaps(*vector, systems=["la"]).table.empty
    assert len(tabulate_overlaps(*vector, systems=["la", "tsh"]).table) == 1


@pytest.mark.parametrize("weight", ["schools", "pupils"])
def test_an_empty_selection_has_the_same_columns(
    vector: tuple[pd.DataFrame, pd.DataFrame], weight: Any
) -> None:
    schools, held = vector
    whole = tabulate_overlaps(schools, held, weight=weight).table
    for nobody in (
        tabulate_overlaps(schools.iloc[:0], held, weight=weight),
        tabulate_overlaps(schools, held.iloc[:0], weight=weight),
        tabulate_overlaps(schools.iloc[:0], held.iloc[:0], weight=weight),
    ):
        assert nobody.table.empty
        assert nobody.systems == ()
        pd.testing.assert_series_equal(nobody.table.dtypes, whole.dtypes)


def test_an_unknown_scope_or_weight_is_refused(vector: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    with pytest.raises(UnknownKeyError, match="`scope` must be one of"):
        tabulate_overlaps(*vector, scope="rich")
    with pytest.raises(UnknownKeyError, match=r"`weight` must be one of .*, got 'money'"):
        tabulate_overlaps(*vector, weight="money")  # type: ignore[arg-type]


def test_a_membership_given_twice_counts_once(vector: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    schools, held = vector
    twice = tabulate_overlaps(schools, pd.concat([held, held])).table
    pd.testing.assert_frame_equal(twice, tabulate_overlaps(schools, held).table)


def test_nothing_given_is_changed(built: Built) -> None:
    before = built.schools.copy(), built.memberships.copy()
    tabulate_overlaps(built.schools, built.memberships, weight="pupils")
    assert built.schools.equals(before[0])
    assert built.memberships.equals(before[1])


@pytest.mark.parametrize("weight", ["schools", "pupils"])
@pytest.mark.parametrize("scope", SCOPES)
def test_small_england_equals_python_sets(built: Built, scope: str, weight: Any) -> None:
    schools = built.schools.assign(pupils=built.schools["urn"].mod(7).mul(30.0))
    schools.loc[schools["urn"].eq(102), "pupils"] = np.nan
    found = tabulate_overlaps(schools, built.memberships, scope=scope, weight=weight)
    check_overlaps(found.table, SlowLocals(schools, built.memberships, scope, weight=weight))


UNITS = st.sampled_from(["", "A", "B", "C", "AB", "BC"])


@st.composite
def places(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw up to 20 schools, some independent, in up to two units of each of four systems."""
    n = draw(st.integers(0, 20))
    groups = st.sampled_from(["Academies", "Academies", "Independent schools"])
    pupils = st.one_of(st.none(), st.integers(0, 300).map(float))
    schools = make_places(
        n,
        type_group=draw(st.lists(groups, min_size=n, max_size=n)),
        pupils=draw(st.lists(pupils, min_size=n, max_size=n)),
    )
    rows = []
    for urn, system in product(range(1, n + 1), ("la", "lad", "trust", "tsh")):
        rows += [(urn, system, unit) for unit in draw(UNITS) or [""]]
    return schools, make_held(*rows)


@settings(max_examples=60)
@given(place=places(), weight=st.sampled_from(["schools", "pupils"]))
def test_any_place_equals_python_sets_and_keeps_the_bounds(
    place: tuple[pd.DataFrame, pd.DataFrame], weight: Any
) -> None:
    table = tabulate_overlaps(*place, weight=weight).table
    check_overlaps(table, SlowLocals(*place, weight=weight))
    shares = table[SHARES].fillna(0)
    assert shares.to_numpy().min(initial=0) >= 0
    assert shares.to_numpy().max(initial=0) <= 1
    assert (shares["jaccard"] <= shares["overlap"]).all()
    assert (shares[["containment_a", "containment_b"]].max(axis=1) == shares["overlap"]).all()


@settings(max_examples=30)
@given(place=places(), random=st.randoms(use_true_random=False))
def test_row_order_and_the_names_of_units_and_systems_change_nothing(
    place: tuple[pd.DataFrame, pd.DataFrame], random: Any
) -> None:
    schools, held = place
    found = tabulate_overlaps(schools, held).table
    rows, lines = list(range(len(schools))), list(range(len(held)))
    random.shuffle(rows)
    random.shuffle(lines)
    mixed = tabulate_overlaps(schools.iloc[rows], held.iloc[lines]).table
    pd.testing.assert_frame_equal(mixed, found)
    systems = {"la": "z", "lad": "y", "trust": "x", "tsh": "w"}
    renamed = held.assign(
        system=held["system"].map(systems),
        unit_id=held["unit_id"].map({"A": "c", "B": "b", "C": "a"}),
    )
    # the names turn the order round, and so each pair: B is now A
    other = tabulate_overlaps(schools, renamed).table
    turned = {
        "n_a": "n_b", "n_b": "n_a", "containment_a": "containment_b",
        "containment_b": "containment_a",
    }  # fmt: skip
    back = other.rename(columns=turned).sort_values([*SHARES, "n_a", "n_b"], ignore_index=True)
    same = found.sort_values([*SHARES, "n_a", "n_b"], ignore_index=True)
    numbers = ["n_a", "n_b", "n_shared", *SHARES]
    pd.testing.assert_frame_equal(back[numbers], same[numbers])


@settings(max_examples=30)
@given(whole=st.lists(st.sampled_from("AB"), min_size=1, max_size=15), data=st.data())
def test_a_refinement_nests(whole: list[str], data: st.DataObject) -> None:
    parts = [unit + data.draw(st.sampled_from("12")) for unit in whole]
    rows = [
        row
        for urn, (coarse, fine) in enumerate(zip(whole, parts, strict=True), start=1)
        for row in ((urn, "coarse", coarse), (urn, "fine", fine))
    ]
    table = tabulate_overlaps(make_places(len(whole)), make_held(*rows)).table
    assert table["b_unit"].str[0].eq(table["a_unit"]).all()
    assert table["containment_b"].eq(1).all()
    assert table["overlap"].eq(1).all()
    assert table["nests"].isin(["b in a", "both"]).all()
