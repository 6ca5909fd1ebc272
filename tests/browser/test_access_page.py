"""The Access page in a browser: its questions answered on real data, a phone, no barrier."""

import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from geodata.config import DATA_DIR_VARIABLE
from geodata.roads.store import NetworkStore
from tests.browser.conftest import APP, LOST, ServeApp, find_map
from tests.browser.test_accessibility import AXE, find_barriers
from tests.browser.test_school_page import open_page as open_subpage
from tests.browser.window import check_it_fits, find, wait_for_title, wait_until_still

# an authority of Cumbria is one of these two since 2023
CUMBRIA = re.compile("Cumberland|Westmorland and Furness")
LANGHAM = 139858
SHARE = re.compile(r"^\d+% \([\d,]+ of [\d,]+\)$")


def open_page(page: Page, address: str) -> None:
    open_subpage(page, address)
    wait_for_title(page, "Travel and access")
    wait_until_still(page)


def ask(page: Page, question: str) -> None:
    """Turn to another question; its first section is there."""
    page.get_by_test_id("stRadio").get_by_text(question, exact=True).click()
    wait_until_still(page)


def read_address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def take_rows(page: Page, region: str) -> Locator:
    """Take the rows of a table by the name of its region."""
    return page.get_by_role("region", name=region).locator("tbody tr")


def wait_for_maps(page: Page) -> None:
    """Wait until every map of the page has its schools."""
    for map_ in page.locator("iframe[src*='st_folium']").all():
        handle = map_.element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None
        frame.wait_for_function("() => window.localsLayer && window.localsLayer.ready")


def check_no_barrier(page: Page) -> None:
    """Let axe look, where it is installed: `make javascript` does it."""
    if AXE.exists():
        assert find_barriers(page) == []


@pytest.mark.realdata
def test_who_loses_most_and_who_is_far_by_free_school_meals(page: Page, real_url: str) -> None:
    open_page(page, f"{real_url}access")
    losers = take_rows(page, "The 10 districts that lose most by being assigned to a base")
    expect(losers).to_have_count(10)
    expect(losers.first).to_contain_text("Swindon")
    expect(page.get_by_text("A base is the lead school that is published, not")).to_be_visible()
    check_no_barrier(page)
    ask(page, "Is it fair?")
    fifths = take_rows(page, "The way to the base by group")
    expect(fifths).to_have_text(
        [re.compile(f"^{label}") for label in ("1 \\(lowest", "2", "3", "4", "5 \\(highest")]
        + [re.compile("^not stated"), re.compile("^All")]
    )
    for row in fifths.all():
        assert SHARE.match(row.locator("td").nth(4).inner_text().strip())
    find_map(page)
    wait_for_maps(page)
    check_no_barrier(page)
    page.go_back()
    expect(losers).to_have_count(10)


@pytest.mark.realdata
def test_one_click_finds_a_satellite_in_cumbria_and_one_tries_it(
    page: Page, real_url: str, tmp_path: Path
) -> None:
    open_page(page, f"{real_url}access?ask=help&area=unit:tsh:NW11")
    page.get_by_role("button", name="Look for places").click()
    answer = page.locator(".lead").first
    expect(answer).to_contain_text(CUMBRIA)
    expect(page.get_by_text("No choice of these candidates does better.")).to_be_visible()
    find_map(page)
    page.get_by_role("button", name="Try it as a scenario").click()
    expect(page.get_by_text("becomes the base of a new unit")).to_be_visible()
    expect(page.locator(".lead").nth(1)).to_contain_text("get nearer to their base")
    assert read_address(page)["changes"][0].startswith("open.tsh.satellite-")
    wait_until_still(page)
    maps = page.locator("[class*='st-key-access-map'] iframe")
    expect(maps).to_have_count(2)
    wait_for_maps(page)
    check_no_barrier(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Before and after (CSV)").click()
    caught.value.save_as(tmp_path / "after.zip")
    with (
        zipfile.ZipFile(tmp_path / "after.zip") as archive,
        archive.open("satellites.csv") as file,
    ):
        rows = pd.read_csv(file)
    name = answer.locator("a").inner_text()
    assert rows["is_satellite"].sum() == 1
    expect(page.get_by_text(f"{name} becomes the base of a new unit")).to_be_visible()


@pytest.mark.realdata
def test_a_chosen_school_reads_what_a_maths_programme_costs(page: Page, real_url: str) -> None:
    open_page(page, f"{real_url}access?system=maths&area=la:857")
    find(page, str(LANGHAM), "Langham")
    cost = page.locator(".lead")
    expect(cost).to_contain_text(re.compile(r"mileage of £\d+\.\d\d \(£.*hours"))
    expect(page.get_by_text("6 sessions of 90 minutes from 16:00")).to_be_visible()
    assert read_address(page)["urn"] == [str(LANGHAM)]
    before = cost.inner_text()
    box = page.get_by_role("spinbutton", name="Sessions")
    box.fill("3")
    box.press("Enter")
    expect(cost).not_to_have_text(before)
    assert read_address(page)["sessions"] == ["3"]


@pytest.mark.realdata
def test_rutlands_schools_have_roads_once_the_network_is_loaded_and_say_so(
    page: Page, serve_app: ServeApp, real_dir: Path, shared_data: Path, tmp_path: Path
) -> None:
    # a folder of its own, so that no other test meets the network
    for part in real_dir.iterdir():
        (tmp_path / part.name).symlink_to(part)
    url = serve_app(APP, env={DATA_DIR_VARIABLE: str(tmp_path)})
    page.traffic.expected.append(LOST)  # type: ignore[attr-defined]
    open_subpage(page, f"{url}school?urn={LANGHAM}")
    for ways in read_ways(page, "No road network is loaded, so nothing is measured by road"):
        assert ways[2] == "—"
        check_estimate(*ways[:2])
    roads = shared_data / "network" / "rutland-england.osm.pbf"
    NetworkStore(tmp_path / "networks").add(roads, name="Rutland")
    page.reload()
    for ways in read_ways(page, "By road: Rutland, OpenStreetMap of "):
        assert float(ways[2]) >= float(ways[0])
        check_estimate(*ways[:2])


def read_ways(page: Page, said: str) -> list[list[str]]:
    """Read the ways to the five nearest schools: straight, estimated, by road."""
    expect(page.get_by_text(said)).to_be_visible()
    rows = take_rows(page, "The 5 nearest")
    expect(rows).to_have_count(5)
    return [row.locator("td").all_inner_texts()[:3] for row in rows.all()]


def check_estimate(straight: str, estimate: str) -> None:
    """Check that an estimate is above the straight line, with its low and high around it."""
    value, low, high = map(float, re.findall(r"[\d.]+", estimate))
    assert float(straight) < low < value < high


@pytest.mark.parametrize("question", ["far", "fair", "help"])
def test_the_page_fits_a_phone(phone: Page, address: str, question: str) -> None:
    more = {"far": "&urn=901672", "fair": "&spots=lad", "help": "&sites=yes&changes=close.tsh.EE1"}
    open_page(phone, f"{address}access?area=la:857&ask={question}{more[question]}")
    check_it_fits(phone)
