"""The folium side: a map without a content-delivery network, its layer, and a command."""

from dataclasses import asdict, dataclass
from typing import Any

import folium
from folium.template import Template

from geodata.basemap import Tiles
from geodata.mapdata.files import MapFiles
from pages.components.map.command import MapCommand, write_command
from pages.components.map.literal import write_literal

ENGLAND = ((49.86, -6.45), (55.85, 1.8))
BEYOND = ((47.5, -11.0), (58.0, 6.0))


@dataclass(frozen=True)
class MapSettings:
    """
    What stays the same while a snapshot is shown.

    `folder` is the address of the files; `key` tells maps of one app apart; `sources` stands at
    the bottom right; `label` names the map for a screen reader; `drawable` is whether an area
    can be drawn.
    """

    folder: str
    files: MapFiles
    sources: str
    key: str
    label: str = (
        "Map of schools. Arrow keys move it, plus and minus zoom. "
        "The search box and the table give the same information."
    )
    tiles: Tiles | None = None
    drawable: bool = False


class LocalsMap(folium.Map):  # type: ignore[misc]  # folium has no types
    """A folium map that loads Leaflet and our scripts from the app, and nothing else."""

    def __init__(self, *, scripts: str, leaflet: str, version: str) -> None:
        super().__init__(
            location=[52.85, -2.3],
            zoom_start=6,
            tiles=None,
            zoom_snap=0.5,
            zoom_delta=1,
            wheel_px_per_zoom_level=90,
            # by Leaflet's names: by its own, folium takes them for the basemap's
            minZoom=4.5,
            maxZoom=17,
            max_bounds=True,
            min_lat=BEYOND[0][0],
            min_lon=BEYOND[0][1],
            max_lat=BEYOND[1][0],
            max_lon=BEYOND[1][1],
            attribution_control=False,
            # our view watches the frame's size: Leaflet moves the middle by whole pixels
            track_resize=False,
        )
        # on this map only: folium's own lists are shared by every map of the process. Our
        # first script comes first, so that it can say what of the rest does not load.
        self.default_js = [
            ("locals_boot", f"{scripts}/boot.js?v={version}"),
            ("leaflet", f"{leaflet}/leaflet.js"),
        ]
        self.default_css = [
            ("leaflet_css", f"{leaflet}/leaflet.css"),
            ("locals_css", f"{scripts}/map.css?v={version}"),
        ]


class SchoolLayer(folium.MacroElement):  # type: ignore[misc]
    """Start our layer in the map it is added to."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.localsBoot.attach({{ this._parent.get_name() }}, {{ this.settings }});"
        "{% endmacro %}"
    )

    def __init__(self, settings: MapSettings) -> None:
        super().__init__()
        self._name = "SchoolLayer"
        self.settings = write_settings(settings)


class CommandElement(folium.MacroElement):  # type: ignore[misc]
    """Hand a command to our layer when the frame evaluates it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.localsBoot.apply({{ this.command }});"
        "{% endmacro %}"
    )

    def __init__(self, command: MapCommand) -> None:
        super().__init__()
        self._name = "CommandElement"
        self.command = write_command(command)


def write_settings(settings: MapSettings) -> str:
    """
    Write the settings as a JavaScript literal.

    Parameters
    ----------
    settings
        Its texts may hold anything.

    Returns
    -------
    literal
        See `write_literal`.
    """
    sources = settings.sources
    if settings.tiles:
        sources = f"{sources} Basemap: {settings.tiles.attribution}"
    values: dict[str, Any] = asdict(settings) | {"sources": sources, "home": ENGLAND}
    # the browser asks for these three itself; the others come with each command
    values["files"] = {
        "points": settings.files.points,
        "names": settings.files.names,
        "context": settings.files.context,
    }
    return write_literal(values)
