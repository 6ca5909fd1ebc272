"""The School page in a browser: from the map and back, below a path, on a phone, on paper."""

import re
import zipfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PROBE, find_map
from tests.browser.test_accessibility import AXE, find_barriers
from tests.browser.window import (
    CARD,
    check_it_fits,
    wait_for_card,
    wait_for_title,
    wait_until_still,
)

CAMDEN = 100049
ALONE = 132913
# A4 portrait in PDF points
SIZE_PT = [595, 842]


def open_page(page: Page, address: str) -> None:
    page.traffic.expected.append(PROBE)  # type: ignore[attr-defined]
    page.goto(address)
    expect(page.get_by_text(re.compile("^Snapshot 20")).first).to_be_visible()


def test_from_the_map_to_the_page_of_a_neighbour_and_back(page: Page, address: str) -> None:
    open_page(page, f"{address}?school=900001&colour=maths")
    name = page.locator(f"{CARD} h3").inner_text()
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="Open school page").click()
    wait_for_title(page, name)
    assert urlsplit(page.url).path == "/locals/school"
    find_map(page)
    near = page.locator("details", has_text=re.compile("^Its 10 nearest")).locator("a").first
    other = near.inner_text()
    near.click()
    wait_for_title(page, other)
    page.go_back()
    wait_for_title(page, name)
    page.get_by_role("link", name="Open on the map").click()
    wait_for_card(page, name)
    page.wait_for_function("() => location.search.includes('colour=maths')")
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
    page.wait_for_function("() => !location.search.includes('urn=900001')")
    urn = parse_qs(urlsplit(page.url).query)["urn"][0]
    expect(page.locator(".sheet dd").first).to_contain_text(urn)


def test_the_measure_is_chosen_by_keyboard_and_kept_by_links(page: Page, address: str) -> None:
    open_page(page, f"{address}school?urn=900001")
    page.get_by_role("radio", name="O, overlap").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("J = |row ∩ column|").first).to_be_visible()
    page.wait_for_function("() => location.search.includes('overlap=j')")
    # the links of the run before stand there for a moment
    link = page.locator(".sheet .schools a").first
    expect(link).to_have_attribute("href", re.compile(r"[?&]overlap=j(&|$)"))


def test_the_tables_come_in_one_archive(page: Page, address: str, tmp_path: Path) -> None:
    open_page(page, f"{address}school?urn=900001")
    with page.expect_download() as caught:
        page.get_by_role("button", name="This school's tables (CSV)").click()
    caught.value.save_as(tmp_path / "school.zip")
    assert caught.value.suggested_filename.startswith("school-900001-")
    with zipfile.ZipFile(tmp_path / "school.zip") as archive:
        assert {"locals.csv", "overlaps.csv", "metadata.json"} <= set(archive.namelist())


def test_the_page_fits_a_phone(phone: Page, address: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 844})
    open_page(phone, f"{address}school?urn=900001")
    find_map(phone)
    check_it_fits(phone)


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
