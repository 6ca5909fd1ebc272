"""A map as one HTML file that opens from a mail, without a server or a network."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from geodata.mapdata.files import MapFiles
from geodata.mapdata.subset import find_bounds, keep_members, keep_names, keep_points
from pages.components.map.bundle import bundle_modules
from pages.components.map.command import MapCommand, View, pack_mask
from pages.components.map.element import CommandElement, LocalsMap, MapSettings, SchoolLayer
from pages.components.map.literal import write_literal
from pages.components.map.savedpage import Caption, SavedPage
from pages.components.map.serving import LEAFLET, WEB

SAVED = Path(__file__).parent / "saved"
MARGIN_DEGREES = 0.04
LABEL = "Map of schools. Arrow keys move it, plus and minus zoom."


@dataclass(frozen=True)
class _Cut:
    """A command for some of the schools, and the files that it needs, packed."""

    command: MapCommand
    packed: dict[str, bytes]


class _SavedMap(LocalsMap):
    """The same map, loading nothing: its page holds what it needs."""

    def __init__(self) -> None:
        super().__init__(scripts="", leaflet="", version="")
        self.default_js = []
        self.default_css = []
        # folium's own is another one each time, and so would be the file
        self._id = "saved"


def write_standalone(
    files: MapFiles, folder: Path, command: MapCommand, caption: Caption
) -> bytes:
    """
    Write what a command shows as one HTML file.

    Parameters
    ----------
    files, folder
        What `geodata.mapdata.files.write_map_files` returned, and where it wrote.
    command
        What to show. Schools that it does not show are not in the file; without a `view` the
        map opens on those that are.
    caption
        The words around the map; the command's summary stands among them.

    Returns
    -------
    page
        UTF-8; equal inputs give equal bytes.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    cut = _cut(files, folder, command)
    files_literal = write_literal(
        {name: base64.b64encode(packed).decode() for name, packed in cut.packed.items()}
    )
    digest = hashlib.sha256((files_literal + repr(cut.command)).encode()).hexdigest()[:12]
    settings = MapSettings(
        folder=".",
        files=files,
        sources=f"{caption.as_of}. {caption.licence}",
        key=f"saved {digest}",
        label=LABEL,
    )
    drawn = _SavedMap()
    SchoolLayer(settings).add_to(drawn)
    CommandElement(cut.command).add_to(drawn)
    page = SavedPage(
        caption,
        command.summary,
        styles=[_read_leaflet_css(), _read(WEB / "map.css"), _read(SAVED / "saved.css")],
        scripts=[_read_leaflet(), f"window.localsFiles = {files_literal};", bundle_saved()],
    )
    page.add_child(drawn)
    return page.render().encode()


def bundle_saved() -> str:
    """Bundle the map's modules, with those of a saved map in the place of their namesakes."""
    modules = [*sorted(WEB.glob("*.js")), *sorted(SAVED.glob("*.js"))]
    return bundle_modules({file.name: _read(file) for file in modules}, "start.js")


def _cut(files: MapFiles, folder: Path, command: MapCommand) -> _Cut:
    """Leave out the schools that a command does not show, and the files it does not need."""
    points = _unpack(folder / files.points)
    shown = _read_mask(command.shown, len(points["urn"]))
    kept = shown.copy()
    if command.selected is not None:
        # it has its ring on the map also where a filter leaves it out
        kept |= np.cumsum(points["urn"]) == command.selected.urn
    own = command.colour.own
    if own is not None:
        codes = np.frombuffer(base64.b64decode(own.unit), dtype="<u2")[kept]
        own = replace(own, unit=base64.b64encode(codes.tobytes()).decode())
    fewer = keep_points(points, kept)
    whole = bool(kept.all())
    changed = replace(
        command,
        shown=pack_mask(shown[kept]),
        colour=replace(command.colour, own=own),
        view=command.view or (None if whole else _view_all(fewer)),
    )
    packed = {name: (folder / name).read_bytes() for name in _list_still(files, command)}
    columns: dict[str | None, Callable[[Any, np.ndarray], dict[str, Any]]] = {
        files.points: keep_points,
        files.names: keep_names,
        command.colour.file: keep_members,
    }
    for name, keep in columns.items():
        if name is not None:
            packed[name] = _pack(keep(_unpack(folder / name), kept))
    return _Cut(changed, packed)


def _list_still(files: MapFiles, command: MapCommand) -> Iterator[str]:
    """List the files a command needs that have no row for each school."""
    if files.context is not None:
        yield files.context
    yield from (layer.file for layer in command.outlines if layer.file is not None)
    yield from (layer.file for layer in command.lines if layer.file is not None)
    if command.selected is not None:
        yield from (link.bases_file for link in command.selected.links)


def _view_all(points: dict[str, Any]) -> View | None:
    """Look at all schools that have a place."""
    bounds = find_bounds(points)
    if bounds is None:
        return None
    west, south, east, north = bounds
    return View(
        "saved",
        south=south - MARGIN_DEGREES,
        west=west - MARGIN_DEGREES,
        north=north + MARGIN_DEGREES,
        east=east + MARGIN_DEGREES,
    )


def _read_mask(packed: str | None, count: int) -> np.ndarray:
    """Read which schools a command shows."""
    if packed is None:
        return np.ones(count, dtype=bool)
    bits = np.frombuffer(base64.b64decode(packed), dtype="u1")
    return np.unpackbits(bits, count=count).astype(bool)


def _unpack(file: Path) -> dict[str, Any]:
    """Read gzipped JSON."""
    content: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
    return content


def _pack(content: dict[str, Any]) -> bytes:
    """Write gzipped JSON."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _read_leaflet() -> str:
    """Read Leaflet's script, without the address of its source map."""
    return re.sub(r"\n//# sourceMappingURL=.*", "", _read(LEAFLET / "leaflet.js"))


def _read_leaflet_css() -> str:
    """Read Leaflet's styles with their pictures in them."""

    def embed(found: re.Match[str]) -> str:
        """Write one picture as an address that holds it."""
        picture = base64.b64encode((LEAFLET / found[1]).read_bytes()).decode()
        return f"url(data:image/png;base64,{picture})"

    return re.sub(r"url\((images/[\w-]+\.png)\)", embed, _read(LEAFLET / "leaflet.css"))


def _read(file: Path) -> str:
    """Read a script or a style."""
    return file.read_text(encoding="utf-8")
