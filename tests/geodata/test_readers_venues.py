"""A visitor's venues: what is taken, what is refused, row by row."""

import numpy as np
import pytest

from geodata.errors import MissingColumnError
from geodata.rawfiles import open_upload
from geodata.readers.venues import Venues, read_venues

HEADER = "Name,Easting,Northing,Capacity"
HALL = "Town hall,529000,184000,30"


def read(*lines: str, header: str = HEADER) -> Venues:
    return read_venues(open_upload("venues.csv", "\n".join([header, *lines]).encode()))


def test_venues_are_taken_with_their_capacity() -> None:
    sites = read(HALL, "Library,530000,185000,").supply.sites
    assert sites["name"].tolist() == ["Town hall", "Library"]
    assert sites["site_id"].tolist() == ["town-hall", "library"]
    np.testing.assert_array_equal(sites["capacity"], [30.0, np.nan])
    assert sites["easting"].tolist() == [529_000.0, 530_000.0]


def test_without_a_column_of_capacity_each_counts_one() -> None:
    found = read("Town hall,529000,184000", header="name,easting,northing")
    assert found.supply.sites["capacity"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",529000,184000,3", "no name"),
        ("TOWN HALL,529000,184000,3", "a venue of this name is there already"),
        ("Cardiff,318000,176000,x", "the capacity is not a number from 0 up"),
        ("Here,0,0,3", "no point in England"),
        ("There,51.5,-0.1,3", "no point in England"),
        ("Nowhere,,,3", "no point in England"),
        ("Less,529000,184000,-1", "the capacity is not a number from 0 up"),
    ],
)
def test_a_bad_row_is_refused_with_its_number(line: str, reason: str) -> None:
    found = read(HALL, line)
    assert found.supply.sites["name"].tolist() == ["Town hall"]
    (problem,) = found.problems.to_dict("records")
    assert (problem["row"], problem["reason"]) == (3, reason)
    assert problem["remedy"]


def test_a_file_without_places_names_what_it_lacks() -> None:
    with pytest.raises(MissingColumnError, match=r"venues.csv, row 1.*'easting', 'northing'"):
        read("Town hall", header="name")
