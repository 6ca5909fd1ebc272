"""The demonstration, built once for all page tests, and the app on it without a browser."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from geodata.config import DATA_DIR_VARIABLE
from geodata.serving import open_serving
from pages.components.loaded import Loaded, get_loaded
from tests.conftest import ROOT, build_once

RUN_SECONDS = 60

OpenApp = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _packages_once() -> Iterator[None]:
    """Let every `AppTest` share one look at the installed packages, half the time of a test."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def demo_dir(common_dir: Path) -> Iterator[Path]:
    """Give the data folder of the demonstration, and let the app find it."""
    folder = build_once(common_dir / "demo", open_serving)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def loaded(demo_dir: Path) -> Loaded:
    """Give the tables as every session of the app shares them; not to be changed."""
    assert demo_dir.is_dir()
    return get_loaded()


def make_app() -> AppTest:
    """Make the app, not run yet."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=RUN_SECONDS)


@pytest.fixture(scope="session")
def navigation(demo_dir: Path) -> Mapping[str, Any]:
    """Give the pages that the app's navigation registers when it runs."""
    assert demo_dir.is_dir()
    return make_app().run()._registered_pages


@pytest.fixture
def open_app(navigation: Mapping[str, Any]) -> OpenApp:
    """Give `open_app(page=..., **address) -> AppTest`, run once and without an exception."""

    def start(page: str | None = None, **address: str | list[str]) -> AppTest:
        app = make_app()
        app.query_params.update(address)
        if page is not None:
            # a page is only found once the navigation has run: it has, and need not for each
            app._registered_pages = dict(navigation)
            app.switch_page(f"pages/{page}_page.py")
        app.run()
        assert not app.exception
        return app

    return start


def read_text(app: AppTest) -> str:
    """Gather the words on the page."""
    kinds = (app.title, app.header, app.markdown, app.info, app.error, app.success, app.warning)
    return "\n".join(element.value for kind in (*kinds, app.caption, app.html) for element in kind)
