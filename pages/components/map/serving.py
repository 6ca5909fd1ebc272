"""Where the browser finds the map's files: folders that Streamlit serves as components.

Streamlit serves a component's folder under `component/<name>/`, below `server.baseUrlPath`
too. The map's frame is itself such a component, so `../<name>/` is right from there.
"""

import hashlib
from pathlib import Path

import streamlit.components.v1 as components
from xstatic.pkg import leaflet

WEB = Path(__file__).parent / "web"
LEAFLET = Path(leaflet.BASE_DIR)


def serve_folder(subject: str, folder: Path) -> str:
    """
    Serve a folder's files to the map's frame.

    Parameters
    ----------
    subject
        What is in it, a word; part of the address.
    folder
        Must exist. Each folder has its own address, so a session that still shows an older
        snapshot keeps its files.

    Returns
    -------
    address
        Relative to the map's frame, without a slash at the end.
    """
    path = folder.resolve()
    # streamlit-folium rewrites what looks like `_x`, so the name holds no underscore
    name = f"{subject}-{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    return f"../{components.declare_component(name, path=str(path)).name}"


def hash_assets() -> str:
    """Give a text that changes with any of our scripts and styles, against stale copies."""
    digest = hashlib.sha256()
    for file in sorted(WEB.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]
