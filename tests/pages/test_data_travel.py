"""The Data page on travel: networks whole and damaged, factors, speeds, water, mileage."""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footprints.roads.calibration import Calibration, calibrate_factors
from footprints.roads.network import RoadNetwork
from geodata.config import DATA_DIR_VARIABLE
from geodata.roads.calibrated import locate_calibration, write_calibration
from geodata.roads.files import RoadReport, RoadsRead
from geodata.roads.graphfile import save_network
from geodata.roads.speeds import read_speeds
from geodata.roads.store import NetworkStore, SavedNetwork
from geodata.travel.rates import load_rates
from geodata.travel.water import load_water
from pages.components.data.factors import render_factors
from pages.components.data.mileage import render_rates
from pages.components.data.networks import Known, list_known, render_networks
from pages.components.data.speeds import render_speeds
from pages.components.data.travel import SECTIONS
from pages.components.data.water import render_water
from tests.pages.conftest import OpenApp, read_text

ID, OTHER = "85f7540a52772856", "0123456789abcdef"
HOSTILE = "<script>alert(1)</script>"


def build_lane(name: str = "Lane") -> RoadNetwork:
    """Lay a road of 61 places that winds a little more the farther east it is."""
    rows, east = np.arange(60), np.arange(61) * 400.0
    return RoadNetwork(
        easting=east,
        northing=0 * east,
        start=np.concatenate([rows, rows + 1]),
        end=np.concatenate([rows + 1, rows]),
        length_m=np.tile(400.0 * (4 / 3 + rows / 700), 2),
        road_class=np.zeros(120, "int16"),
        classes=("primary",),
        name=name,
        source="drawn by hand",
        as_of="2025-03-01",
        attribution="© Somebody",
        network_id=ID,
    )


REPORT = RoadReport("lane.gpkg", 70, {"not for cars": 7, "private": 3}, 33.6, 0.985, ("Notes.",))


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    lane = build_lane()
    return calibrate_factors(lane, pd.DataFrame({"easting": lane.easting, "northing": 0.0}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a data folder with one network."""
    save_network(tmp_path / "networks", RoadsRead(build_lane(), REPORT), {})
    return tmp_path


@pytest.fixture
def visited(demo_dir: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the app find the demonstration with that network beside it."""
    shutil.copytree(folder / "networks", demo_dir / "networks")
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(demo_dir))
    yield demo_dir
    shutil.rmtree(demo_dir / "networks")


def read_rows(html: str) -> list[list[str]]:
    """Read the body rows of all tables of a piece of HTML as plain cells."""
    body = html.split("<tbody>")[1:]
    rows = [row for part in body for row in part.split("</tbody>")[0].split("<tr>")[1:]]
    cells = [row.replace("</th>", "</td>").split("</td>")[:-1] for row in rows]
    return [[cell.rsplit(">", 1)[-1] for cell in row] for row in cells]


def test_no_network_is_explained(tmp_path: Path) -> None:
    known = list_known(tmp_path)
    assert known == ()
    html = render_networks(known)
    assert "No road network is loaded here" in html
    assert "python -m geodata roads add FILE" in html
    assert "roads calibrate ID" in html
    assert "<table" not in html


def test_a_network_is_told_with_its_numbers(folder: Path) -> None:
    html = render_networks(list_known(folder))
    (row,) = read_rows(html)
    assert row[1:] == ["drawn by hand", "1 March 2025", "61", "34", "98.5%", "not measured"]
    for said in ("<b>Lane</b>", f"id {ID}", "© Somebody", "lane.gpkg 60 of 70", "Notes.",
                 "Left out: 7 not for cars; 3 private.", f"roads calibrate {ID}"):  # fmt: skip
        assert said in html
    assert "No road network is" not in html


def test_what_was_measured_is_shown_band_by_band(folder: Path, calibration: Calibration) -> None:
    write_calibration(folder, ID, calibration)
    html = render_networks(list_known(folder))
    network, *rows = read_rows(html)
    cells = calibration.cells
    used = int((cells["used"] == "measured").sum())
    assert 0 < used < len(cells)
    assert network[-1] == f"measured: {used} of {len(cells)} bands have pairs enough"
    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells.itertuples(), strict=True):
        assert row[0] == cell.kind
        assert row[1] == f"{cell.from_km:g} to {cell.to_km:g} km"
        numbers = (cell.median, cell.low, cell.high)
        assert row[2:5] == ["—" if np.isnan(n) else f"{n:.2f}" for n in numbers]
        assert (row[5] == "—") == np.isnan(cell.median_low)
        assert row[6:] == [f"{cell.n_pairs:,}", str(cell.n_areas), cell.used]
    assert calibration.factors.source in html


def test_a_truncated_network_is_named_with_its_remedy(folder: Path) -> None:
    path = folder / "networks" / f"{ID}.npz"
    (folder / "networks" / f"{OTHER}.npz").write_bytes(path.read_bytes()[:900])
    html = render_networks(list_known(folder))
    assert f"{OTHER}.npz: the saved network cannot be read" in html
    assert "remove it and add its file of roads again. Nothing else is affected." in html
    assert f"python -m geodata roads remove {OTHER}</code>" in html
    assert len(read_rows(html)) == 1
    path.unlink()
    alone = render_networks(list_known(folder))
    assert "No road network is usable here" in alone


