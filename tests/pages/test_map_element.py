"""Folium's side of the map, and the internals of streamlit-folium that it leans on."""

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import folium
import pytest
import streamlit_folium
from streamlit.testing.v1 import AppTest

from geodata.basemap import Tiles
from geodata.mapdata.files import MapFiles
from pages.components.map.command import Colour, Legend, MapCommand, write_command
from pages.components.map.element import (
    CommandElement,
    LocalsMap,
    MapSettings,
    SchoolLayer,
    write_settings,
)
from pages.components.map.serving import LEAFLET, WEB, hash_assets

FILES = MapFiles(
    "points-0.json.gz", "names-0.json.gz", None, {"la": "system-la-0.json.gz"}, {}, {}
)
FRONTEND = Path(streamlit_folium.__file__).parent / "frontend" / "build"


def settings(sources: str = "GIAS, 31 August 2025", tiles: Tiles | None = None) -> MapSettings:
    return MapSettings("../files", FILES, sources, "map", tiles=tiles)


def make_map(sources: str = "GIAS, 31 August 2025") -> LocalsMap:
    made = LocalsMap(scripts="../web", leaflet="../leaflet", version="1")
    SchoolLayer(settings(sources)).add_to(made)
    return made


def make_orders(summary: str) -> folium.FeatureGroup:
    orders = folium.FeatureGroup(name="orders")
    CommandElement(MapCommand(Colour(), Legend("Key"), summary)).add_to(orders)
    return orders


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What streamlit-folium sends to its frame."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **args: calls.append(args))
    return calls


def send(summary: str = "All schools.", sources: str = "GIAS, 31 August 2025") -> None:
    streamlit_folium.st_folium(
        make_map(sources),
        key="map",
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=make_orders(summary),
    )


def test_the_map_loads_nothing_from_elsewhere(sent: list[dict[str, Any]]) -> None:
    send()
    links = sent[0]["js_links"] + sent[0]["css_links"]
    assert links == [
        "../web/boot.js?v=1",
        "../leaflet/leaflet.js",
        "../leaflet/leaflet.css",
        "../web/map.css?v=1",
    ]
    everything = json.dumps(sent[0], default=str)
    assert not re.search(r"https?://", everything)


def test_other_maps_keep_folium_s_own_links() -> None:
    make_map()
    assert folium.Map().default_js is folium.Map.default_js
    assert any("leaflet" in name for name, _ in folium.Map.default_js)


def test_a_new_command_leaves_script_and_component_as_they_were(
    sent: list[dict[str, Any]],
) -> None:
    send("All schools.")
    send("12 schools.")
    one, other = sent
    assert one["script"] == other["script"]
    assert one["key"] == other["key"]
    assert one["feature_group"] != other["feature_group"]


def test_the_command_arrives_as_written(sent: list[dict[str, Any]]) -> None:
    nasty = "</script> {{'map_div'}} {{ 7 * 7 }} {% x %} {# y #} map_div_0 \u2028"
    send(nasty)
    call = re.search(r"window\.localsBoot\.apply\((\{.*\})\);", sent[0]["feature_group"])
    assert call is not None
    assert json.loads(call[1])["summary"] == nasty
    assert call[1] == write_command(MapCommand(Colour(), Legend("Key"), nasty))


def test_the_layer_starts_in_the_map_of_the_frame(sent: list[dict[str, Any]]) -> None:
    send(sources="A </script> of data")
    call = re.search(r"window\.localsBoot\.attach\(map_div, (\{.*\})\);", sent[0]["script"])
    assert call is not None
    assert "<" not in call[1]
    assert json.loads(call[1])["sources"] == "A </script> of data"
    assert json.loads(call[1])["files"]["points"] == "points-0.json.gz"


