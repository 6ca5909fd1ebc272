"""Scenarios as text, both ways, and what is refused."""

import json
import re
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.scenarios.errors import ScenarioError
from footprints.scenarios.scenario import (
    MOST_CHANGES,
    Change,
    CloseBase,
    MoveDistrict,
    OpenBase,
    Scenario,
)
from footprints.scenarios.scenariotext import (
    MOST_CHARACTERS,
    MOST_FILE_CHARACTERS,
    read_scenario,
    read_scenario_file,
    write_scenario,
    write_scenario_file,
)

ids = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=60)
codes = st.from_regex(r"\A[ENSW][0-9]{8}\Z", alphabet=string.printable)
urns = st.integers(1, 9_999_999)
changes = (
    st.builds(MoveDistrict, codes, ids, ids)
    | st.builds(CloseBase, ids, ids)
    | st.builds(OpenBase, ids, ids, urns)
)
scenarios = st.lists(changes, max_size=12).map(lambda found: Scenario(tuple(found)))
MOVE = "move.E06000063.tsh.NW11"


@given(scenario=scenarios)
def test_an_address_gives_the_same_scenario_back(scenario: Scenario) -> None:
    text = write_scenario(scenario)
    # what no address encodes: RFC 3986's unreserved characters
    assert re.fullmatch(r"[A-Za-z0-9._~-]*", text)
    assert read_scenario(text) == scenario
    assert bool(scenario) == bool(text)


@given(scenario=scenarios)
def test_a_file_gives_the_same_scenario_back(scenario: Scenario) -> None:
    text = write_scenario_file(scenario)
    assert text.isascii()
    assert read_scenario_file(text) == scenario
    turned = dict(reversed(json.loads(text).items()))
    assert read_scenario_file("\ufeff " + json.dumps(turned)) == scenario


@given(text=st.text(max_size=80) | st.text("movecls.~E0123456789tsh-_ ", max_size=60))
def test_any_other_text_is_refused_or_is_the_one_way_to_write_it(text: str) -> None:
    error = ""
    try:
        scenario = read_scenario(text)
    except ScenarioError as refused:
        error = str(refused)
    else:
        assert write_scenario(scenario) == text
    assert error.isascii()
    assert len(error) < 400