def test_damage_beyond_the_description_is_found(folder: Path) -> None:
    path = folder / "networks" / f"{ID}.npz"
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("length_m.npy").header_offset + 200
    path.write_bytes(whole[:start] + bytes([whole[start] ^ 255]) + whole[start + 1 :])
    (saved,) = NetworkStore(folder / "networks").list_saved()
    assert not saved.problem
    html = render_networks(list_known(folder))
    assert f"{ID}.npz: the saved network cannot be read" in html
    assert f"python -m geodata roads remove {ID}</code>" in html
    path.write_bytes(whole)
    assert "cannot be" not in render_networks(list_known(folder))


def test_damaged_factors_leave_the_network(folder: Path) -> None:
    locate_calibration(folder, ID).write_text("{", encoding="utf-8")
    known = list_known(folder)
    html = render_networks(known)
    assert f"{ID}-factors.json: cannot be read" in html
    assert "delete it and measure the factors again" in html
    assert f"python -m geodata roads calibrate {ID}</code> does it" in html
    assert read_rows(html)[0][-1] == "cannot be read"
    assert "none were measured" in render_factors(folder, known)


def test_text_of_a_network_is_escaped(folder: Path) -> None:
    read = RoadsRead(
        replace(build_lane(HOSTILE), source=HOSTILE, attribution=HOSTILE),
        replace(REPORT, file=HOSTILE, notes=(HOSTILE,), left_out={HOSTILE: 1}),
    )
    save_network(folder / "networks", read, {})
    html = render_networks(list_known(folder))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 6
    bad = render_networks([Known(SavedNetwork(HOSTILE, HOSTILE, problem=HOSTILE))])
    assert "<script" not in bad
    # no command is offered that would not take such a name
    assert "roads remove" not in bad


def test_the_stated_factors_are_used_where_none_were_measured(folder: Path) -> None:
    html = render_factors(folder, list_known(folder))
    assert "All estimates use the stated factors: none were measured" in html
    assert [row[1:6] for row in read_rows(html)] == [
        ["0 to 10 km", "1.40", "1.20", "1.60", "not stated"],
        ["10 to 80 km", "1.40", "1.20", "1.60", "not stated"],
        ["80 km and more", "1.29", "1.11", "1.47", "not stated"],
    ]
    assert "github.com/DanOlner/randomNetworkDistancer" in html
    assert "; 2015." in html


def test_measured_factors_are_shown_as_they_are_used(
    folder: Path, calibration: Calibration
) -> None:
    write_calibration(folder, ID, calibration)
    html = render_factors(folder, list_known(folder))
    assert "a road of Lane within 1 km" in html
    near = read_rows(html)[3:]
    measured = calibration.factors.select_bands("all")
    assert measured
    assert near[0][1:3] == ["0 to 1 km", "1.40"]
    for band in measured:
        assert [f"{band.from_km:g} to {band.to_km:g} km", f"{band.value:.2f}"] in [
            row[1:3] for row in near
        ]
    # together the bands of all places leave nothing out
    ends = [row[1] for row in near if row[0] == "all"]
    assert ends[-1] == "80 km and more"
    assert "Measured on Lane (drawn by hand, 2025-03-01)." in html


def test_every_class_of_road_has_its_speeds() -> None:
    sets = read_speeds()
    rows = read_rows(render_speeds(sets))
    assert len(rows) == len(sets.speeds.fast)
    assert ["motorway link", "80", "60", "our assumption"] in rows
    assert sorted(float(row[1]) for row in rows) == sorted(sets.speeds.fast.values())
    assert sorted(float(row[2]) for row in rows) == sorted(sets.speeds.slow.values())
    assert all(row[3] in sets.sources.values() for row in rows)


def test_all_water_is_counted_and_listed() -> None:
    water = load_water()
    html = render_water(water)
    assert (len(water.land_masses), len(water.barriers)) == (17, 53)
    assert "Of 17 land masses, 9 are apart" in html
    assert "the other 8 are measured as mainland. 53 barriers" in html
    rows = read_rows(html)
    assert len(rows) == 70
    assert sum(row[2] == "apart" for row in rows[:17]) == len(water.apart)
    assert rows[17][1] == water.barriers[0].crossing


def test_every_rate_has_its_year_and_source() -> None:
    rates = load_rates()
    html = render_rates(rates)
    assert ["car", "45, 25 from 10,000", "2025-26"] in read_rows(html)
    assert len(read_rows(html)) == len(rates)
    assert all(f"Source: {own.source}." in html for own in rates.values())


def test_the_page_shows_it_all(visited: Path, open_app: OpenApp) -> None:
    assert NetworkStore(visited / "networks").list_saved()
    app = open_app("data")
    assert [header.value for header in app.header][-len(SECTIONS) - 1 : -1] == list(SECTIONS)
    text = read_text(app)
    for said in ("<b>Lane</b>", "Stated factors", "classes of road", "17 land masses", "bicycle"):
        assert said in text


def test_the_page_without_a_network_says_so(open_app: OpenApp) -> None:
    text = read_text(open_app("data"))
    assert "No road network is loaded here" in text
    assert "none were measured on a network of this data folder" in text
