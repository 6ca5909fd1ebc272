"""The search box in a real browser: by mouse, by finger, by keyboard; invented and real data."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from footprints.selection.names import follow_successors
from geodata.config import DATA_DIR_VARIABLE
from geodata.store import Store
from tests.browser.conftest import FirstVisit, ServeApp, find_map
from tests.browser.tabs import open_tab
from tests.browser.test_accessibility import AXE, find_barriers
from tests.browser.window import close_card, find, wait_for_card, wait_until_still

ALONE = "tests/browser/search_app.py"
FOCUSED = "() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('role')"
HOSTILE = "<img src=x onerror=\"window.injected='yes'\"> '\"&"


def box_of(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search")


def options_of(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Results").get_by_role("option")


def start_again(page: Page) -> Page:
    """Empty the box of a page that tests share, and leave it."""
    box_of(page).fill("")
    expect(page.locator(".popup li")).to_have_count(0)
    expect(page.locator(".popup")).to_be_hidden()
    box_of(page).blur()
    return page


@pytest.fixture(scope="module")
def demo_address(serve_app: ServeApp, first_visit: FirstVisit, demo_dir: Path) -> str:
    """Give the address of the box alone, on the demonstration."""
    assert first_visit.heading  # the demonstration is there
    return serve_app(ALONE, env={DATA_DIR_VARIABLE: str(demo_dir)})


@pytest.fixture(scope="module")
def box_tab(window: BrowserContext, demo_address: str) -> Iterator[Page]:
    """Open the box once for all tests in which nothing is chosen."""
    with open_tab(window) as tab:
        tab.goto(demo_address)
        expect(box_of(tab)).to_be_editable()
        yield tab


@pytest.fixture
def alone(box_tab: Page) -> Iterator[Page]:
    """Give the box alone, empty, on the demonstration; for tests in which nothing is chosen."""
    yield start_again(box_tab)
    box_tab.traffic.check()  # type: ignore[attr-defined]


@pytest.fixture
def alone_anew(page: Page, demo_address: str) -> Page:
    """Open the box alone, on the demonstration, as nobody has used it."""
    page.goto(demo_address)
    expect(box_of(page)).to_be_editable()
    wait_until_still(page)
    return page


@pytest.fixture(scope="module")
def real_box_tab(window: BrowserContext, serve_app: ServeApp, real_dir: Path) -> Iterator[Page]:
    """Open the box once for all tests that choose each another thing."""
    with open_tab(window) as tab:
        tab.goto(serve_app(ALONE, env={DATA_DIR_VARIABLE: str(real_dir)}))
        expect(box_of(tab)).to_be_editable()
        yield tab


@pytest.fixture
def alone_real(real_box_tab: Page) -> Iterator[Page]:
    """Give the box alone, empty, on real data."""
    yield start_again(real_box_tab)
    real_box_tab.traffic.check()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def map_tab(window: BrowserContext, real_url: str) -> Iterator[Page]:
    """Open the map of real data once for all tests that choose something and nothing more."""
    with open_tab(window) as tab:
        tab.goto(real_url)
        find_map(tab)
        yield tab


@pytest.fixture
def real_map(map_tab: Page) -> Iterator[Page]:
    """Give the map's page on real data, with no card and an empty box."""
    yield close_card(start_again(map_tab))
    map_tab.traffic.check()  # type: ignore[attr-defined]


# ---- how it behaves


def test_it_says_what_it_is(alone: Page) -> None:
    box, listbox = box_of(alone), alone.get_by_role("listbox", name="Results")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    expect(listbox).to_be_hidden()
    box.fill("camden")
    expect(listbox).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", str(listbox.get_attribute("id")))
    first = options_of(alone).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    said = alone.get_by_role("status").filter(has_text="results")
    expect(said).to_have_text("8 results. More than 8 were found: type more of the name.")


