"""What a visitor adds: assigned as a build would, and nothing shared is changed."""

import pandas as pd
import pytest

from footprints.locals.card import build_card
from footprints.schema import check_table, empty_table
from geodata.rawfiles import open_upload
from geodata.readers.coverage import read_coverage
from geodata.readers.registers import read_units
from pages.components.loaded import Loaded
from pages.components.search_box import search
from pages.components.visit.session import Addition, add_networks, add_register, extend
from tests.pages.test_mapview import make_listings

UNITS = b"""unit_id,name,as_of,source,base_easting,base_northing
N1,North hub,2026-01,my notes,430000,433000
S1,South hub,2026-01,my notes,529000,183000
"""
COVERAGE = b"""unit_id,area_kind,area_name,part,list_status,as_of,source
S1,lad,Camden,whole,full,2026-01,my notes
N1,lad,Leeds,whole,full,2026-01,my notes
S1,lad,Islington,part,prose,2026-01,my notes
"""


def read_register(loaded: Loaded, *, infer: bool, coverage: bytes | None = COVERAGE) -> Addition:
    """Read the small register above as the form does."""
    units = read_units(open_upload("units.csv", UNITS), "pilot").table
    covered = empty_table("coverage")
    if coverage is not None:
        raw = open_upload("coverage.csv", coverage)
        districts = loaded.snapshot.table("districts")
        covered = read_coverage(raw, "pilot", districts=districts, units=units).table
    return add_register(loaded, "Pilot", units, covered, infer=infer)


def count(addition: Addition) -> dict[str, int]:
    held: dict[str, int] = addition.memberships["certainty"].value_counts().to_dict()
    return held


def test_a_network_lists_its_schools_and_says_none_of_the_others(loaded: Loaded) -> None:
    addition = add_networks(loaded, make_listings(loaded))
    assert count(addition) == {"listed": 12, "none": len(loaded.schools) - 12}
    assert addition.systems["family"].tolist() == ["network"]
    assert addition.units["name"].tolist() == ["Alpha & <b>Sons</b>", "Beta"]
    assert addition.footprints["method"].eq("hull").all()
    assert addition.footprints.crs.to_epsg() == 27700


def test_an_extension_shows_the_network_everywhere(loaded: Loaded) -> None:
    visited = extend(loaded, add_networks(loaded, make_listings(loaded)))
    urn = int(loaded.schools["urn"].iloc[1])
    card = build_card(urn, visited.schools, visited.index)
    mine = card.locals[card.locals["system"] == "mine"]
    assert mine["unit_name"].tolist() == ["Beta"]
    assert search(visited, "alpha sons", with_places=False)["key"].tolist() == ["a"]
    assert visited.find_certainties("mine") == {"listed"}
    check_table("memberships", visited.memberships)
    check_table("units", visited.units)


def test_an_extension_leaves_what_is_shared_as_it_was(loaded: Loaded) -> None:
    before = {
        name: getattr(loaded, name).copy()
        for name in ("systems", "units", "memberships", "own_footprints")
    }
    names = loaded.names.table.copy()
    extend(loaded, add_networks(loaded, make_listings(loaded)))
    pd.testing.assert_frame_equal(loaded.names.table, names)
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(loaded, name), table)


def test_the_same_system_again_replaces_the_first(loaded: Loaded) -> None:
    once = extend(loaded, add_networks(loaded, make_listings(loaded, 12)))
    twice = extend(once, add_networks(once, make_listings(loaded, 4, name="Other")))
    assert twice.systems["system"].tolist().count("mine") == 1
    assert twice.units.loc[twice.units["system"] == "mine", "name"].tolist() == ["Other", "Beta"]
    mine = twice.memberships[twice.memberships["system"] == "mine"]
    assert mine["certainty"].eq("listed").sum() == 4


def test_a_register_claims_what_its_list_says_and_no_more(loaded: Loaded) -> None:
    addition = read_register(loaded, infer=False)
    held = addition.memberships.merge(loaded.schools[["urn", "lad_code"]], on="urn")
    by_place = held.groupby("lad_code")["certainty"].agg(
        lambda found: "/".join(sorted(set(found)))
    )
    # Camden, Leeds, Islington, Bristol
    assert by_place["E09000007"] == "designated"
    assert by_place["E08000035"] == "designated"
    assert by_place["E09000019"] == "partial"
    assert by_place["E06000023"] == "none"
    assert set(addition.footprints["certainty"]) == {"designated", "partial"}


def test_inferring_gives_the_rest_to_the_nearest_base(loaded: Loaded) -> None:
    listed, inferred = (read_register(loaded, infer=choice) for choice in (False, True))
    before, after = listed.memberships.set_index("urn"), inferred.memberships.set_index("urn")
    named = before["certainty"] != "none"
    assert after.index.is_unique
    pd.testing.assert_frame_equal(after.loc[before.index[named]], before[named])
    rest = after.loc[before.index[~named]]
    placed = loaded.schools.set_index("urn").loc[rest.index].geometry.notna()
    assert rest.loc[placed, "certainty"].eq("inferred").all()
    assert rest.loc[~placed, "certainty"].eq("none").all()
    leeds_side = loaded.schools.set_index("urn")["northing"] > 400_000
    north = rest[leeds_side.reindex(rest.index) & (rest["certainty"] == "inferred")]
    assert north["unit_id"].eq("N1").all()


def test_nothing_inferred_has_an_outline(loaded: Loaded) -> None:
    certainties = set(read_register(loaded, infer=True).footprints["certainty"])
    assert "inferred" not in certainties


def test_a_register_without_coverage_has_no_schools(loaded: Loaded) -> None:
    addition = read_register(loaded, infer=False, coverage=None)
    assert count(addition) == {"none": len(loaded.schools)}
    assert addition.footprints.empty
    visited = extend(loaded, addition)
    assert visited.find_certainties("pilot") == frozenset()
    before = extend(loaded, read_register(loaded, infer=False))
    assert before.find_certainties("pilot") == {"designated", "partial"}
    assert extend(before, addition).find_certainties("pilot") == frozenset()


def test_a_register_without_coverage_can_be_inferred(loaded: Loaded) -> None:
    addition = read_register(loaded, infer=True, coverage=None)
    assert set(count(addition)) <= {"inferred", "none"}
    assert count(addition)["inferred"] == loaded.schools["easting"].notna().sum()


@pytest.mark.parametrize("infer", [False, True])
def test_every_school_is_answered_for_once(infer: bool, loaded: Loaded) -> None:  # noqa: FBT001
    answered = read_register(loaded, infer=infer).memberships["urn"]
    assert sorted(answered.unique()) == loaded.schools["urn"].tolist()
