"""The combinations of choices, their words, and ranges over them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.choices import (
    SHORT_SCOPES,
    Choice,
    leave_lone_trusts_out,
    list_choices,
    range_indices,
    say_choices,
)
from footprints.scope import SCOPES

VALUES = st.one_of(st.just(np.nan), st.floats(-5, 5))
ROWS = st.lists(st.tuples(st.integers(1, 4), VALUES), max_size=30)


def test_every_combination_is_there_once() -> None:
    choices = list_choices()
    assert len(choices) == len(set(choices)) == len(SCOPES) * 2 * 2
    assert Choice("state_funded", "schools", single_trusts=True) in choices
    assert {choice.scope for choice in choices} == set(SCOPES)


def test_each_scope_has_a_short_name() -> None:
    assert [*SHORT_SCOPES] == [*SCOPES]


def test_only_what_differs_is_named() -> None:
    assert say_choices(list_choices()) == (
        "12 choices: all open schools, the state-funded ones or those of primary age; counting "
        "schools or pupils; with and without trusts of one school"
    )
    six = list_choices(weights=["schools"])
    assert "counting" not in say_choices(six)
    assert say_choices(six).startswith("6 choices: ")


def test_a_trust_that_holds_one_school_is_taken_out_and_nothing_else() -> None:
    rows = [
        (1, "trust", "T", "listed"),
        (2, "trust", "U", "listed"),
        (3, "trust", "U", "listed"),
        # a unit of one school, and of the trust's name, in another system
        (1, "la", "T", "designated"),
        # of two rows one says that the school is not in the trust
        (4, "trust", "V", "listed"),
        (5, "trust", "V", "none"),
    ]
    held = pd.DataFrame(rows, columns=["urn", "system", "unit_id", "certainty"])
    kept = leave_lone_trusts_out(held)
    assert kept[["urn", "system"]].to_numpy().tolist() == [[2, "trust"], [3, "trust"], [1, "la"]]
    assert len(held) == len(rows)


@given(ROWS)
def test_the_range_is_that_of_the_values_there_are(rows: list[tuple[int, float]]) -> None:
    varied = pd.DataFrame(rows, columns=["urn", "core"]).astype({"core": "float64"})
    found = range_indices(varied, "urn", ["core"])
    assert found.index.tolist() == list(dict.fromkeys(urn for urn, _ in rows))
    for urn, row in found.iterrows():
        known = [value for one, value in rows if one == urn and not np.isnan(value)]
        assert row["core_defined"] == len(known)
        ends = [min(known), max(known)] if known else [np.nan, np.nan]
        assert row[["core_low", "core_high"]].tolist() == pytest.approx(ends, nan_ok=True)


def test_things_are_told_apart_by_columns_or_levels_even_without_a_name() -> None:
    varied = pd.DataFrame({"a": ["x", None, "x", None], "b": "y", "v": [1.0, 2.0, 3.0, np.nan]})
    by_column = range_indices(varied, ["a", "b"], ["v"])
    assert by_column.to_numpy().tolist() == [[1, 3, 2], [2, 2, 1]]
    by_level = range_indices(varied.set_index(["a", "b"]), ["a", "b"], ["v"])
    pd.testing.assert_frame_equal(by_level, by_column)