def test_the_keys_do_what_they_do_in_any_such_box(alone: Page) -> None:
    box, options = box_of(alone), options_of(alone)

    def expect_marked(at: int) -> None:
        expect(options.nth(at)).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", f"found-{at}")
        expect(alone.locator("[role=option][aria-selected=true]")).to_have_count(1)

    box.press_sequentially("camden")
    expect(options).to_have_count(8)
    for key, at in (
        *(("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("End", 7), ("ArrowDown", 0)),
        *(("ArrowUp", 7), ("Home", 0)),
    ):
        box.press(key)
        expect_marked(at)
    expect(box).to_be_focused()
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("camden")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("ArrowDown")
    expect_marked(0)
    box.press("Escape")
    box.press("Escape")
    expect(box).to_have_value("")
    box.press("ArrowDown")
    expect(options.first).to_be_hidden()


def test_home_and_end_move_in_the_text_until_an_arrow_moves_in_the_list(alone: Page) -> None:
    box = box_of(alone)
    box.fill("amden")
    expect(options_of(alone).first).to_be_visible()
    box.press("Home")
    box.press("c")
    expect(box).to_have_value("camden")


def test_the_list_goes_when_the_box_is_left_and_comes_back(alone: Page) -> None:
    box, options = box_of(alone), options_of(alone)
    box.fill("camden")
    expect(options).to_have_count(8)
    alone.mouse.click(700, 880)
    expect(options.first).to_be_hidden()
    box.click()
    expect(options).to_have_count(8)
    alone.get_by_role("button", name="Clear the search").click()
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    expect(options.first).to_be_hidden()


def test_typing_runs_the_search_alone_and_a_choice_runs_the_page_once(alone_anew: Page) -> None:
    runs = int(alone_anew.get_by_text("runs:").inner_text().split()[-1])
    box = box_of(alone_anew)
    for query in ("camden", "london", "trust", "camden"):
        box.fill(query)
        expect(options_of(alone_anew).first).to_contain_text(re.compile(query, re.IGNORECASE))
    wait_until_still(alone_anew)
    expect(alone_anew.get_by_text("runs:")).to_have_text(f"runs: {runs}")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(alone_anew.get_by_text("runs:")).to_have_text(f"runs: {runs + 1}")
    expect(alone_anew).to_have_url(re.compile(r"\?unit=la(%3A|:)202$"))
    # a second run would have been asked for before this, and is answered before it
    box.fill("trust")
    expect(options_of(alone_anew).first).to_contain_text(re.compile("trust", re.IGNORECASE))
    wait_until_still(alone_anew)
    expect(alone_anew.get_by_text("runs:")).to_have_text(f"runs: {runs + 1}")


def test_who_presses_enter_before_the_answer_gets_the_first_of_it(alone_anew: Page) -> None:
    box = box_of(alone_anew)
    box.focus()
    alone_anew.keyboard.insert_text("camden")
    alone_anew.keyboard.press("Enter")
    expect(box).to_have_value("")
    expect(alone_anew).to_have_url(re.compile(r"unit=la(%3A|:)202"))


def test_the_same_can_be_searched_for_again(alone_anew: Page) -> None:
    box = box_of(alone_anew)
    for _ in range(3):
        box.fill("camden")
        expect(options_of(alone_anew)).to_have_count(8)
        box.fill("")
        box.fill("camden")
        expect(options_of(alone_anew)).to_have_count(8)
        box.press("Enter")
        expect(box).to_have_value("")


def test_an_answer_comes_soon(alone: Page, record_property: pytest.Function) -> None:
    box = box_of(alone)
    box.fill("camden")
    expect(options_of(alone).first).to_be_visible()
    seconds = box.evaluate(
        """async (box) => {
            const list = box.getRootNode().querySelector('ul');
            const taken = [];
            for (const query of ['london', 'leeds', 'trust', 'maths hub', 'camden']) {
                const start = performance.now();
                box.value = query;
                const answered = new Promise((done) => {
                    new MutationObserver((_, self) => { self.disconnect(); done(); })
                        .observe(list, { childList: true });
                });
                box.dispatchEvent(new Event('input'));
                await answered;
                taken.push((performance.now() - start) / 1000);
            }
            return Math.max(...taken);
        }"""
    )
    record_property("seconds_until_answer", round(seconds, 2))
    print(f"\nslowest of five answers after {seconds:.2f} s, 0.15 s of pause included")  # noqa: T201
    assert seconds < 1.5


@pytest.mark.parametrize("query", ["zzqqxx", HOSTILE, "\u202eabc\u0000", "%zz../"])
def test_nothing_found_says_what_to_do(query: str, alone: Page) -> None:
    box = box_of(alone)
    box.fill(query)
    said = alone.get_by_text("Try fewer letters, a URN, or a whole postcode.")
    expect(said.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(alone.get_by_role("option")).to_have_count(0)
    assert alone.evaluate("() => window.injected") is None
    assert alone.locator(".popup img").count() == 0
    box.press("Enter")
    expect(box).to_have_value(box.input_value())


def test_hostile_text_is_shown_as_it_is(alone: Page) -> None:
    box_of(alone).fill(HOSTILE)
    expect(alone.locator(".popup p")).to_contain_text(f"Nothing is called “{HOSTILE}”")


def test_without_a_table_of_postcodes_it_says_what_is_missing(alone: Page) -> None:
    box_of(alone).fill("NE1 7RU")
    expect(alone.locator(".popup p")).to_contain_text("once a table of postcodes is built in")


# ---- on the map's page


def test_it_works_without_a_mouse_and_leaves_the_map_alone(page: Page, demo_url: str) -> None:
    page.goto(demo_url)
    frame = find_map(page)
    wait_until_still(page)
    frame.evaluate("() => { document.body.dataset.marker = 'kept'; }")
    before = frame.evaluate("() => localsLayer.applied")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == "combobox":
            break
    page.keyboard.type("london central maths")
    expect(options_of(page)).to_have_count(2)
    second = options_of(page).nth(1).locator("b").inner_text()
    assert frame.evaluate("() => localsLayer.applied") == before
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_card(page, second)
    assert page.evaluate(FOCUSED) == "combobox"
    assert find_map(page).evaluate("() => document.body.dataset.marker") == "kept"


def test_it_works_on_a_phone_by_touch(phone: Page, demo_url: str) -> None:
    phone.goto(demo_url)
    find_map(phone)
    box_of(phone).tap()
    box_of(phone).fill("camden")
    option = options_of(phone).nth(1)
    expect(option).to_be_visible()
    place = option.bounding_box()
    assert place is not None
    assert place["height"] >= 44
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 390
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    option.tap()
    wait_for_card(phone, "Camden")
    assert phone.evaluate(FOCUSED) is None


def test_it_works_below_a_path(page: Page, address: str) -> None:
    page.goto(address)
    find_map(page)
    find(page, "london central maths", "London Central")
    wait_for_card(page, "London Central and West Maths Hub")
    expect(page).to_have_url(re.compile(r"/locals/?\?unit=maths"))


# ---- on real data


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("query", "pick", "heading"),
    [
        ("haverstock", "Haverstock School", "Haverstock School"),
        ("100049", "Haverstock School", "Haverstock School"),
        ("nw3 2bq", "Haverstock School", "Haverstock School"),
        ("nw32bq", "Haverstock School", "Haverstock School"),
        ("harris federation", "Harris Federation", "Harris Federation"),
        (
            "london central north west maths",
            "Maths Hub",
            "London Central and North West Maths Hub",
        ),
        ("E09000007", "district", "Camden"),
        ("st marylebone ce", "The St Marylebone CofE School", "The St Marylebone CofE School"),
    ],
)
def test_everything_is_found(query: str, pick: str, heading: str, real_map: Page) -> None:
    find(real_map, query, pick)
    wait_for_card(real_map, heading)


@pytest.mark.realdata
def test_an_old_urn_says_which_school_followed(alone_real: Page, real_dir: Path) -> None:
    snapshot = Store(real_dir).open()
    schools = snapshot.table("schools")
    now = follow_successors(schools, snapshot.table("links"))
    old, urn = next((old, urn) for old, urn in now.items() if old > 99_999)
    name = schools.set_index("urn").loc[urn, "name"]
    box_of(alone_real).fill(str(old))
    option = options_of(alone_real).first
    expect(option).to_contain_text(f"URN {old}, closed; followed by {name}")
    option.click()
    expect(alone_real).to_have_url(re.compile(f"school={urn}$"))


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("query", "label", "place"),
    [
        ("ne17ru", "NE1 7RU: a place (postcode)", "NE1 7RU at 424693, 565147"),
        ("CA10", "CA10: a place (postcode district)", "CA10 at 357052, 525720"),
        ("nw3 2bq", "NW3 2BQ: a place (postcode)", "NW3 2BQ at 528104, 184492"),
    ],
)
def test_a_postcode_leads_to_a_place(query: str, label: str, place: str, alone_real: Page) -> None:
    box_of(alone_real).fill(query)
    option = options_of(alone_real).filter(has_text=label)
    expect(option).to_have_count(1)
    option.click()
    expect(alone_real.get_by_text("place:")).to_contain_text(place)


@pytest.mark.realdata
def test_the_first_half_of_a_postcode_leads_to_its_schools(alone_real: Page) -> None:
    box_of(alone_real).fill("ca10")
    expect(options_of(alone_real)).to_have_count(8)
    expect(options_of(alone_real).first).to_contain_text("the middle of its 692 postcodes")
    expect(options_of(alone_real).nth(1)).to_contain_text("Westmorland and Furness")


@pytest.mark.realdata
def test_a_place_shows_the_schools_nearest_to_it(page: Page, real_url: str) -> None:
    page.goto(real_url)
    frame = find_map(page)
    find(page, "NE1 7RU", "a place")
    told = "Selected: 25 schools of the 25 nearest to NE1 7RU that pass the filters"
    expect(page.get_by_text(told)).to_be_visible()
    frame.wait_for_function("() => localsLayer.stats().shown === 25")
    frame.wait_for_function("() => localsLayer.map.getZoom() > 10")


@pytest.mark.realdata
@pytest.mark.parametrize("query", ["camden", "zzqqxx"])
def test_the_open_list_has_no_barrier(query: str, real_map: Page) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make javascript` does it")
    box_of(real_map).fill(query)
    expect(real_map.locator(".popup")).to_be_visible()
    assert find_barriers(real_map) == []
