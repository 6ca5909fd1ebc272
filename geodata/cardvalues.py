"""A school's card as plain values for JSON."""

import json
from typing import Any

import pandas as pd

from footprints.locals.card import Card
from footprints.locals.neighbours import N_LISTED, Neighbours
from geodata.store import Snapshot


def card_values(card: Card, snapshot: Snapshot) -> dict[str, Any]:
    """
    Give a card as plain JSON values.

    Parameters
    ----------
    card
        From `footprints.locals.card.build_card`.
    snapshot
        The snapshot it was built on.

    Returns
    -------
    values
        `urn`, `name`, `scope`, `snapshot`, `demo`, `locals`, `absent`, `overlaps`,
        `neighbours`; distances to the metre, shares to six decimals, null where unknown.
    """
    return {
        "urn": card.urn,
        "name": card.name,
        "scope": card.scope,
        "snapshot": snapshot.snapshot_id,
        "demo": snapshot.is_demo,
        "locals": _records(card.locals),
        "absent": _records(card.absent),
        "overlaps": _records(card.overlaps),
        "neighbours": _neighbour_values(card.neighbours),
    }


def _neighbour_values(neighbours: Neighbours) -> dict[str, Any]:
    """Give the nearest in full, and of the others how many and the nearest few."""
    differing = neighbours.near_twins["differs"].value_counts().sort_index()
    return {
        "peers": neighbours.peers,
        "counted": list(neighbours.counted),
        "nearest": _records(neighbours.nearest),
        "twins": _count(neighbours.twins),
        "near_twins": _count(neighbours.near_twins)
        | {"by_system": {str(system): int(n) for system, n in differing.items()}},
        "strangers": _count(neighbours.strangers),
    }


def _count(schools: pd.DataFrame) -> dict[str, Any]:
    """Give how many schools a list has, and the nearest few."""
    return {"n": len(schools), "nearest": _records(schools.head(N_LISTED))}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows of plain values, rounded, null where unknown."""
    rounded = table.round({"straight_km": 3, "alignment": 6, "jaccard": 6, "overlap": 6})
    records: list[dict[str, Any]] = json.loads(rounded.to_json(orient="records"))
    return records
