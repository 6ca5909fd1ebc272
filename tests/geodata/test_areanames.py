"""Names of areas resolve however they are written, or the message says which row and why not."""

import pandas as pd
import pytest

from geodata.areanames import load_aliases, resolve_area, suggest
from geodata.errors import UnresolvedNameError
from geodata.readers.registers import load_registers
from geodata.vintages import list_areas


@pytest.fixture(scope="module")
def districts() -> pd.DataFrame:
    return load_registers().districts


def rows(*names: str | None) -> pd.Series:
    """Names as they stand in a file: the first data row is 2."""
    return pd.Series(names, index=range(2, 2 + len(names)), dtype="str")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Bristol, City of", "E06000023"),
        ("  bristol ", "E06000023"),
        ("City of Bristol", "E06000023"),
        ("BRISTOL CITY COUNCIL", "E06000023"),
        ("Herefordshire", "E06000019"),
        ("County of Herefordshire", "E06000019"),
        ("Kingston upon Hull", "E06000010"),
        ("Durham", "E06000047"),
        ("Durham County Council", "E06000047"),
        ("St Helens", "E08000013"),
        ("St. Helens", "E08000013"),
        ("Bournemouth Christchurch & Poole", "E06000058"),
        ("Bournemouth;Christchurch and Poole", "E06000058"),
        ("King\u2019s Lynn and West Norfolk", "E07000146"),
        ("Kings Lynn & West Norfolk", "E07000146"),
        ("Stoke on Trent", "E06000021"),
        ("Newcastle-under-Lyme", "E07000195"),
        ("London Borough of Camden", "E09000007"),
        ("City of London", "E09000001"),
        ("East Suffolk North", "E07000206"),
        ("East Suffolk South", "E07000205"),
        ("North Yorkshire South", "E07000169"),
        ("Craven", "E07000163"),
        # the present name wins over that of a former district or county
        ("Buckinghamshire", "E06000060"),
        ("Barnsley", "E08000038"),
    ],
)
def test_a_district_is_found_however_it_is_written(
    districts: pd.DataFrame, written: str, code: str
) -> None:
    assert resolve_area(rows(written), districts, area_kind="lad").tolist() == [code]


def test_a_name_for_several_areas_repeats_its_row(districts: pd.DataFrame) -> None:
    found = resolve_area(rows("Leeds", "North Yorkshire East"), districts, area_kind="lad")
    assert list(found.items()) == [(2, "E08000035"), (3, "E07000167"), (3, "E07000168")]


def test_kinds_are_kept_apart(districts: pd.DataFrame) -> None:
    assert resolve_area(rows("Devon"), districts, area_kind="utla").tolist() == ["E10000008"]
    assert resolve_area(rows("London"), districts, area_kind="region").tolist() == ["E12000007"]
    # a county divided since is found as what followed it
    cumbria = resolve_area(rows("Cumbria"), districts, area_kind="utla")
    assert cumbria.tolist() == ["E06000063", "E06000064"]
    with pytest.raises(UnresolvedNameError, match=r"must be the name of a district, got 'London'"):
        resolve_area(rows("London"), districts, area_kind="lad")
    with pytest.raises(UnresolvedNameError, match=r"row 2: .* got \"King's Lynn"):
        # its alias names a district, which is no upper tier
        resolve_area(rows("King's Lynn & West Norfolk"), districts, area_kind="utla")


def test_an_unknown_name_is_an_error_with_file_row_and_near_matches(
    districts: pd.DataFrame,
) -> None:
    with pytest.raises(
        UnresolvedNameError,
        match=r"(?s)hubs\.csv, row 3: .* got 'Birmingam'; near matches: 'Birmingham'.*"
        r"hubs\.csv, row 4: .* got a blank.*aliases\.csv",
    ):
        resolve_area(rows("Leeds", "Birmingam", None), districts, area_kind="lad", file="hubs.csv")
    with pytest.raises(UnresolvedNameError, match="'Xyzzy'; nothing known is like it"):
        resolve_area(rows("Xyzzy"), districts, area_kind="lad")
    with pytest.raises(UnresolvedNameError, match="and 2 more rows"):
        resolve_area(rows(*"abcdefg"), districts, area_kind="lad")


def test_every_official_name_resolves_to_its_own_code(districts: pd.DataFrame) -> None:
    for kind in ("lad", "utla", "region"):
        areas = list_areas(districts, kind)
        current = areas[areas["valid_to"].isna()]
        found = resolve_area(current["name"], districts, area_kind=kind)
        assert found.tolist() == current.index.tolist()


def test_every_alias_names_known_areas_and_says_why(districts: pd.DataFrame) -> None:
    aliases = load_aliases()
    known = pd.concat([list_areas(districts, kind)["name"] for kind in ("lad", "utla", "region")])
    known = known[~known.index.duplicated()]
    codes = aliases["area_code"].str.split(";").explode()
    assert set(codes) <= set(known.index)
    stated = aliases["area_name"].str.split(";").explode()
    assert stated.tolist() == codes.map(known).tolist()
    assert aliases["reason"].notna().all()
    assert not aliases.duplicated(["name", "area_kind"]).any()
    assert aliases["name"].is_monotonic_increasing


def test_the_input_is_not_changed(districts: pd.DataFrame) -> None:
    names = rows(" Leeds ")
    resolve_area(names, districts, area_kind="lad")
    assert names.tolist() == [" Leeds "]


def test_suggestions_name_what_is_known() -> None:
    assert suggest("EE11", pd.Series(["EE1", "YH1"])) == "near matches: 'EE1'"
