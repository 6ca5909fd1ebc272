"""Each check passes what is right and finds what it is there to find."""

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from footprints.schema import CRS
from geodata.checks import Check, Tables, check_snapshot, count_scopes, verify_snapshot
from tests.footprints.smallengland import make_square
from tests.geodata.conftest import Built

NAMES = [
    "schools placed",
    "schools answered for",
    "units of memberships",
    "units of coverage",
    "footprints valid",
    "designated units apart",
    "Teaching School Hubs cover England",
    "trusts",
]
ADVICE = {"Teaching School Hubs cover England", "trusts"}


@pytest.fixture(scope="module")
def sound(built: Built) -> Tables:
    names = built.snapshot.manifest["tables"]
    return {name: built.snapshot.table(name) for name in names}


def find(tables: Tables, name: str) -> Check:
    (check,) = [check for check in check_snapshot(tables) if check.name == name]
    return check


def test_sound_tables_pass_every_check(sound: Tables) -> None:
    checks = check_snapshot(sound)
    assert [check.name for check in checks] == NAMES
    assert all(check.ok for check in checks)
    assert {check.name for check in checks if not check.fatal} == ADVICE


def test_details_say_what_was_counted(sound: Tables) -> None:
    details = {check.name: check.detail for check in check_snapshot(sound)}
    assert details["schools placed"].startswith("15 of 16 schools placed in a district")
    assert "'nearest': 1" in details["schools placed"]
    assert details["trusts"] == "1 trusts with the MAT flag, 1 single-academy"


def lose_places(tables: Tables) -> Tables:
    schools = tables["schools"]
    lad_code = schools["lad_code"].mask(schools.index < 2)
    return tables | {"schools": schools.assign(lad_code=lad_code)}


def lose_answers(tables: Tables) -> Tables:
    memberships = tables["memberships"]
    unanswered = memberships["system"].eq("tsh") & memberships["urn"].eq(100001)
    return tables | {"memberships": memberships[~unanswered]}


def lose_a_system(tables: Tables) -> Tables:
    memberships = tables["memberships"]
    return tables | {"memberships": memberships[memberships["system"] != "research"]}


def invent_a_unit(tables: Tables) -> Tables:
    memberships = tables["memberships"]
    unit_id = memberships["unit_id"].replace({"YH8": "YH99"})
    return tables | {"memberships": memberships.assign(unit_id=unit_id)}


def cover_for_an_unknown_unit(tables: Tables) -> Tables:
    coverage = tables["coverage"]
    return tables | {
        "coverage": coverage.assign(unit_id=coverage["unit_id"].replace({"EE1": "EE99"}))
    }


def draw_a_bow_tie(tables: Tables) -> Tables:
    footprints = tables["footprints"].copy()
    tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    footprints.loc[0, "geometry"] = tie
    return tables | {"footprints": footprints}


def draw_nothing(tables: Tables) -> Tables:
    footprints = tables["footprints"].copy()
    footprints.loc[0, "geometry"] = shapely.Polygon()
    return tables | {"footprints": footprints}


def overlap(tables: Tables) -> Tables:
    return tables | {"footprints": lay_out("designated", (0, 0, 1, 1), (0.9, 0, 2, 1))}


@pytest.mark.parametrize(
    ("harm", "name", "detail"),
    [
        (lose_places, "schools placed", "13 of 16 schools placed"),
        (lose_answers, "schools answered for", "unanswered for: {'tsh': 15}"),
        (lose_a_system, "schools answered for", "unanswered for: {'research': 0}"),
        (invent_a_unit, "units of memberships", "1 units .* such as ('tsh', 'YH99')"),
        (cover_for_an_unknown_unit, "units of coverage", "such as ('tsh', 'EE99')"),
        (draw_a_bow_tie, "footprints valid", "1 invalid or empty"),
        (draw_nothing, "footprints valid", "1 invalid or empty"),
        (overlap, "designated units apart", "at most 0.1000 km2 (tsh: u0 and u1)"),
    ],
)
def test_harm_is_found_and_stops_a_build(
    sound: Tables, harm: Callable[[Tables], Tables], name: str, detail: str
) -> None:
    check = find(harm(sound), name)
    assert not check.ok
    assert check.fatal
    assert all(part in check.detail for part in detail.split(" .* "))


def lay_out(certainty: str, *squares: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    rows = {
        "system": "tsh",
        "unit_id": [f"u{number}" for number in range(len(squares))],
        "certainty": certainty,
    }
    return gpd.GeoDataFrame(rows, geometry=[make_square(*km) for km in squares], crs=CRS)


@pytest.mark.parametrize(
    "footprints",
    [
        lay_out("designated", (0, 0, 1, 1), (1, 0, 2, 1)),
        lay_out("designated", (0, 0, 1, 1), (0.995, 0, 2, 1)),
        lay_out("shared", (0, 0, 1, 1), (0, 0, 1, 1)),
        lay_out("designated"),
    ],
)
def test_neighbours_slivers_and_shared_land_are_no_overlap(
    sound: Tables, footprints: gpd.GeoDataFrame
) -> None:
    assert find(sound | {"footprints": footprints}, "designated units apart").ok


def test_units_of_different_systems_may_overlap(sound: Tables) -> None:
    both = lay_out("designated", (0, 0, 1, 1), (0, 0, 1, 1)).assign(system=["tsh", "maths"])
    assert find(sound | {"footprints": both}, "designated units apart").ok


def test_gap_in_teaching_school_hubs_is_told_but_stops_nothing(sound: Tables) -> None:
    memberships = sound["memberships"].copy()
    gap = memberships["system"].eq("tsh") & memberships["urn"].eq(100001)
    memberships.loc[gap, ["unit_id", "certainty"]] = [None, "none"]
    check = find(sound | {"memberships": memberships}, "Teaching School Hubs cover England")
    assert (check.ok, check.fatal) == (False, False)
    assert check.detail == "1 placed schools have no Teaching School Hub"


def test_no_school_at_all_is_a_failure(sound: Tables) -> None:
    assert not find(sound | {"schools": sound["schools"].iloc[:0]}, "schools placed").ok


def test_no_trust_is_told(sound: Tables) -> None:
    check = find(sound | {"trusts": sound["trusts"].iloc[:0]}, "trusts")
    assert (check.ok, check.fatal) == (False, False)
    assert check.detail == "0 trusts with the MAT flag, 0 single-academy"


def test_check_is_plain_json() -> None:
    assert Check("n", ok=True, fatal=False, detail="d").to_json() == {
        "name": "n",
        "ok": True,
        "fatal": False,
        "detail": "d",
    }


def test_published_snapshot_is_checked_for_change_first(built: Built) -> None:
    checks = verify_snapshot(built.snapshot)
    assert [check.name for check in checks] == ["files unchanged", *NAMES]
    assert all(check.ok for check in checks)


def test_scopes_are_counted() -> None:
    schools = pd.DataFrame(
        {
            "type_group": ["Academies", "Academies", "Independent schools"],
            "type": ["Academy converter", "Academy converter", "Other independent school"],
            "phase": ["Primary", "Secondary", "Primary"],
            "low_age": [4.0, 11.0, 3.0],
            "high_age": [11.0, 18.0, 11.0],
        }
    )
    assert count_scopes(schools) == {"all": 3, "state_funded": 2, "primary_age": 1}
