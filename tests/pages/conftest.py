"""The demonstration, built once for all page tests, and the app on it without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geodata.config import DATA_DIR_VARIABLE
from geodata.serving import open_serving
from pages.components.loaded import Loaded, get_loaded
from tests.conftest import ROOT

RUN_SECONDS = 60

OpenApp = Callable[..., AppTest]


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the data folder of the demonstration, and let the app find it."""
    folder = tmp_path_factory.mktemp("demo")
    open_serving(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def loaded(demo_dir: Path) -> Loaded:
    """Give the tables as every session of the app shares them; not to be changed."""
    assert demo_dir.is_dir()
    return get_loaded()


@pytest.fixture
def open_app(demo_dir: Path) -> OpenApp:
    """Give `open_app(page=..., **address) -> AppTest`, run once and without an exception."""
    assert demo_dir.is_dir()

    def start(page: str | None = None, **address: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=RUN_SECONDS)
        app.query_params.update(address)
        # a page can only be switched to once the navigation has run
        app.run()
        if page is not None:
            app.switch_page(f"pages/{page}_page.py").run()
        assert not app.exception
        return app

    return start


def read_text(app: AppTest) -> str:
    """Gather the words on the page."""
    kinds = (app.title, app.header, app.markdown, app.info, app.error, app.success, app.warning)
    return "\n".join(element.value for kind in (*kinds, app.caption, app.html) for element in kind)
