"""Modules as one classic script: the forms it knows, and a clear word on every other."""

import pytest

from pages.components.map.bundle import BundleError, bundle_modules
from pages.components.map.standalone import bundle_saved

LEAF = "export const one = 1;\nexport function two() {}\n"


def test_modules_come_after_those_they_need() -> None:
    sources = {
        "c.js": 'import { one, two } from "./a.js";\nimport { three } from "./b.js";\none;',
        "b.js": 'import {\n  one,\n} from "./a.js";\nexport class three {}\n',
        "a.js": LEAF,
        "alone.js": "export default 1;",
    }
    script = bundle_modules(sources, "c.js")
    order = [script.index(f'modules["{name}"] =') for name in ("a.js", "b.js", "c.js")]
    assert order == sorted(order)
    assert script.count('modules["a.js"] =') == 1
    assert "alone.js" not in script
    assert "return { one, two };" in script
    assert "return { three };" in script


def test_every_form_of_export_is_known() -> None:
    source = (
        "export async function get() {}\nexport function put() {}\n"
        "export const $all = 1;\nexport class Box {}\nfunction own() {}\n"
    )
    script = bundle_modules({"a.js": source}, "a.js")
    assert "return { get, put, $all, Box };" in script
    assert "export" not in script
    assert "async function get() {}" in script


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export { one };",
        "export let one = 1;",
        'export * from "./a.js";',
        'import all from "./a.js";',
        'import * as all from "./a.js";',
        'import { one as two } from "./a.js";',
        'import "./a.js";',
        'import { one } from "leaflet";',
        'import { one } from "./a.js"',
        '  import { one } from "./a.js";',
        'const late = await import("./a.js");',
        "const here = import.meta.url;",
    ],
)
def test_another_form_is_refused_with_its_line(line: str) -> None:
    sources = {"a.js": LEAF, "b.js": f"// first\n\n{line}\n"}
    with pytest.raises(BundleError, match=r"^b\.js, line 3: not a form known: "):
        bundle_modules(sources, "b.js")


def test_the_line_is_that_of_the_source() -> None:
    sources = {"a.js": LEAF, "b.js": 'import { one } from "./a.js";\n\nexport default one;\n'}
    with pytest.raises(BundleError, match=r"^b\.js, line 3: "):
        bundle_modules(sources, "b.js")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('import { one } from "./z.js";', r"^b\.js, line 2: there is no module z\.js"),
        ('import { six } from "./a.js";', r"^b\.js, line 2: a\.js does not export six"),
    ],
)
def test_what_is_not_there_is_named(line: str, message: str) -> None:
    with pytest.raises(BundleError, match=message):
        bundle_modules({"a.js": LEAF, "b.js": f"\n{line}\n"}, "b.js")


def test_a_circle_is_shown() -> None:
    sources = {
        "a.js": 'import { b } from "./b.js";\n',
        "b.js": 'import { c } from "./c.js";\nexport const b = 1;\n',
        "c.js": '\nimport { b } from "./b.js";\nexport const c = 1;\n',
    }
    circle = r"^c\.js, line 2: a circle: a\.js > b\.js > c\.js > b\.js$"
    with pytest.raises(BundleError, match=circle):
        bundle_modules(sources, "a.js")


def test_the_entry_must_be_there() -> None:
    with pytest.raises(BundleError, match=r"`entry` must be one of \['a.js'\], got 'b.js'"):
        bundle_modules({"a.js": LEAF}, "b.js")


def test_the_saved_map_s_own_modules_stand_in_for_their_namesakes() -> None:
    script = bundle_saved()
    assert script.count('modules["report.js"] =') == 1
    assert "localsclick" in script
    assert "setComponentValue" not in script
    assert 'modules["boot.js"]' not in script
