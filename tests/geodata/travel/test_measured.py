"""Travel measured with what is at hand: factors, a saved network, a routing service."""

from pathlib import Path

import numpy as np
import pytest

from footprints.roads.routing import route_pairs
from footprints.travel.detour import DetourBand, DetourFactors
from geodata.engines.settings import ENGINE_VARIABLE, URL_VARIABLE
from geodata.errors import SettingError
from geodata.roads.files import RoadReport, RoadsRead
from geodata.roads.graphfile import save_network
from geodata.roads.routers import ROAD_ENGINE_VARIABLE, choose_router
from geodata.roads.store import NoNetworkError
from geodata.travel import measured as measured_module
from geodata.travel.measured import TravelTables, choose_factors, measure_travel
from tests.footprints.roads.smalltown import build_town
from tests.footprints.travel.hubtown import (
    list_memberships,
    list_schools,
    list_systems,
    list_units,
)
from tests.geodata.engines.routingserver import routing, way_km

TABLES = TravelTables(
    list_schools(), list_memberships({1: "H1", 2: "H1", 4: "H2"}), list_units(), list_systems()
)


@pytest.fixture
def network_id(tmp_path: Path) -> str:
    """Save the small town's network in a data folder."""
    network = build_town()
    speeds_known = ("trunk", "primary", "residential", "ferry")
    assert set(network.classes) <= set(speeds_known)
    report = RoadReport("town.osm", 11, {}, 20.0, 1.0, ())
    save_network(tmp_path / "networks", RoadsRead(network, report), {})
    return network.network_id


def test_without_a_network_there_is_no_road(tmp_path: Path) -> None:
    found = measure_travel(TABLES, data_dir=tmp_path)
    assert found.road is None
    assert found.travel["road_km"].isna().all()
    assert found.told["method"] == "straight"
    assert found.told["detour_factors_calibrated"] is False


def test_a_network_fills_the_road_whatever_the_method(tmp_path: Path, network_id: str) -> None:
    found = measure_travel(TABLES, network_id=network_id, data_dir=tmp_path)
    table = found.travel.set_index("urn")
    assert table.loc[2, "road_km"] == pytest.approx(7)
    assert table.loc[2, "nearest_km"] == pytest.approx(4), "D to C in a straight line"
    assert found.told["network"] == "Small town"
    assert found.told["network_attribution"] == "© the tests"


def test_by_road_the_nearest_is_that_of_the_roads(tmp_path: Path, network_id: str) -> None:
    found = measure_travel(TABLES, method="road", network_id=network_id, data_dir=tmp_path)
    table = found.travel.set_index("urn")
    assert set(table["method"]) == {"road"}
    assert table.loc[2, ["nearest_km", "penalty_km"]].tolist() == pytest.approx([4, 3])


def test_either_engine_gives_the_same_ways(
    tmp_path: Path, network_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = measure_travel(TABLES, method="road", network_id=network_id, data_dir=tmp_path)
    monkeypatch.setenv(ROAD_ENGINE_VARIABLE, "contraction")
    quick = measure_travel(TABLES, method="road", network_id=network_id, data_dir=tmp_path)
    columns = ["road_km", "nearest_km", "penalty_km"]
    np.testing.assert_allclose(quick.travel[columns], plain.travel[columns], atol=1e-3)
    town = build_town()
    assert choose_router(tmp_path / "networks", town) is not route_pairs
    assert (tmp_path / "networks" / f"{network_id}-hierarchy").is_dir()
    monkeypatch.setenv(ROAD_ENGINE_VARIABLE, "")
    assert choose_router(tmp_path / "networks", town) is route_pairs
    monkeypatch.setenv(ROAD_ENGINE_VARIABLE, "magic")
    with pytest.raises(SettingError, match=ROAD_ENGINE_VARIABLE):
        measure_travel(TABLES, method="road", network_id=network_id, data_dir=tmp_path)


def test_roads_without_a_network_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="python -m geodata roads add"):
        measure_travel(TABLES, method="road", data_dir=tmp_path)
    with pytest.raises(NoNetworkError, match="one of those saved"):
        measure_travel(TABLES, method="road", network_id="0" * 16, data_dir=tmp_path)
    with pytest.raises(NoNetworkError, match="one of those saved"):
        measure_travel(TABLES, network_id="../../etc", data_dir=tmp_path)


def test_a_service_nobody_configured_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    with pytest.raises(SettingError, match=ENGINE_VARIABLE):
        measure_travel(TABLES, method="remote", data_dir=tmp_path)


def test_a_service_answers_base_by_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with routing() as world:
        monkeypatch.setenv(ENGINE_VARIABLE, "osrm")
        monkeypatch.setenv(URL_VARIABLE, world.base)
        steps: list[tuple[int, int]] = []
        found = measure_travel(
            TABLES,
            method="remote",
            data_dir=tmp_path,
            on_progress=lambda done, total: steps.append((done, total)),
        )
    table = found.travel.set_index("urn")
    east, west = (-1.4, 52.6), (-1.5, 52.6)
    assert way_km(west, east) > way_km(east, west), "the server tells east from west"
    assert table.loc[[1, 2, 4], "road_km"].notna().all()
    assert table.loc[1, "road_km"] > table.loc[1, "straight_km"]
    assert steps[-1] == (8, 8)
    assert found.told["service_host"] in world.base
    assert found.told["service_failures"] == []


def test_factors_of_a_network_come_before_the_projects_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    band = DetourBand("all", 1, 5, 1.25, 1.1, 1.4, "measured here")
    factors = DetourFactors((band,), "Measured here.", is_calibrated=True)

    class Measured:
        """What a calibration has that is read here."""

        def __init__(self) -> None:
            self.factors = factors

    monkeypatch.setattr(measured_module, "read_calibration", lambda *_: Measured())
    chosen = choose_factors(tmp_path, "0" * 16)
    own = chosen.select_bands("all")
    assert [b.value for b in own][:2] == [1.4, 1.25]
    assert chosen.is_calibrated
    assert chosen.source.startswith("Measured here.")
    assert not np.isnan(own[-1].to_km)
