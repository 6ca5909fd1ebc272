"""A network whose distances are known by heart: a lane from each school to each base."""

from pathlib import Path

import numpy as np
import pandas as pd

from footprints.roads.network import Floats, RoadNetwork, Rows
from geodata.roads.files import RoadReport, RoadsRead
from geodata.roads.graphfile import save_network
from geodata.snapshot import Snapshot

NETWORK_ID = "feedfacefeedface"
WINDING = 1.3
CREDIT = "© whoever drew the lanes"
CAMDEN = (100001, 100002, 100003)


def draw_lanes(
    snapshot: Snapshot, *, system: str = "tsh", urns: tuple[int, ...] = CAMDEN
) -> RoadNetwork:
    """Draw lanes both ways, 1.3 times as long as the straight line."""
    schools, units = snapshot.table("schools"), snapshot.table("units")
    own = schools.loc[schools["urn"].isin(urns), ["easting", "northing"]].to_numpy()
    bases = units.loc[units["system"] == system, ["base_easting", "base_northing"]].dropna()
    points = np.vstack([own, bases.to_numpy()])
    start, end = (
        part.ravel() for part in np.meshgrid(np.arange(len(own)), np.arange(len(own), len(points)))
    )
    return join_points(points, start, end)


def join_points(points: Floats, start: Rows, end: Rows) -> RoadNetwork:
    """Join points by lanes both ways."""
    metres = WINDING * np.hypot(*(points[start] - points[end]).T)
    return RoadNetwork(
        easting=points[:, 0],
        northing=points[:, 1],
        start=np.concatenate([start, end]),
        end=np.concatenate([end, start]),
        length_m=np.concatenate([metres, metres]),
        road_class=np.zeros(2 * len(start), dtype="int16"),
        classes=("primary",),
        name="Lanes",
        source="drawn by hand",
        as_of="2025-01-01",
        attribution=CREDIT,
        network_id=NETWORK_ID,
    )


def save_lanes(snapshot: Snapshot, data_dir: Path, network: RoadNetwork | None = None) -> str:
    """Save the lanes, or another network of that id, in a data folder."""
    report = RoadReport("lanes.osm", 1, {}, 1.0, 1.0, ())
    read = RoadsRead(network or draw_lanes(snapshot), report)
    save_network(data_dir / "networks", read, {})
    return NETWORK_ID


def measure_km(snapshot: Snapshot, urn: int, unit_id: str, system: str = "tsh") -> float:
    """Measure a straight line by hand; NaN where a place is not known."""
    school = snapshot.table("schools").set_index("urn").loc[urn]
    units: pd.DataFrame = snapshot.table("units").set_index(["system", "unit_id"])
    base = units.loc[(system, unit_id)]
    east, north = (
        school["easting"] - base["base_easting"],
        school["northing"] - base["base_northing"],
    )
    return float((east**2 + north**2) ** 0.5 / 1000)
