"""Nearest bases while bases open and close, against measuring all anew."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.nearestbases import NearestBases

spot = st.tuples(st.integers(0, 12), st.integers(0, 12))
schools_drawn = st.lists(spot | st.none(), min_size=1, max_size=12)
changes_drawn = st.lists(st.tuples(st.sampled_from("abcd"), spot | st.none()), max_size=14)


def put(places: list[tuple[int, int] | None]) -> pd.DataFrame:
    rows = [place or (math.nan, math.nan) for place in places]
    table = pd.DataFrame(rows, columns=["easting", "northing"], dtype="float64") * 1000
    return table.assign(urn=range(1, len(rows) + 1))


def lay(bases: dict[str, tuple[int, int] | None]) -> pd.DataFrame:
    rows = [(name, *(place or (math.nan, math.nan))) for name, place in bases.items()]
    table = pd.DataFrame(rows, columns=["unit_id", "base_easting", "base_northing"])
    return table.assign(
        base_easting=table["base_easting"] * 1000.0, base_northing=table["base_northing"] * 1000.0
    )


def check(nearest: NearestBases, places: list, there: dict[str, tuple[int, int]]) -> None:
    """Measure every school to every base in a loop."""
    for place, km, unit in zip(places, nearest.km, nearest.unit_id, strict=True):
        if place is None or not there:
            assert math.isnan(km)
            assert unit is None
            continue
        away = {name: math.dist(place, base) for name, base in there.items()}
        assert km == pytest.approx(min(away.values()))
        assert away[unit] == pytest.approx(km)
        # of units on one site the first
        assert unit == min(name for name, base in there.items() if base == there[unit])


@settings(max_examples=150)
@given(places=schools_drawn, changes=changes_drawn)
def test_after_any_changes_the_nearest_is_that_of_a_loop(
    places: list[tuple[int, int] | None], changes: list[tuple[str, tuple[int, int] | None]]
) -> None:
    there: dict[str, tuple[int, int]] = {"z": (6, 6)}
    nearest = NearestBases(put(places), lay({**there, "unknown": None}))
    for name, place in changes:
        if place is not None:
            nearest.open(name, place[0] * 1000.0, place[1] * 1000.0)
            there[name] = place
        elif name in there:
            nearest.close(name)
            del there[name]
        else:
            with pytest.raises(ScenarioError, match=f"must have an open base, '{name}' has none"):
                nearest.close(name)
        check(nearest, places, there)


@settings(max_examples=60)
@given(places=schools_drawn, bases=st.dictionaries(st.sampled_from("abcd"), spot, min_size=1))
def test_closing_then_opening_the_same_base_restores(
    places: list[tuple[int, int] | None], bases: dict[str, tuple[int, int]]
) -> None:
    nearest = NearestBases(put(places), lay(bases))
    before = nearest.km
    for name, (east, north) in bases.items():
        nearest.close(name)
        assert not (nearest.km < before).any()
        nearest.open(name, east * 1000.0, north * 1000.0)
        np.testing.assert_array_equal(nearest.km, before)


def test_what_was_given_out_does_not_change_later() -> None:
    nearest = NearestBases(put([(0, 0)]), lay({"a": (3, 4)}))
    km, unit = nearest.km, nearest.unit_id
    nearest.close("a")
    assert (km[0], unit[0]) == (5, "a")
    assert math.isnan(nearest.km[0])
    assert nearest.unit_id[0] is None
    assert nearest.urns.tolist() == [1]
