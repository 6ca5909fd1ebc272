"""Supply: bases of a system and a visitor's venues, those without a place counted."""

import numpy as np
import pandas as pd
import pytest

from footprints.access.supply import SITE_COLUMNS, list_bases, take_venues
from footprints.errors import SchemaError, UnknownKeyError

UNITS = pd.DataFrame(
    {
        "system": ["maths", "maths", "tsh"],
        "unit_id": ["M2", "M1", "T1"],
        "name": ["East", "West", "North"],
        "base_easting": [5.0, np.nan, 7.0],
        "base_northing": [6.0, np.nan, 8.0],
    }
)
VENUES = pd.DataFrame(
    [("b", "Hall", 1, 2, 30), ("a", "Library", np.nan, 4, np.nan)], columns=SITE_COLUMNS
)


def test_bases_come_by_unit_and_those_unknown_stay() -> None:
    supply = list_bases(UNITS, "maths")
    assert supply.sites["site_id"].tolist() == ["M1", "M2"]
    assert supply.sites["capacity"].tolist() == [1, 1]
    assert supply.points.tolist() == pytest.approx(np.array([[np.nan] * 2, [5, 6]]), nan_ok=True)
    assert supply.n_placed == 1
    assert (supply.what, supply.system) == ("bases of maths, capacity 1 each", "maths")


def test_a_capacity_nobody_states_is_missing() -> None:
    supply = list_bases(UNITS, "maths", capacity={"M2": 12})
    assert supply.sites["capacity"].tolist() == pytest.approx([np.nan, 12], nan_ok=True)
    assert supply.what == "bases of maths, capacity as stated"


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(UnknownKeyError, match=r"one of \['maths', 'tsh'\], got 'art'"):
        list_bases(UNITS, "art")


def test_venues_keep_their_order() -> None:
    supply = take_venues(VENUES, what="rooms")
    assert supply.sites["site_id"].tolist() == ["b", "a"]
    assert (len(supply.sites), supply.n_placed) == (2, 1)
    assert (supply.what, supply.system) == ("rooms, capacity as stated", None)


@pytest.mark.parametrize(
    ("venues", "told"),
    [
        (VENUES.drop(columns="capacity"), r"`venues` must have the columns \['capacity'\]"),
        (VENUES.assign(site_id="a"), "`venues.site_id` must be there and unique, got 'a'"),
        (VENUES.assign(site_id=[None, "a"]), "must be there and unique, got (None|nan)"),
        (VENUES.assign(capacity=[-1, 2]), r"`venues.capacity` must be from 0 up, got -1\.0"),
    ],
)
def test_venues_that_do_not_fit_are_refused(venues: pd.DataFrame, told: str) -> None:
    with pytest.raises(SchemaError, match=told):
        take_venues(venues)
