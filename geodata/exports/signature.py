"""What rows of travel and their metadata say of themselves: whose, of when, by which means."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from footprints.roads.network import RoadNetwork
from footprints.schema import CRS
from footprints.travel.detour import DetourFactors
from geodata.exports.basis import explain_scope
from geodata.exports.tables import Filter, describe_export
from geodata.plainvalues import make_plain
from geodata.roads.speeds import read_speeds
from geodata.snapshot import Snapshot

STATED = "stated, not measured"
UNPUBLISHED = "a scenario: nobody has published this"


@dataclass(frozen=True)
class Exported:
    """A table on its way out, points in EPSG:27700, and what its metadata say."""

    table: gpd.GeoDataFrame
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Means:
    """
    By what distances were told: factors where they were estimated, a network or a service.

    `told` is what `geodata.travel.measured.MeasuredTravel` tells, or the like.
    """

    told: Mapping[str, Any]
    factors: DetourFactors | None = None
    network: RoadNetwork | None = None

    @property
    def network_words(self) -> str | None:
        """Name the network or the service in a few words; None where neither was asked."""
        if "service" in self.told:
            return str(self.told["service"])
        if self.network is None:
            return None
        dated = f" of {self.network.as_of}" if self.network.as_of else ""
        return f"{self.network.name}, {self.network.source}{dated}"

    @property
    def factors_words(self) -> str | None:
        """Say in a few words where the factors are from; None where there are none."""
        if self.factors is None:
            return None
        if not self.factors.is_calibrated:
            return STATED
        name = "a network" if self.network is None else self.network.name
        return f"measured on {name} where pairs were enough, stated elsewhere"


def sign_rows(
    table: pd.DataFrame,
    snapshot: Snapshot,
    systems: pd.DataFrame,
    means: Means | None = None,
) -> gpd.GeoDataFrame:
    """
    Put the schools' points to rows, and what a CSV has nowhere else to keep.

    Parameters
    ----------
    table
        A column `urn`, each a school of the snapshot, and `scope`.
    snapshot
        An open snapshot.
    systems
        Those measured, rows of the table of that name.
    means
        By what distances were told; None where nothing but a straight line can be.

    Returns
    -------
    signed
        The rows with `scope` put behind the others, then `systems` and their `vintages`, divided
        by spaces, `as_of` (that of the school records), `snapshot`, and `network` and `factors` in
        words; all but `scope` the same in each row.
    """
    ordered = systems.set_index("system")["as_of"].sort_index().fillna("unknown")
    signed = table[[*table.columns.drop("scope"), "scope"]].assign(
        systems=" ".join(ordered.index),
        vintages=" ".join(ordered),
        as_of=snapshot.manifest["as_of"],
        snapshot=snapshot.snapshot_id,
    )
    if means is not None:
        signed = signed.assign(
            network=pd.Series(means.network_words, index=signed.index, dtype="str"),
            factors=pd.Series(means.factors_words, index=signed.index, dtype="str"),
        )
    points = snapshot.table("schools").set_index("urn")["geometry"]
    placed = points.reindex(signed["urn"]).to_numpy()
    return gpd.GeoDataFrame(signed.reset_index(drop=True), geometry=placed, crs=CRS)


def describe_rows(
    snapshot: Snapshot,
    name: str,
    wanted: Filter,
    table: pd.DataFrame,
    *,
    systems: pd.DataFrame,
    means: Means | None = None,
) -> dict[str, Any]:
    """
    Say what an export of travel is.

    Parameters
    ----------
    snapshot, systems, means
        As for `sign_rows`.
    name
        Of the export.
    wanted
        Which area it was cut to.
    table
        Its rows, with `scope`.

    Returns
    -------
    about
        As `geodata.exports.tables.describe_export`, of the systems measured only, and by what
        distances were told: method, factors by band, network with attribution, speeds by class.
    """
    about = describe_export(snapshot, name, wanted, len(table))
    told = {} if means is None else dict(means.told)
    attribution = told.get("network_attribution")
    if attribution:
        about["dc:rights"] = f"{about['dc:rights']} {attribution}"
    about["systems"] = {system: about["systems"][system] for system in sorted(systems["system"])}
    about["scope"] = "; ".join(explain_scope(name) for name in sorted(table["scope"].unique()))
    if means is not None and means.factors is not None:
        told["detour_factors_by_band"] = [asdict(band) for band in means.factors.bands]
    if means is not None and means.network is not None and "network" in told:
        told["speeds"] = _list_speeds(means.network)
    return make_plain(about | told)


def _list_speeds(network: RoadNetwork) -> dict[str, dict[str, object]]:
    """List the speeds of the classes of road that a network has."""
    sets = read_speeds()
    return {
        name: {
            "fast_kmh": sets.speeds.fast[name],
            "slow_kmh": sets.speeds.slow[name],
            "source": sets.sources[name],
        }
        for name in network.classes
        if name in sets.sources
    }
