"""What the trips of a school are told by: with a network near it, without one, and far from it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footprints.travel.trips import Place, measure_trips
from geodata.config import DATA_DIR_VARIABLE
from geodata.roads.files import RoadReport, RoadsRead
from geodata.roads.graphfile import save_network
from geodata.roads.speeds import read_speeds
from geodata.travel.detour import load_detour_factors
from geodata.travel.rates import load_speed
from pages.components.networks import list_networks
from pages.components.triptools import recall_tools
from tests.footprints.roads.smalltown import build_town, place

REPORT = RoadReport("town.osm", 11, {}, 20.0, 1.0, ())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a data folder of its own, in which there is nothing."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path))
    return tmp_path


def put_school(name: str) -> pd.Series:
    """Put a school in the small town, at a place named by a letter."""
    ((easting, northing),) = place(name)
    return pd.Series({"easting": easting, "northing": northing})


def test_without_a_network_there_are_factors_water_and_a_speed(folder: Path) -> None:
    assert not list_networks()
    assert folder.is_dir()
    tools = recall_tools(put_school("A"))
    assert tools.book is None
    assert tools.factors == load_detour_factors()
    assert tools.speed == load_speed()
    assert tools.water.reasons


def test_a_saved_network_near_the_school_tells_its_ways(folder: Path) -> None:
    network = build_town()
    save_network(folder / "networks", RoadsRead(network, REPORT), {})
    assert list(list_networks()) == [network.network_id]
    tools = recall_tools(put_school("A"))
    assert tools.book is not None
    assert tools.book.network.name == "Small town"
    assert tools.book.speeds == read_speeds().speeds
    ((easting, northing),) = place("C")
    (trip,) = measure_trips(*put_school("A"), [Place("base", "C", easting, northing)], tools)
    road = trip.rungs[2]
    assert road.km is not None
    assert road.km.value == pytest.approx(7), "4 km to B, then 3 km up the one-way road"


def test_a_network_that_does_not_reach_the_school_says_so(folder: Path) -> None:
    save_network(folder / "networks", RoadsRead(build_town(), REPORT), {})
    far = put_school("A") + 90_000
    tools = recall_tools(far)
    assert tools.book is not None
    (trip,) = measure_trips(*far, [Place("base", "near", far["easting"], far["northing"])], tools)
    assert trip.rungs[2].km is None
    assert "does not join the two places" in trip.rungs[2].said


def test_a_school_whose_place_is_not_known_has_no_way(folder: Path) -> None:
    save_network(folder / "networks", RoadsRead(build_town(), REPORT), {})
    nowhere = pd.Series({"easting": np.nan, "northing": np.nan})
    tools = recall_tools(nowhere)
    (trip,) = measure_trips(np.nan, np.nan, [Place("base", "A", *place("A")[0])], tools)
    assert all(rung.km is None for rung in trip.rungs)


def test_a_network_whose_factors_are_damaged_is_passed_over(folder: Path) -> None:
    network = build_town()
    save_network(folder / "networks", RoadsRead(network, REPORT), {})
    (folder / "networks" / f"{network.network_id}-factors.json").write_text("{")
    tools = recall_tools(put_school("A"))
    assert tools.book is None
    assert tools.factors == load_detour_factors()


def test_a_damaged_network_is_not_offered(folder: Path) -> None:
    save_network(folder / "networks", RoadsRead(build_town(), REPORT), {})
    assert len(list_networks()) == 1
    (path,) = (folder / "networks").glob("*.npz")
    path.write_bytes(b"no network")
    assert not list_networks()
    assert recall_tools(put_school("A")).book is None
