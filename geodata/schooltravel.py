"""How far it is for one school as plain values for JSON: to bases and to its peers, by method."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from footprints.errors import UnknownKeyError
from footprints.locals.neighbours import choose_counted, find_neighbours, index_neighbours
from footprints.roads.network import RoadNetwork
from footprints.roads.placepairs import classify_places
from footprints.travel.isolation import N_PEERS, measure_isolation
from footprints.travel.ladder import Answer, Rung, climb_ladder
from footprints.travel.speeds import Range
from footprints.travel.trips import Place, Trip, TripTools, measure_trips
from geodata.engines.engine import EngineError
from geodata.engines.remote import RemoteEngine
from geodata.plainvalues import make_plain
from geodata.roads.britain import find_degrees
from geodata.snapshot import Snapshot
from geodata.travel.measured import TravelTables, describe_network, measure_travel

OWN, NEAREST, PEER = "base of its own unit", "nearest base, another's", "nearest of its phase"
NOWHERE = "the place of the base is not known"


@dataclass(frozen=True)
class _Asked:
    """A place that is asked about, and what is said of it beside the way there."""

    place: Place
    about: dict[str, Any]


def find_school(urn: int, snapshot: Snapshot) -> pd.Series:
    """
    Find a school of a snapshot.

    Parameters
    ----------
    urn
        Its key.
    snapshot
        An open snapshot.

    Returns
    -------
    school
        Its row of `schools`.

    Raises
    ------
    UnknownKeyError
        If there is none of that urn.
    """
    schools = snapshot.table("schools")
    rows = schools[schools["urn"] == urn]
    if rows.empty:
        raise UnknownKeyError(f"`urn` must be a school of the snapshot, got {urn}")
    return rows.iloc[0]


def travel_values(
    urn: int, snapshot: Snapshot, tools: TripTools, engine: RemoteEngine | None = None
) -> dict[str, Any]:
    """
    Give how far it is for a school as plain JSON values.

    Parameters
    ----------
    urn
        A school of the snapshot.
    snapshot
        An open snapshot.
    tools
        By what trips are told.
    engine
        A routing service to be asked too, about the places listed; None asks nobody.

    Returns
    -------
    values
        `urn`, `name`, `snapshot`, `demo`; `bases`, those of its units in each system and the
        nearest where that is another's; `without_base`, its units whose base has no known place;
        `nearest`, the five nearest of its phase (`peers`); `isolation`, the mean way to the five
        nearest mainstream ones; `factors`, `speed`, `network`. Each place has `ways`, a list by
        method: `km` and `minutes` with `value`, `low` and `high`, null where not known, and what
        is said of it. Kilometres to the metre, minutes to a tenth.

    Raises
    ------
    UnknownKeyError
        If the school is not of the snapshot.
    """
    school = find_school(urn, snapshot)
    bases, without = _list_bases(school, snapshot)
    peers, near = _list_peers(school, snapshot)
    ways = [
        asked.about | {"ways": _describe(trip)}
        for asked, trip in zip(
            [*bases, *near], _measure(school, [*bases, *near], tools, engine), strict=True
        )
    ]
    book, factors = tools.book, tools.factors
    return make_plain(
        {
            "urn": urn,
            "name": school["name"],
            "snapshot": snapshot.snapshot_id,
            "demo": snapshot.is_demo,
            "bases": ways[: len(bases)],
            "without_base": without,
            "peers": peers,
            "nearest": ways[len(bases) :],
            "isolation": _measure_isolation(urn, snapshot, tools),
            "factors": {"source": factors.source, "calibrated": factors.is_calibrated},
            "speed": asdict(tools.speed),
            "network": None if book is None else _name_network(book.network),
        }
    )


def _list_bases(
    school: pd.Series, snapshot: Snapshot
) -> tuple[list[_Asked], list[dict[str, Any]]]:
    """List the bases a school may go to, and its units whose base is not known."""
    units, schools = snapshot.table("units"), snapshot.table("schools")
    one = schools[schools["urn"] == school["urn"]]
    tables = TravelTables(one, snapshot.table("memberships"), units, snapshot.table("systems"))
    rows = measure_travel(tables).travel
    known = units.set_index(["system", "unit_id"])
    asked, without = list[_Asked](), list[dict[str, Any]]()
    for system, own in rows.groupby("system", sort=True):
        mine = own["unit_id"].dropna().tolist()
        other = [unit for unit in own["nearest_unit_id"].dropna().unique() if unit not in mine]
        for unit_id, what in [*((u, OWN) for u in mine), *((u, NEAREST) for u in other)]:
            # a unit nobody listed has no row
            unit = known.reindex([(system, unit_id)]).iloc[0]
            about = {"what": what, "system": system, "unit_id": unit_id, "unit_name": unit["name"]}
            if np.isnan(unit["base_easting"]):
                without.append(about | {"reason": NOWHERE})
                continue
            name = unit["name"] if pd.isna(unit["base_name"]) else unit["base_name"]
            place = Place(
                what, str(name), float(unit["base_easting"]), float(unit["base_northing"])
            )
            asked.append(_Asked(place, about | {"place": str(name)}))
    return asked, without


def _list_peers(school: pd.Series, snapshot: Snapshot) -> tuple[str | None, list[_Asked]]:
    """List the nearest schools of its phase, as on its card."""
    schools = snapshot.table("schools")
    counted = choose_counted(snapshot.table("systems"))
    index = index_neighbours(schools, snapshot.table("memberships"), counted=counted)
    found = find_neighbours(int(school["urn"]), index)
    rows = schools.set_index("urn").loc[found.nearest["urn"].head(N_PEERS)]
    return found.peers, [
        _Asked(
            Place(PEER, str(row["name"]), float(row["easting"]), float(row["northing"])),
            {"what": PEER, "urn": int(urn), "place": str(row["name"])},
        )
        for urn, row in rows.iterrows()
    ]


def _measure(
    school: pd.Series, asked: Sequence[_Asked], tools: TripTools, engine: RemoteEngine | None
) -> Sequence[Trip]:
    """Measure the ways by every method; by a service only where one is given."""
    east, north = float(school["easting"]), float(school["northing"])
    places = [one.place for one in asked]
    kind = classify_places(pd.Series([school["urban_rural"]]))[0]
    trips = measure_trips(east, north, places, tools, kind=kind)
    if engine is None or not trips or np.isnan(east):
        return trips
    here = np.column_stack(find_degrees(np.array([east]), np.array([north])))
    there = np.array([(place.easting, place.northing) for place in places])
    try:
        found = engine.measure(here, np.column_stack(find_degrees(*there.T)))
    except EngineError as error:
        return [_say_last(trip, Rung("remote", None, None, str(error))) for trip in trips]
    answers = [
        Answer(None, None, engine.how)
        if np.isnan(km)
        else Answer(float(km), None if np.isnan(m) else Range.exact(float(m)), engine.how)
        for km, m in zip(found.km[0], found.minutes[0], strict=True)
    ]
    return [
        _say_last(trip, climb_ladder(None, None, remote=answer)[-1])
        for trip, answer in zip(trips, answers, strict=True)
    ]


def _say_last(trip: Trip, rung: Rung) -> Trip:
    """Put what a service said in place of the last rung."""
    return replace(trip, rungs=(*trip.rungs[:-1], rung))


def _describe(trip: Trip) -> list[dict[str, Any]]:
    """Give the ways of a trip as plain values."""
    return [
        {
            "method": rung.method,
            "km": _round(rung.km, 3),
            "minutes": _round(rung.minutes, 1),
            "said": rung.said,
        }
        for rung in trip.rungs
    ]


def _round(amount: Range | None, digits: int) -> dict[str, float] | None:
    """Round a range: km to the metre, minutes to six seconds."""
    if amount is None:
        return None
    return {name: round(number, digits) for name, number in asdict(amount).items()}


def _measure_isolation(urn: int, snapshot: Snapshot, tools: TripTools) -> dict[str, Any]:
    """Measure how near a school's peers are."""
    found = measure_isolation(snapshot.table("schools"), tools.factors, tools.water)
    told: dict[str, Any] = found.loc[urn].round(3).to_dict()
    return {"n_peers": N_PEERS} | told


def _name_network(network: RoadNetwork) -> dict[str, object]:
    """Name a network, and whom to name for it."""
    told = describe_network(network)
    return {key: told[key] for key in told if key.startswith("network")}
