"""The saved map: one file, opened from disk in a browser that has no network."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from geodata.mapdata.files import MapFiles, write_map_files
from geodata.serving import provide_map_files
from geodata.store import Store
from pages.components.map import (
    BaseLink,
    Colour,
    Legend,
    LegendEntry,
    MapCommand,
    OutlineLayer,
    SelectedSchool,
    key_certainties,
    pack_mask,
)
from pages.components.map.savedpage import Caption
from pages.components.map.standalone import write_standalone
from tests.bench.england import invent_england
from tests.browser.conftest import MAP_SECONDS, watch
from tests.browser.test_accessibility import AXE, find_barriers

NASTY = "</script><img src=x onerror=\"window.bad='yes'\"> '{{ 7 * 7 }}' {% x %} 🏫"
MOST_BYTES = 5_000_000
CAPTION = Caption(NASTY, "1 May 2025", (f"Sources: {NASTY}",), "Some licence", "Nobody's data")


@dataclass(frozen=True)
class England:
    """An invented country, its map's files and where they are."""

    schools: gpd.GeoDataFrame
    files: MapFiles
    folder: Path

    def command(self, shown: np.ndarray, selected: int | None = None) -> MapCommand:
        outline = OutlineLayer(NASTY, "#1d70b8", self.files.outlines["maths"])
        entries = (LegendEntry("point", "#1d70b8", NASTY), *key_certainties(("shared",), "#000"))
        return MapCommand(
            colour=Colour(self.files.systems["maths"]),
            legend=Legend(NASTY, entries, (NASTY,)),
            summary=f"{int(shown.sum())} schools shown. {NASTY}",
            shown=pack_mask(shown),
            outlines=(outline,),
            selected=None if selected is None else SelectedSchool(selected),
        )


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> England:
    tables = invent_england()
    schools = tables["schools"]
    # one alone with a name from hell, two on one site
    schools.loc[0, "name"] = NASTY
    place = schools.geometry.to_numpy()
    place[[0, 1, 2]] = gpd.points_from_xy([300_000, 360_000, 360_000], [600_000] * 3)
    tables["schools"] = schools.set_geometry(gpd.GeoSeries(place, crs=schools.crs))
    folder = tmp_path_factory.mktemp("web")
    return England(tables["schools"], write_map_files(tables, folder), folder)


OpenSaved = Callable[..., Page]


@pytest.fixture
def open_saved(browser: Browser, tmp_path: Path) -> Iterator[OpenSaved]:
    """Give `open_saved(page_bytes, width=...)`; nothing but the file may be asked for."""
    contexts, traffics = [], []

    def start(content: bytes, *, width: int = 1440, height: int = 900) -> Page:
        file = tmp_path / "saved map.html"
        file.write_bytes(content)
        context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, has_touch=width < 500
        )
        contexts.append(context)
        page = context.new_page()
        traffics.append((watch(page), file.as_uri()))
        page.goto(file.as_uri())
        page.wait_for_function(
            "() => window.localsLayer && window.localsLayer.ready", timeout=MAP_SECONDS * 1000
        )
        return page

    yield start
    for context in contexts:
        context.close()
    for traffic, address in traffics:
        assert traffic.console == []
        assert {url for url in traffic.requests if not url.startswith("data:")} == {address}


def save(england: England, command: MapCommand) -> bytes:
    return write_standalone(england.files, england.folder, command, CAPTION)


def everyone(england: England) -> np.ndarray:
    return np.ones(len(england.schools), dtype=bool)


def place_of(page: Page, row: int) -> tuple[float, float]:
    """Look at a school; its place on the page in CSS pixels."""
    x, y = page.evaluate(
        """(row) => {
            const { map, points: { latSteps, lonSteps, steps } } = window.localsLayer;
            const place = [latSteps[row] / steps, lonSteps[row] / steps];
            map.setView(place, 13, { animate: false });
            const box = map.getContainer().getBoundingClientRect();
            const at = map.latLngToContainerPoint(place);
            return [box.x + at.x, box.y + at.y];
        }""",
        row,
    )
    return x, y


def test_it_draws_what_the_map_showed(open_saved: OpenSaved, england: England) -> None:
    shown = (england.schools["urn"] % 2 == 1).to_numpy()
    page = open_saved(save(england, england.command(shown, selected=100_001)))
    stats = page.evaluate("localsLayer.stats()")
    assert stats["total"] == stats["drawn"] == shown.sum()
    assert stats["outlines"] > 0
    assert stats["selection"] == 2
    expect(page.get_by_role("heading", level=1)).to_have_text(NASTY)
    expect(page.get_by_role("region", name="Key to the map")).to_contain_text(NASTY)
    expect(page.get_by_text("Shared: in two units")).to_be_visible()
    expect(page.locator(".leaflet-control-scale-line")).to_be_visible()
    expect(page.get_by_text("School records of 1 May 2025.")).to_be_visible()
    assert page.title() == NASTY
    assert page.evaluate("window.bad") is None


def test_pointing_and_clicking_give_words(open_saved: OpenSaved, england: England) -> None:
    page = open_saved(save(england, england.command(everyone(england))))
    x, y = place_of(page, 0)
    page.mouse.move(x + 40, y + 40)
    page.mouse.move(x, y)
    tooltip = page.locator(".locals-tooltip")
    expect(tooltip).to_contain_text(NASTY)
    expect(tooltip).to_contain_text("URN 100000")
    page.mouse.click(x, y)
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text(NASTY)
    expect(popup).to_contain_text("none published")
    assert page.evaluate("localsLayer.stats().selection") == 2
    assert page.evaluate("window.bad") is None


