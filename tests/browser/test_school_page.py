"""The School page in a browser: from the map and back, below a path, on a phone, on paper."""

import re
import zipfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from geodata.config import DATA_DIR_VARIABLE
from tests.browser.conftest import APP, PROBE, FirstVisit, ServeApp, find_map, watch
from tests.browser.test_accessibility import AXE, find_barriers
from tests.browser.window import count_too_wide, wait_until_still

WAIT_MS = 30_000
CAMDEN = 100049
ALONE = 132913
# A4 portrait in PDF points
SIZE_PT = [595, 842]


@pytest.fixture
def address(serve_app: ServeApp, demo_dir: Path, first_visit: FirstVisit) -> str:
    """Give the address of the demonstration, served below a path."""
    assert first_visit.heading
    args = ("--server.baseUrlPath=locals",)
    return serve_app(APP, env={DATA_DIR_VARIABLE: str(demo_dir)}, args=args)


def open_page(page: Page, address: str) -> None:
    page.traffic.expected.append(PROBE)  # type: ignore[attr-defined]
    page.goto(address)
    expect(page.get_by_text(re.compile("^Snapshot 20")).first).to_be_visible(timeout=WAIT_MS)


def check_title(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name, timeout=WAIT_MS)


def test_from_the_map_to_the_page_of_a_neighbour_and_back(page: Page, address: str) -> None:
    open_page(page, f"{address}?school=900001&colour=maths")
    name = page.locator(".card h3").inner_text()
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="Open school page").click()
    check_title(page, name)
    assert urlsplit(page.url).path == "/locals/school"
    find_map(page)
    near = page.locator("details", has_text=re.compile("^Its 10 nearest")).locator("a").first
    other = near.inner_text()
    near.click()
    check_title(page, other)
    page.go_back()
    check_title(page, name)
    page.get_by_role("link", name="Open on the map").click()
    expect(page.locator(".card h3", has_text=name)).to_be_visible(timeout=WAIT_MS)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"school": ["900001"], "colour": ["maths"]}
    # nothing was loaded anew on the way, so a visit keeps what was added
    assert page.evaluate("window.stillHere")


def test_a_school_clicked_on_its_map_opens_its_page(page: Page, address: str) -> None:
    open_page(page, f"{address}school?urn=900001")
    frame = find_map(page)
    wait_until_still(page)
    place = frame.evaluate(
        """() => {
            const { map, points } = window.localsLayer, size = map.getSize();
            for (let row = 0; row < points.urn.length; row += 1) {
                if (points.urn[row] === 900001 || !points.latSteps[row]) continue;
                const at = map.latLngToContainerPoint(
                    [points.latSteps[row] / points.steps, points.lonSteps[row] / points.steps]);
                const inner = [at.x - 300, size.x - 60 - at.x, at.y - 150, size.y - 90 - at.y];
                if (Math.min(...inner) > 0) return [at.x, at.y];
            }
            return null;
        }"""
    )
    assert place is not None
    frame.frame_element().scroll_into_view_if_needed()
    frame.locator("body").click(position={"x": place[0], "y": place[1]})
    page.wait_for_function("() => !location.search.includes('urn=900001')", timeout=WAIT_MS)
    urn = parse_qs(urlsplit(page.url).query)["urn"][0]
    expect(page.locator(".sheet dd").first).to_contain_text(urn, timeout=WAIT_MS)


def test_the_measure_is_chosen_by_keyboard_and_kept_by_links(page: Page, address: str) -> None:
    open_page(page, f"{address}school?urn=900001")
    page.get_by_role("radio", name="O, overlap").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("J = |row ∩ column|")).to_be_visible(timeout=WAIT_MS)
    page.wait_for_function("() => location.search.includes('overlap=j')")
    href = page.locator(".sheet .schools a").first.get_attribute("href") or ""
    assert parse_qs(urlsplit(href).query)["overlap"] == ["j"]


def test_the_tables_come_in_one_archive(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}school?urn=900001")
    with page.expect_download() as caught:
        page.get_by_role("button", name="This school's tables (CSV)").click()
    caught.value.save_as(tmp_path / "school.zip")
    assert caught.value.suggested_filename.startswith("school-900001-")
    with zipfile.ZipFile(tmp_path / "school.zip") as archive:
        assert {"locals.csv", "overlaps.csv", "metadata.json"} <= set(archive.namelist())


@pytest.mark.parametrize("width", [320, 390])
def test_the_page_fits_a_phone(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=True)
    page = context.new_page()
    page.traffic = watch(page)  # type: ignore[attr-defined]
    open_page(page, f"{address}school?urn=900001")
    find_map(page)
    assert count_too_wide(page) == 0
    context.close()


@pytest.mark.realdata
@pytest.mark.parametrize(
    "view", ["", f"?urn={CAMDEN}", f"?urn={CAMDEN}&overlap=c", f"?urn={ALONE}", "?urn=100012"]
)
def test_the_page_has_no_barrier(page: Page, real_url: str, view: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make javascript` does it")
    open_page(page, f"{real_url}school{view}")
    if view:
        find_map(page)
    wait_until_still(page)
    assert find_barriers(page) == []
    levels = page.locator(".stMain :is(h1, h2, h3, h4)").evaluate_all(
        "(found) => found.map((one) => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.realdata
def test_a_school_with_only_its_authority_says_what_is_missing(page: Page, real_url: str) -> None:
    open_page(page, f"{real_url}school?urn={ALONE}")
    expect(page.get_by_text("It has no local but the areas it lies in")).to_be_visible()
    expect(page.get_by_text("Overlap is told of two locals")).to_be_visible()


@pytest.mark.realdata
def test_a_page_prints_upright_with_nothing_cut_off(page: Page, real_url: str) -> None:
    open_page(page, f"{real_url}school?urn={CAMDEN}")
    find_map(page)
    wait_until_still(page)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 4
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert {tuple(round(float(side)) for side in box) for box in boxes} == {tuple(SIZE_PT)}
