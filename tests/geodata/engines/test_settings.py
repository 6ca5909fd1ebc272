"""Nobody is asked unless configured; what is configured wrongly is said without repeating it."""

import pytest

from geodata.engines.settings import ENGINE_VARIABLE, KEY_VARIABLE, URL_VARIABLE, read_engine
from geodata.errors import SettingError

URL = "https://routing.example/valhalla"


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing configured, to set at will."""
    for name in (ENGINE_VARIABLE, URL_VARIABLE, KEY_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def configure(setting: pytest.MonkeyPatch, kind: str, url: str, key: str = "") -> None:
    setting.setenv(ENGINE_VARIABLE, kind)
    setting.setenv(URL_VARIABLE, url)
    setting.setenv(KEY_VARIABLE, key)


def test_nothing_configured_is_no_engine(setting: pytest.MonkeyPatch) -> None:
    assert read_engine() is None
    configure(setting, " ", "", "left over")
    assert read_engine() is None


@pytest.mark.parametrize("kind", ["valhalla", "osrm", "openrouteservice", " Valhalla "])
def test_an_engine_is_read(setting: pytest.MonkeyPatch, kind: str) -> None:
    configure(setting, kind, URL, "abc")
    engine = read_engine()
    assert engine is not None
    assert (engine.name, engine.host) == (kind.strip().lower(), "routing.example")
    assert engine.service.key == "abc"
    assert "abc" not in repr(engine)


@pytest.mark.parametrize(
    ("given", "value", "lacking"),
    [(ENGINE_VARIABLE, "osrm", URL_VARIABLE), (URL_VARIABLE, URL, ENGINE_VARIABLE)],
)
def test_one_without_the_other_is_refused(
    setting: pytest.MonkeyPatch, given: str, value: str, lacking: str
) -> None:
    setting.setenv(given, value)
    with pytest.raises(SettingError, match=f"{lacking} is not set"):
        read_engine()


def test_an_unknown_kind_is_refused(setting: pytest.MonkeyPatch) -> None:
    configure(setting, "google", URL)
    with pytest.raises(SettingError, match=r"must be one of .*'openrouteservice'.*, got 'google'"):
        read_engine()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("routing.example", "must be an http or https address"),
        ("ftp://routing.example", "must be an http or https address"),
        ("https://", "must be an http or https address"),
        ("https://routing.example:port", "must be an http or https address"),
        ("https://[", "must be an http or https address"),
        ("https://me:hush@routing.example", "must hold no user, password or query"),
        ("https://routing.example/?api_key=hush", "must hold no user, password or query"),
        ("https://routing.example/#hush", "must hold no user, password or query"),
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(
    setting: pytest.MonkeyPatch, url: str, message: str
) -> None:
    configure(setting, "valhalla", url)
    with pytest.raises(SettingError, match=message) as caught:
        read_engine()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "key", "message"),
    [
        (URL, "two\nlines", "must be plain letters, digits and signs in one line"),
        (URL, "schlüssel", "must be plain letters, digits and signs in one line"),
        ("http://routing.example", "hush", "is only sent over https"),
    ],
)
def test_a_key_that_cannot_be_sent_is_not_repeated(
    setting: pytest.MonkeyPatch, url: str, key: str, message: str
) -> None:
    configure(setting, "valhalla", url, key)
    with pytest.raises(SettingError, match=message) as caught:
        read_engine()
    assert key not in str(caught.value)


def test_a_key_may_go_to_this_machine_in_the_clear(setting: pytest.MonkeyPatch) -> None:
    configure(setting, "osrm", "http://127.0.0.1:5000", "abc")
    engine = read_engine()
    assert engine is not None
    assert engine.host == "127.0.0.1:5000"
