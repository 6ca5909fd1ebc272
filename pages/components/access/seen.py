"""The snapshot as a visitor sees it, own systems included, for what exports a snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geodata.snapshot import Snapshot
from pages.components.loaded import Loaded


@dataclass(frozen=True)
class SeenSnapshot(Snapshot):
    """A snapshot with some of its tables in the form in which the page holds them."""

    tables: Mapping[str, pd.DataFrame]

    def table(self, name: str) -> pd.DataFrame:
        """Give a table as the page holds it, else as it was published."""
        return self.tables[name] if name in self.tables else super().table(name)


def see_snapshot(loaded: Loaded, kept: np.ndarray | None = None) -> SeenSnapshot:
    """
    Give the snapshot that a page shows, perhaps cut to some of its schools.

    Parameters
    ----------
    loaded
        The snapshot, a visitor's own systems included.
    kept
        bool, one for each school; None keeps all.

    Returns
    -------
    seen
        A visitor's own systems are in its manifest as well.
    """
    shared = loaded.snapshot
    schools = loaded.schools if kept is None else loaded.schools[kept].reset_index(drop=True)
    return SeenSnapshot(
        shared.snapshot_id,
        shared.folder,
        {**shared.manifest, "systems": _list_systems(loaded)},
        {
            "schools": schools,
            "systems": loaded.systems,
            "units": loaded.units,
            "memberships": loaded.memberships,
        },
    )


def _list_systems(loaded: Loaded) -> dict[str, Any]:
    """List what is known of each system, a visitor's own in fewer words."""
    known = dict(loaded.snapshot.manifest["systems"])
    own = loaded.systems[~loaded.systems["system"].isin(list(known))]
    n_units = loaded.units["system"].value_counts()
    for row in own.itertuples():
        as_of = row.as_of if isinstance(row.as_of, str) else None
        units = int(n_units.get(row.system, 0))
        known[row.system] = {"name": row.name, "units": units, "as_of": as_of, "added_here": True}
    return known
