"""Which snapshot to show: the one built from real files, or the demonstration."""

from pathlib import Path

from geodata.build import Progress, publish_sources, say_nothing
from geodata.config import code_version
from geodata.demo import make_demo
from geodata.errors import NoSnapshotError
from geodata.mapdata.files import MapFiles, write_map_files
from geodata.store import Snapshot, Store

DEMO_FOLDER = "demo"
DEMO_WAIT_S = 120.0


def choose_store(data_dir: Path) -> Store:
    """
    Give the store that serves: the real one once it has served, else the demonstration's.

    Parameters
    ----------
    data_dir
        The data folder; need not exist.

    Returns
    -------
    store
        It may still be empty.
    """
    real = Store(data_dir)
    return real if real.is_serving else Store(data_dir / DEMO_FOLDER)


def open_serving(data_dir: Path, *, progress: Progress = say_nothing) -> Snapshot:
    """
    Open the snapshot to show, building the demonstration where nothing else is there.

    Parameters
    ----------
    data_dir
        The data folder; made if it does not exist.
    progress
        Called with one line as each step begins.

    Returns
    -------
    snapshot
        Its manifest's `demo` says whether its schools are invented.

    Raises
    ------
    NoSnapshotError
        If the real snapshot that served is gone; the demonstration never takes its place.
    """
    store = choose_store(data_dir)
    if store.folder == data_dir:
        return store.open()
    try:
        snapshot = store.open()
    except NoSnapshotError:
        return build_demo(store, progress=progress)
    if snapshot.manifest["code_version"] != code_version():
        return build_demo(store, progress=progress)
    return snapshot


def build_demo(store: Store, *, progress: Progress = say_nothing) -> Snapshot:
    """
    Build and publish the demonstration.

    Parameters
    ----------
    store
        Where to publish; never the store of real snapshots.
    progress
        Called with one line as each step begins.

    Returns
    -------
    snapshot
        National in scale, the same on every machine; of two who ask at once, the second gets
        what the first made.
    """
    with store.lock(wait_s=DEMO_WAIT_S):
        if store.list_ids() and store.open().manifest["code_version"] == code_version():
            return store.open()
        progress("making the demonstration data")
        return publish_sources(make_demo(), store, progress=progress)


def provide_map_files(snapshot: Snapshot, folder: Path) -> MapFiles:
    """
    Give the files the browser draws the map from, writing them anew where that is needed.

    Parameters
    ----------
    snapshot
        An open snapshot.
    folder
        The store's folder for the browser.

    Returns
    -------
    files
        Those the build wrote; or new ones, if other code built the snapshot, since only the
        code that draws knows their form, or if some have gone.
    """
    if snapshot.manifest["code_version"] == code_version():
        files = MapFiles(**snapshot.manifest["map_files"])
        if files.is_current and all((folder / name).exists() for name in files.list_names()):
            return files
    tables = ("schools", "systems", "units", "memberships", "footprints", "areas")
    return write_map_files({name: snapshot.table(name) for name in tables}, folder)
