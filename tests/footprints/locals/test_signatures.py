"""Signatures as numbers: equal exactly where the sets of units are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from footprints.locals.signatures import (
    NO_UNIT,
    code_units,
    count_twins,
    find_first,
    have_common,
    join_codes,
    leave_one_out,
    number_rows,
    sign,
)

URNS = np.array([11, 12, 13, 14, 15])
HELD = [
    (11, "tsh", "A"), (11, "tsh", "B"), (12, "tsh", "B"), (12, "tsh", "A"), (13, "tsh", "B"),
    (11, "trust", "A"), (15, "trust", "Z"),
]  # fmt: skip


def make_memberships(held: list[tuple[int, str, str | None]]) -> pd.DataFrame:
    """Make the table; no unit means certainty `none`."""
    table = pd.DataFrame(held, columns=["urn", "system", "unit_id"])
    return table.assign(certainty=np.where(table["unit_id"].isna(), "none", "listed"))


def test_units_stand_side_by_side_for_a_school_that_shares_several() -> None:
    units = code_units(make_memberships([*HELD, (14, "tsh", None), (11, "none", None)]), URNS)
    assert list(units) == ["none", "trust", "tsh"]
    assert {system: codes.shape for system, codes in units.items()} == {
        "none": (5, 1), "trust": (5, 1), "tsh": (5, 2),
    }  # fmt: skip
    a, b = sorted(units["tsh"][0])
    assert units["tsh"].tolist()[:2] == [[a, b]] * 2
    assert units["tsh"][2].max() == units["tsh"][2][0]
    assert (units["tsh"][3:] == NO_UNIT).all()
    assert (units["none"] == NO_UNIT).all()


def test_a_signature_has_one_entry_for_each_system() -> None:
    signatures = sign(code_units(make_memberships(HELD), URNS), ["tsh", "trust"], 5)
    tsh, trust = signatures.T
    assert tsh[0] == tsh[1] != tsh[2]
    assert (tsh[3:] == NO_UNIT).all()
    assert trust[0] != trust[4]
    assert (trust[1:4] == NO_UNIT).all()


def test_a_signature_of_no_system_is_empty() -> None:
    assert sign({}, [], 3).shape == (3, 0)
    twins, near = count_twins(sign({}, [], 3), np.ones(3, dtype="bool"))
    assert twins.tolist() == near.tolist() == [0, 0, 0]


def test_lacking_a_unit_is_nothing_in_common() -> None:
    none = np.array([[NO_UNIT, NO_UNIT]])
    assert not have_common(none, none).any()


def test_twins_and_near_twins_by_hand() -> None:
    # three systems; the last two schools have nothing but an absence in common
    signatures = np.array([[1, 1, 1], [1, 1, 1], [1, 1, 2], [1, 2, 2], [9, -1, -1], [8, -1, -1]])
    twins, near = count_twins(signatures, np.ones(6, dtype="bool"))
    assert twins.tolist() == [1, 1, 0, 0, 0, 0]
    assert near.tolist() == [1, 1, 3, 1, 0, 0]


def test_a_school_outside_counts_twins_and_is_not_counted() -> None:
    signatures = np.array([[1, 1], [1, 1], [1, 2]])
    twins, near = count_twins(signatures, np.array([True, False, True]))
    assert twins.tolist() == [0, 1, 0]
    assert near.tolist() == [1, 1, 1]


def test_schools_without_any_unit_are_not_twins() -> None:
    twins, near = count_twins(np.full((4, 3), NO_UNIT), np.ones(4, dtype="bool"))
    assert not twins.any()
    assert not near.any()


codes = st.tuples(st.integers(1, 14), st.integers(1, 4)).flatmap(
    lambda shape: arrays("int64", shape, elements=st.integers(NO_UNIT, 2))
)


@given(codes)
def test_joined_codes_are_equal_where_all_columns_are(signatures: np.ndarray) -> None:
    joined = join_codes(signatures.T, len(signatures))
    same = (signatures[:, None] == signatures[None]).all(axis=2)
    assert ((joined[:, None] == joined[None]) == same).all()
    assert 0 <= joined.min() <= joined.max() < len(signatures)


@given(codes)
def test_leaving_one_out_is_joining_the_others(signatures: np.ndarray) -> None:
    for j, others in enumerate(leave_one_out(signatures).T):
        rest = np.delete(signatures, j, axis=1)
        held = (rest != NO_UNIT).any(axis=1)
        same = (rest[:, None] == rest[None]).all(axis=2)
        assert ((others != NO_UNIT) == held).all()
        assert ((others[:, None] == others[None]) == same)[np.ix_(held, held)].all()


@given(codes, st.randoms(use_true_random=False))
def test_counting_by_groups_equals_comparing_pairs(
    signatures: np.ndarray,
    random: object,
) -> None:
    inside = np.array([random.random() < 0.7 for _ in signatures])  # type: ignore[attr-defined]
    same = signatures[:, None] == signatures[None]
    in_common = (same & (signatures != NO_UNIT)[None]).any(axis=2) & inside[None]
    np.fill_diagonal(in_common, val=False)
    n_same, s = same.sum(axis=2), signatures.shape[1]
    twins, near = count_twins(signatures, inside)
    assert twins.tolist() == (in_common & (n_same == s)).sum(axis=1).tolist()
    assert near.tolist() == (in_common & (n_same == s - 1)).sum(axis=1).tolist()


@pytest.mark.parametrize("n", [0, 1])
def test_few_schools_are_no_trouble(n: int) -> None:
    twins, near = count_twins(np.zeros((n, 2), dtype="int64"), np.ones(n, dtype="bool"))
    assert twins.tolist() == near.tolist() == [0] * n


@given(st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=1, max_size=12))
def test_rows_of_a_sparse_table_have_one_number_where_they_are_equal(
    rows: list[tuple[int, ...]],
) -> None:
    numbers = number_rows(sparse.csr_array(np.array(rows)))
    seen = list(dict.fromkeys(rows))
    assert numbers.tolist() == [seen.index(row) for row in rows]
    assert find_first(numbers).tolist() == [rows.index(row) for row in seen]