def test_a_basemap_names_its_provider() -> None:
    tiles = Tiles("https://tiles.example/{z}/{x}/{y}.png", "Example Maps")
    written = json.loads(write_settings(settings(tiles=tiles)))
    assert written["sources"].endswith("Basemap: Example Maps")
    assert json.loads(write_settings(settings()))["tiles"] is None


def test_drawing_is_offered_only_where_somebody_listens() -> None:
    assert json.loads(write_settings(settings()))["drawable"] is False
    offered = MapSettings("../files", FILES, "GIAS", "map", drawable=True)
    assert json.loads(write_settings(offered))["drawable"] is True


def test_assets_are_where_the_addresses_say() -> None:
    assert {"boot.js", "layer.js", "map.css"} <= {file.name for file in WEB.iterdir()}
    assert (LEAFLET / "leaflet.js").is_file()
    assert (LEAFLET / "leaflet.css").is_file()
    assert re.fullmatch(r"[0-9a-f]{12}", hash_assets())


def test_every_module_is_fetched_at_once() -> None:
    boot = (WEB / "boot.js").read_text(encoding="utf-8")
    listed = re.search(r"MODULES = \((.*?)\)\.split", boot, re.DOTALL)
    assert listed is not None
    named = set(re.findall(r"[a-z]+", listed[1]))
    assert named == {file.stem for file in WEB.glob("*.js")} - {"boot"}


def test_each_folder_has_an_address_that_nothing_rewrites(tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
import streamlit as st
from pages.components.map.serving import serve_folder
st.text(serve_folder("files", Path({str(tmp_path)!r})))
st.text(serve_folder("files", Path({str(WEB)!r})))
"""
    first, second = (text.value for text in AppTest.from_string(script).run().text)
    assert first != second
    assert re.fullmatch(r"\.\./pages\.components\.map\.serving\.files-[0-9a-f]{12}", first)


# ---- streamlit-folium's internals: an upgrade that changes one of these must fail here ----


def read_build(suffix: str) -> str:
    (file,) = FRONTEND.glob(f"static/js/main.*{suffix}")
    return file.read_text(encoding="utf-8")


def read_source() -> str:
    packed = json.loads(read_build(".js.map"))
    return str(packed["sourcesContent"][packed["sources"].index("index.tsx")])


def test_the_version_is_the_one_these_internals_were_read_in() -> None:
    assert version("streamlit-folium") == "0.27.4"


@pytest.mark.parametrize(
    "name",
    [
        "__GLOBAL_DATA__",
        "last_object_clicked_tooltip",
        "previous_data",
        "returned_objects",
        "last_feature_group",
        "js_links",
        "css_links",
        "window.map = map_div",
        "streamlit:render",
    ],
)
def test_the_build_has_the_names_we_set_and_read(name: str) -> None:
    built = read_build(".js")
    assert name in built or name.replace(" ", "") in built


@pytest.mark.parametrize(
    "line",
    [
        # our click sets both, so the frame's own later report has nothing new
        "if (JSON.stringify(previous_data) !== JSON.stringify(data))",
        "last_object_clicked_tooltip: global_data.last_object_clicked_tooltip",
        "global_data.returned_objects.includes(key)",
        # a command is evaluated when it differs from the last, and nothing else is touched
        "feature_group !== window.__GLOBAL_DATA__.last_feature_group",
        "eval(feature_group + layer_control)",
        # scripts load one after the other, boot.js before Leaflet
        "for (const link of js_links)",
        "script.onload = resolve",
        # the map script runs once
        "if (!window.map && ignore_render === false)",
        "window.Streamlit = Streamlit",
        # our code hears of every run, not only of those that change the command
        "Streamlit.events.addEventListener(Streamlit.RENDER_EVENT, onRender)",
    ],
)
def test_the_source_still_does_what_we_lean_on(line: str) -> None:
    assert line in read_source()


def test_the_frame_has_the_parts_our_styles_name() -> None:
    page = (FRONTEND / "index.html").read_text()
    assert 'id="map_div"' in page
    assert 'class="float-container single"' in page