@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["changes", "format", "change", "urn"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_other_file_is_refused(content: object) -> None:
    with pytest.raises(ScenarioError, match=r"a scenario file must|the file: must"):
        read_scenario_file(json.dumps(content))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("shut.tsh.NW11", r"change 1, 'shut.tsh.NW11': must be one of move, close, open, got 'sh"),
        (f"{MOVE}~", r"change 2, '': must be one of move, close, open, got ''"),
        ("close.tsh", r"change 1, 'close.tsh': must be written close.system.unit_id, got 1 f"),
        (f"{MOVE}.x", r"must be written move.lad_code.system.to_unit, got 4 fields"),
        ("move.E0600006.tsh.NW11", r"`lad_code` must be a district's ONS code .* got 'E0600006'"),
        ("move.E0600006٣.tsh.NW11", r"`lad_code` must be .*, got 'E0600006\\u0663'"),
        ("close.tsh.<b>", r"`unit_id` must be 1 to 60 of A-Z, a-z, 0-9, _ and -, got '<b>'"),
        ("close.tsh.NW11\n", r"`unit_id` must be .*, got 'NW11\\n'"),
        ("close..NW11", r"`system` must be 1 to 60 of"),
        ("open.tsh.a.0123", r"`urn` must be a school's URN, 1 to 7 digits, got '0123'"),
        ("open.tsh.a.", r"`urn` must be a school's URN, 1 to 7 digits, got ''"),
        ("open.tsh.a.+12", r"`urn` must be a school's URN, 1 to 7 digits, got '\+12'"),
        ("open.tsh.a.1_2", r"`urn` must be a school's URN"),
        ("open.tsh.a.٣", r"`urn` must be a school's URN"),
        ("open.tsh.a.12345678", r"`urn` must be a school's URN"),
        ("close.tsh." + "x" * 61, r"`unit_id` must be 1 to 60 of"),
        ("x" * (MOST_CHARACTERS + 1), r"at most 4,000 characters, got 4,001; copy the address"),
        ("~" * 100, r"at most 60 changes, got 101; leave some out"),
        ("__import__('os')", r"must be one of move, close, open, got \"__import__\('os'\)\""),
    ],
)
def test_a_wrong_address_names_the_part_and_what_it_should_be(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read_scenario(text)


def make_file(*changes: object, **others: object) -> str:
    content: dict[str, Any] = {
        "format": "multiple-locals-scenario", "version": 1, "changes": list(changes)
    }  # fmt: skip
    return json.dumps(content | others)


CLOSE = {"change": "close", "system": "tsh", "unit_id": "NW11"}
OPEN = {"change": "open", "system": "tsh", "unit_id": "a", "urn": 112345}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be JSON as the app saves it: 'Expecting value"),
        ("[" * 30_000, "must be JSON as the app saves it"),
        ("1" * 30_000, "must be JSON as the app saves it"),
        ("NaN", "must be JSON, got 'NaN'"),
        ("[]", r"must hold one object, got \[\]"),
        ('{"format": 1, "format": 2}', "must give each name once, got 'format' twice"),
        ("{}", "the file: must have `format`, which is missing"),
        (make_file(other=1), "the file: must have only format, version, changes, got 'other'"),
        (make_file(format="x"), "`format` must be 'multiple-locals-scenario', got 'x'"),
        (make_file(version=2), "`version` must be 1, got 2; the file was made by another"),
        (make_file(version=True), "`version` must be 1, got True"),
        (make_file(changes={}), r"`changes` must be a list, got \{\}"),
        (make_file(CLOSE, 5), "change 2: must be an object, got 5"),
        (make_file({}), "change 1: must be one of move, close, open, got None"),
        (make_file({"change": ["close"]}), "change 1: must be one of move, close, open, got"),
        (make_file({"change": "close"}), "change 1: must have `system`, which is missing"),
        (make_file(CLOSE | {"urn": 1}), "must have only change, system, unit_id, got 'urn'"),
        (make_file(CLOSE | {"unit_id": 5}), "change 1: `unit_id` must be 1 to 60 of .*, got 5"),
        (make_file(CLOSE | {"unit_id": "=1+1"}), "`unit_id` must be 1 to 60 of .*, got '=1"),
        (make_file(OPEN | {"urn": "112345"}), "`urn` must be a whole number, got '112345'"),
        (make_file(OPEN | {"urn": True}), "`urn` must be a whole number, got True"),
        (make_file(OPEN | {"urn": 1.0}), "`urn` must be a whole number, got 1.0"),
        (make_file(OPEN | {"urn": -5}), "`urn` must be a school's URN, 1 to 7 digits, got '-5'"),
        (make_file(*[CLOSE] * 61), "at most 60 changes, got 61"),
        (" " * (MOST_FILE_CHARACTERS + 1), "at most 40,000 characters, got 40,001"),
    ],
)
def test_a_wrong_file_names_the_part_and_what_it_should_be(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read_scenario_file(text)


def test_a_scenario_too_long_for_an_address_says_to_save_it() -> None:
    longest: Change = OpenBase("s" * 60, "u" * 60, 9_999_999)
    scenario = Scenario((longest,) * MOST_CHANGES)
    with pytest.raises(ScenarioError, match="got 8,099; save it as a file instead"):
        write_scenario(scenario)
    text = write_scenario_file(scenario)
    assert len(text) <= MOST_FILE_CHARACTERS
    assert read_scenario_file(text) == scenario
    with pytest.raises(ScenarioError, match="`changes` must be at most 60, got 61"):
        Scenario((longest,) * 61)


def test_a_change_cannot_be_made_that_could_not_be_written() -> None:
    with pytest.raises(ScenarioError, match=r"`to_unit` must be 1 to 60 of .*, got 'Hub 1'"):
        MoveDistrict("E06000063", "maths", "Hub 1")
    with pytest.raises(ScenarioError, match=r"`system` must be 1 to 60 of .*, got None"):
        CloseBase(None, "a")  # type: ignore[arg-type]