def test_a_site_of_several_schools_is_a_list(open_saved: OpenSaved, england: England) -> None:
    page = open_saved(save(england, england.command(everyone(england))), width=390, height=844)
    page.touchscreen.tap(*place_of(page, 1))
    page.get_by_role("button", name="Invented school 2").click()
    expect(page.locator(".locals-choice")).to_have_count(0)
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("Invented school 2")
    expect(popup).to_contain_text("URN 100002")


def test_a_map_without_schools_opens(open_saved: OpenSaved, england: England) -> None:
    page = open_saved(save(england, england.command(~everyone(england))))
    assert page.evaluate("localsLayer.stats().total") == 0
    page.mouse.move(700, 500)
    page.mouse.click(700, 500)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_it_fits_the_window(
    open_saved: OpenSaved, england: England, width: int, height: int
) -> None:
    page = open_saved(
        save(england, england.command(everyone(england))), width=width, height=height
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("#map_saved").bounding_box()
    assert box is not None
    assert box["width"] == width
    assert box["height"] > height / 2.5


def test_it_prints_on_one_sheet(open_saved: OpenSaved, england: England) -> None:
    page = open_saved(save(england, england.command(everyone(england))))
    before = page.evaluate("[localsLayer.map.getZoom(), localsLayer.map.getCenter()]")
    page.evaluate(
        "window.addEventListener('beforeprint', () => { window.sheet = ["
        " document.body.offsetWidth, document.body.offsetHeight, document.body.scrollHeight,"
        " localsLayer.map.getSize().x, localsLayer.stats().drawn]; })"
    )
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert sheet.count(b"/MediaBox") == 1
    assert b"/MediaBox [0 0 841.9" in sheet
    wide, high, needed, map_wide, drawn = page.evaluate("window.sheet")
    assert (wide, high) == (1047, 711)
    assert needed <= high
    assert map_wide == wide
    assert drawn == len(england.schools)
    page.wait_for_function("!document.body.classList.contains('saved-paper')")
    assert page.evaluate("[localsLayer.map.getZoom(), localsLayer.map.getCenter()]") == before


def test_a_reload_keeps_the_view(open_saved: OpenSaved, england: England) -> None:
    shown = (england.schools["urn"] % 2 == 1).to_numpy()
    page = open_saved(save(england, england.command(shown)))
    page.evaluate("() => { localsLayer.map.setView([52, -1], 9, { animate: false }); }")
    page.reload()
    page.wait_for_function("() => window.localsLayer && window.localsLayer.ready")
    assert page.evaluate("localsLayer.map.getZoom()") == 9


def test_broken_data_is_said_in_words(open_saved: OpenSaved, england: England) -> None:
    page = open_saved(save(england, england.command(everyone(england))))
    name = england.files.points
    page.add_init_script(
        "let held; Object.defineProperty(window, 'localsFiles', { get: () => held,"
        f" set(files) {{ delete files['{name}']; held = files; }} }});"
    )
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("could not be drawn")


def test_a_mail_reader_s_preview_shows_it_too(browser: Browser, england: England) -> None:
    content = save(england, england.command(everyone(england)))
    context = browser.new_context(offline=True)
    page = context.new_page()
    traffic = watch(page)
    page.set_content('<iframe sandbox="allow-scripts" width="800" height="600"></iframe>')
    page.evaluate(
        "(text) => { document.querySelector('iframe').srcdoc = text; }", content.decode()
    )
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text(NASTY)
    page.frames[-1].wait_for_function("() => window.localsLayer && window.localsLayer.ready")
    context.close()
    assert traffic.console == []


def test_axe_finds_nothing_serious(open_saved: OpenSaved, england: England) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make javascript` does it")
    page = open_saved(save(england, england.command(everyone(england), selected=100_001)))
    assert find_barriers(page) == []


@pytest.mark.realdata
@pytest.mark.parametrize("region", ["South West", None])
def test_a_real_map_is_small_enough_for_a_mail(
    open_saved: OpenSaved,
    real_dir: Path,
    region: str | None,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    store = Store(real_dir)
    snapshot = store.open()
    files = provide_map_files(snapshot, store.web)
    schools = snapshot.table("schools").sort_values("urn")
    named = schools["region"].eq(region) if region else schools["urn"].gt(0)
    shown = named.fillna(value=False).to_numpy(dtype=bool)
    hues = {"maths": "#1d70b8", "la": "#6f777b", "lad": "#505a5f", "tsh": "#00857e"}
    member = snapshot.table("memberships").merge(schools.loc[shown, ["urn"]])
    chosen = member[member["system"].eq("maths")].dropna(subset=["unit_id"]).iloc[0]
    link = BaseLink(files.bases["maths"], chosen["unit_id"], hues["maths"])
    command = MapCommand(
        colour=Colour(files.systems["maths"]),
        legend=Legend("Maths Hubs"),
        summary=f"{shown.sum()} schools shown.",
        shown=pack_mask(shown),
        outlines=tuple(OutlineLayer(one, hue, files.outlines[one]) for one, hue in hues.items()),
        selected=SelectedSchool(int(chosen["urn"]), (link,)),
    )
    content = write_standalone(files, store.web, command, CAPTION)
    record_testsuite_property(f"bytes of a saved map of {region or 'England'}", len(content))
    assert len(content) < MOST_BYTES
    stats = open_saved(content).evaluate("localsLayer.stats()")
    assert stats["total"] == shown.sum()
    placed = schools.geometry[shown].notna().sum()
    assert stats["drawn"] == stats["shown"] == placed
