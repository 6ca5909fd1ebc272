"""The tables of the Data page: counts that agree with the snapshot, gaps that show."""

import pandas as pd
import pytest

from geodata.manifest import describe_status
from pages.components.loaded import Loaded
from pages.components.loadedtables import (
    COUNTED,
    list_checks,
    list_left_aside,
    list_registers,
    list_sources,
)

MATHS = {
    "name": "Maths Hubs",
    "units": 30,
    "official_total": 40,
    "with_base": 25,
    "schools_designated": 5,
    "schools_listed": 0,
    "schools_partial": 4,
    "schools_shared": 3,
    "schools_inferred": 0,
    "schools_none": 2,
    "as_of": "2025-10",
    "valid_to": None,
}


def list_one(**changed: object) -> pd.Series:
    return list_registers({"systems": {"maths": MATHS | changed}}).iloc[0]


def test_a_register_tells_how_much_of_it_is_known() -> None:
    told = list_one()
    assert told["System"] == "Maths Hubs"
    assert told["Units"] == "30 of 40"
    assert told["Units known"] == pytest.approx(0.75)
    assert told["Bases known"] == "25 of 30"
    assert told[list(COUNTED)].tolist() == [5, 0, 4, 3, 0, 2]
    assert told["As of"] == "October 2025"
    assert told["Until"] == ""


def test_a_register_without_an_official_total_has_no_share() -> None:
    told = list_one(official_total=None, units=2116)
    assert told["Units"] == "2,116"
    assert pd.isna(told["Units known"])


def test_more_appointments_than_members_is_no_share_above_one() -> None:
    told = list_one(official_total=33, units=43)
    assert told["Units"] == "43 of 33"
    assert pd.isna(told["Units known"])


def test_a_system_that_ended_says_when() -> None:
    assert list_one(valid_to="2025-03-31")["Until"] == "31 March 2025"


def test_every_school_is_counted_once_in_every_system(loaded: Loaded) -> None:
    status = describe_status(loaded.snapshot)
    table = list_registers(status)
    assert len(table) == len(loaded.systems)
    assert table[list(COUNTED)].sum(axis="columns").eq(len(loaded.schools)).all()


def test_each_source_names_its_publisher_and_licence(loaded: Loaded) -> None:
    table = list_sources(describe_status(loaded.snapshot))
    assert list(table.columns[:3]) == ["File", "Taken as", "Date"]
    assert len(table)
    assert table[["File", "Taken as"]].notna().all(axis=None)


def test_checks_read_as_words(loaded: Loaded) -> None:
    table = list_checks(describe_status(loaded.snapshot))
    assert len(table)
    assert set(table["Result"]) <= {"passed", "look"}
    doubtful = list_checks({"checks": [{"name": "a", "ok": False, "detail": "b"}]})
    assert doubtful.iloc[0].tolist() == ["a", "look", "b"]


def test_nothing_left_aside_is_an_empty_table() -> None:
    table = list_left_aside({"left_aside": []})
    assert list(table.columns) == ["File", "Why"]
    assert table.empty
