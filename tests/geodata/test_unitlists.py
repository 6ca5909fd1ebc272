"""Systems and units: those of the registers and those the data brings."""

from typing import Any

import pandas as pd
import pytest

from footprints.schema import check_table, empty_table
from geodata.districtlayers import DistrictLayers
from geodata.sources import Registers, Sources
from geodata.unitlists import OWN_COLOUR, list_networks, list_systems, list_trusts, list_units
from tests.footprints.smallengland import (
    ALDMOOR,
    England,
    make_england,
    make_schools,
    make_table,
)

LISTED = [
    {"urn": 101, "system": "our-ring", "unit_id": "r1", "unit_name": "Ring One"},
    {"urn": 102, "system": "our-ring", "unit_id": "r1", "unit_name": "Ring One"},
    {"urn": 102, "system": "our-ring", "unit_id": "r2", "unit_name": "Ring Two"},
]


@pytest.fixture
def england() -> England:
    england = make_england()
    england.districts["la_name"] = "Authority " + england.districts["la_code"]
    england.districts["region_name"] = "Region"
    return england


def list_of(england: England, *, demo: bool = False, **more: Any) -> pd.DataFrame:
    layer = england.areas.assign(name=england.areas["area_code"].str.lower())
    registers = Registers(england.systems, england.units, england.coverage, england.districts)
    sources = Sources(
        england.establishments, layer, registers, as_of="2025-08-31", demo=demo, **more
    )
    schools = make_schools(
        [
            {"urn": 1, "la_code": "901", "la_name": "Aldmoor Council"},
            {"urn": 2, "la_code": "999", "la_name": "Beyond"},
            {"urn": 3},
        ]
    )
    trusts = make_table("trusts", [{"trust_id": "T1", "name": "One", "schools_open": 2}])
    layers = DistrictLayers("2025", layer, layer, "2025", layer)
    return list_units(england.units, schools, trusts, sources, layers)


def test_each_network_of_a_user_becomes_a_system() -> None:
    registered = make_england().systems
    systems = list_systems(registered, make_table("listings", LISTED))
    added = systems.set_index("system").loc["our-ring"]
    assert added[["name", "unit_name", "family", "scope"]].tolist() == [
        "Our ring",
        "network",
        "network",
        "all",
    ]
    assert added["colour"] == OWN_COLOUR
    assert pd.isna(added["official_total"])
    assert len(systems) == len(registered) + 1


def test_network_that_is_registered_keeps_its_line() -> None:
    registered = make_england().systems
    listings = make_table("listings", [row | {"system": "ring"} for row in LISTED])
    pd.testing.assert_frame_equal(list_systems(registered, listings), registered)


def test_without_networks_the_systems_are_the_registered() -> None:
    registered = make_england().systems
    pd.testing.assert_frame_equal(list_systems(registered, empty_table("listings")), registered)


def test_trusts_are_counted_and_named_as_most_records_do() -> None:
    trust = {"trust_id": "7", "trust_name": "Oak Trust", "trust_kind": "MAT"}
    schools = make_schools(
        [
            {"urn": 1, **trust, "trust_name": "OAK TRUST"},
            {"urn": 2, **trust},
            {"urn": 3, **trust},
            {"urn": 4, "trust_id": "6", "trust_name": "Elm Trust", "trust_kind": "SAT"},
            {"urn": 5, "trust_name": "A Foundation", "trust_kind": "foundation"},
            {"urn": 6},
        ]
    )
    links = make_table(
        "group_links",
        [
            {"urn": 1, "trust_id": "7", "companies_house_number": None},
            {"urn": 2, "trust_id": "7", "companies_house_number": "01234567"},
            {"urn": 9, "trust_id": "8", "companies_house_number": "07654321"},
        ],
    )
    trusts = list_trusts(schools, links).set_index("trust_id")
    assert trusts["name"].to_dict() == {"6": "Elm Trust", "7": "Oak Trust"}
    assert trusts["kind"].to_dict() == {"6": "SAT", "7": "MAT"}
    assert trusts["schools_open"].to_dict() == {"6": 1, "7": 3}
    assert trusts["companies_house_number"].fillna("").to_dict() == {"6": "", "7": "01234567"}


def test_trust_without_a_name_is_counted_still() -> None:
    schools = make_schools([{"urn": 1, "trust_id": "7", "trust_kind": "MAT"}])
    trusts = list_trusts(schools, empty_table("group_links"))
    assert trusts[["trust_id", "schools_open"]].to_numpy().tolist() == [["7", 1]]
    assert trusts["name"].isna().all()


def test_without_academies_there_are_no_trusts() -> None:
    trusts = list_trusts(make_schools([{"urn": 1}]), empty_table("group_links"))
    pd.testing.assert_frame_equal(trusts, empty_table("trusts"))


def test_units_are_the_registered_and_those_of_the_data(england: England) -> None:
    units = list_of(england)
    check_table("units", units)
    by_system = units.groupby("system")["unit_id"].agg(list).to_dict()
    assert by_system["lad"] == sorted(england.areas["area_code"])
    # an authority that only records name is listed too, one that only boundaries name as well
    assert by_system["la"] == ["901", "902", "904", "908", "999"]
    assert by_system["region"] == ["E12000901", "E12000902"]
    assert by_system["trust"] == ["T1"]
    assert by_system["maths"] == ["M1", "M2", "M3", "M4", "M5", "M6"]
    assert "our-ring" not in by_system


def test_names_and_dates_come_from_where_the_unit_does(england: England) -> None:
    units = list_of(england).set_index(["system", "unit_id"])
    told = ["name", "as_of", "source"]
    records = ["2025-08-31", "GIAS establishment records"]
    boundaries = ["2025", "ONS boundaries"]
    assert units.loc[("la", "901"), told].tolist() == ["Aldmoor Council", *records]
    assert units.loc[("la", "902"), told].tolist() == ["Authority 902", *boundaries]
    assert units.loc[("lad", ALDMOOR), told].tolist() == [ALDMOOR.lower(), *boundaries]
    assert units.loc[("trust", "T1"), told].tolist() == ["One", *records]
    assert pd.isna(units.loc[("la", "901"), "base_urn"])


def test_units_of_the_demonstration_say_so(england: England) -> None:
    units = list_of(england, demo=True).set_index(["system", "unit_id"])
    assert units.loc[("trust", "T1"), "source"] == "invented records"
    assert units.loc[("lad", ALDMOOR), "source"] == "schematic boundaries"


def test_units_of_networks_are_added(england: England) -> None:
    listings = make_table("listings", LISTED)
    units = list_of(england, listings=listings)
    ring = units[units["system"] == "our-ring"]
    assert ring["unit_id"].tolist() == ["r1", "r2"]
    assert ring["name"].tolist() == ["Ring One", "Ring Two"]
    pd.testing.assert_frame_equal(ring.reset_index(drop=True), list_networks(listings))
