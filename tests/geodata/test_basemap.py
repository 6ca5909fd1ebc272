"""The optional basemap: both variables or none, and no address the map could not use."""

import pytest

from geodata.basemap import ATTRIBUTION_VARIABLE, URL_VARIABLE, Tiles, read_tiles
from geodata.errors import SettingError

URL = "https://tiles.example:8443/osm/{z}/{x}/{y}{r}.png?key=a-b_c"
CREDIT = "© Example Maps & contributors"


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing configured, to set at will."""
    for name in (URL_VARIABLE, ATTRIBUTION_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_nothing_configured_is_no_basemap(setting: pytest.MonkeyPatch) -> None:
    assert read_tiles() is None
    setting.setenv(URL_VARIABLE, " ")
    setting.setenv(ATTRIBUTION_VARIABLE, "")
    assert read_tiles() is None


def test_both_are_read(setting: pytest.MonkeyPatch) -> None:
    setting.setenv(URL_VARIABLE, f" {URL} ")
    setting.setenv(ATTRIBUTION_VARIABLE, CREDIT)
    assert read_tiles() == Tiles(URL, CREDIT)


@pytest.mark.parametrize(
    ("given", "lacking"),
    [(URL_VARIABLE, ATTRIBUTION_VARIABLE), (ATTRIBUTION_VARIABLE, URL_VARIABLE)],
)
def test_one_without_the_other_is_refused(
    setting: pytest.MonkeyPatch, given: str, lacking: str
) -> None:
    setting.setenv(given, URL if given == URL_VARIABLE else CREDIT)
    with pytest.raises(SettingError, match=f"needs both .*: {lacking} is not set"):
        read_tiles()


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example/{z}/{x}/{y}.png",
        "tiles.example/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example/{z}/{x}/{y}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}/{q}.png",
        "https://tiles.example/{z}/{x}/{y}/{.png",
        "https://tiles.example/{z}/{x}/{y}.png\nX",
        'https://tiles.example/{z}/{x}/{y}.png"onerror="x',
        "javascript:alert({z}{x}{y})",
        "https://tiles.example/{z}/{x}/{y}/" + "a" * 500,
    ],
)
def test_an_address_the_map_could_not_use_is_refused(
    setting: pytest.MonkeyPatch, url: str
) -> None:
    setting.setenv(URL_VARIABLE, url)
    setting.setenv(ATTRIBUTION_VARIABLE, CREDIT)
    with pytest.raises(SettingError, match=r"must be an https address with \{z\}"):
        read_tiles()


def test_an_endless_attribution_is_refused(setting: pytest.MonkeyPatch) -> None:
    setting.setenv(URL_VARIABLE, URL)
    setting.setenv(ATTRIBUTION_VARIABLE, "x" * 201)
    with pytest.raises(SettingError, match="at most 200 characters, got 201"):
        read_tiles()
