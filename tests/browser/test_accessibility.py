"""No page has a barrier that axe-core calls serious or critical."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PROBE, find_map
from tests.browser.window import wait_until_still
from tests.conftest import ROOT

AXE = ROOT / "tests" / "javascript" / "node_modules" / "axe-core" / "axe.min.js"
# what Streamlit's own elements do, which no page of ours can change: rule, part of the selector
STREAMLIT: tuple[tuple[str, str], ...] = ()
RUN = """async () => {
    const answer = await axe.run(document, { resultTypes: ["violations"] });
    return answer.violations.map(({ id, impact, help, nodes }) => ({
        id, impact, help,
        nodes: nodes.map((node) => ({ target: node.target.join(" > "), html: node.html })),
    }));
}"""


def find_barriers(page: Page, script: Path = AXE) -> list[str]:
    """Run axe in the page and its frames; list what is serious, one line each."""
    for frame in page.frames:
        frame.evaluate(script.read_text(encoding="utf-8"))
    found = []
    for violation in page.evaluate(RUN):
        if violation["impact"] not in {"serious", "critical"}:
            continue
        for node in violation["nodes"]:
            ours = not any(
                violation["id"] == rule and part in node["target"] for rule, part in STREAMLIT
            )
            if ours:
                found.append(f"{violation['id']}: {node['target']} {node['html'][:160]}")
    return found


def open_still(page: Page, address: str, *, with_map: bool) -> None:
    page.traffic.expected.append(PROBE)  # type: ignore[attr-defined]
    page.goto(address)
    if with_map:
        find_map(page)
    page.get_by_text(re.compile("^Snapshot 20")).first.wait_for()
    wait_until_still(page)


@pytest.fixture(autouse=True)
def _needs_axe() -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make javascript` does it")


@pytest.mark.realdata
@pytest.mark.parametrize(
    "view",
    [
        "",
        "?school=100049&colour=maths&outline=tsh&outline=maths",
        "?unit=maths:MH29&table=true",
        "?within=nearest:25,-1.61,54.97,NE1%207RU&colour=measure:pupils&school=zzz",
        "?colour=certainty:computing&outline=computing",
    ],
)
def test_the_map_page_has_no_barrier(page: Page, real_url: str, view: str) -> None:
    open_still(page, f"{real_url}{view}", with_map=True)
    assert find_barriers(page) == []


@pytest.mark.parametrize("path", ["data", "method"])
def test_the_other_pages_have_no_barrier(page: Page, demo_url: str, path: str) -> None:
    open_still(page, f"{demo_url}{path}", with_map=False)
    assert find_barriers(page) == []


def test_the_demonstration_on_a_phone_has_no_barrier(phone: Page, demo_url: str) -> None:
    open_still(phone, demo_url, with_map=True)
    assert find_barriers(phone) == []


def test_axe_finds_a_barrier_where_there_is_one(page: Page) -> None:
    page.set_content("<html lang=en><title>t</title><main><img src='data:,'></main>")
    assert any(line.startswith("image-alt") for line in find_barriers(page))
