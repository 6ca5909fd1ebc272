"""The nearest base, while bases open and close."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.membership.bases import BaseIndex, infer_memberships
from footprints.membership.memberships import stack_memberships
from tests.footprints.smallengland import URNS, England

metres = st.integers(0, 20)
names = st.sampled_from("abcde")
changes = st.lists(st.tuples(st.booleans(), names, metres, metres), max_size=15)


def find(bases: BaseIndex, *points: tuple[float, float]) -> list[str | None]:
    east, north = (np.array(axis, dtype="float64") for axis in zip(*points, strict=True))
    return list(bases.find_nearest(east, north))


def test_the_nearest_open_base_is_found_and_moves_and_closes() -> None:
    bases = BaseIndex()
    assert find(bases, (0, 0)) == [None]
    bases.open([("west", 0, 0), ("east", 10, 0)])
    assert len(bases) == 2
    assert find(bases, (4, 0), (6, 0), (math.nan, 0), (0, math.nan)) == [
        "west",
        "east",
        None,
        None,
    ]
    bases.open([("west", 7, 0)])
    assert len(bases) == 2
    assert find(bases, (6, 0)) == ["west"]
    bases.close(["west", "nobody", "west"])
    assert len(bases) == 1
    assert find(bases, (0, 0)) == ["east"]


def test_bases_without_a_place_are_not_open(england: England) -> None:
    units = england.units[england.units["system"] == "maths"]
    before = units.copy()
    bases = BaseIndex(units)
    assert len(bases) == 5
    assert find(bases, (404_000, 306_000)) == ["M1"]
    pd.testing.assert_frame_equal(units, before)


@settings(max_examples=60)
@given(changes=changes, at=st.tuples(metres, metres))
def test_the_nearest_equals_that_of_a_loop(
    changes: list[tuple[bool, str, int, int]], at: tuple[int, int]
) -> None:
    bases, there = BaseIndex(), {}
    for opens, name, east, north in changes:
        if opens:
            bases.open([(name, east, north)])
            there[name] = (east, north)
        else:
            bases.close([name])
            there.pop(name, None)
    assert len(bases) == len(there)
    (found,) = find(bases, at)
    far = {name: math.dist(at, place) for name, place in there.items()}
    if not far:
        assert found is None
    else:
        # of bases equally near, any
        assert far[found] == pytest.approx(min(far.values()))


def test_inferred_memberships_say_that_nobody_published_them(england: England) -> None:
    units = england.units[england.units["system"] == "maths"]
    inferred = infer_memberships(england.establishments, "maths", BaseIndex(units))
    told = inferred.set_index("urn")
    assert told.index.tolist() == URNS
    # 103, 106 and 109 lie equally near to two bases or three
    sure = {101: "M1", 102: "M2", 104: "M3", 105: "M5", 107: "M3", 108: "M4", 110: "M1"}
    sure |= {111: "M3", 115: "M3"}
    assert told["unit_id"].dropna().drop([103, 106, 109]).to_dict() == sure
    assert set(told.loc[[112, 113, 114], "certainty"]) == {"none"}
    assert told.loc[101, "certainty"] == "inferred"
    assert "nobody has published this" in told.loc[101, "reason"]
    assert len(stack_memberships([inferred])) == len(URNS)
