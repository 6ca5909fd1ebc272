"""What a snapshot says of itself: counts, certainty per system, sources, problems."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from footprints.membership.memberships import CERTAINTIES
from geodata.assemble import Assembled
from geodata.checks import Check, count_scopes
from geodata.config import code_version
from geodata.sources import Sources
from geodata.store import Snapshot

Tables = Mapping[str, pd.DataFrame]
LICENCE = "Open Government Licence v3.0"
ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0 "
    "(DfE, Ofsted, ONS). Contains OS data © Crown copyright and database right; contains Royal "
    "Mail data © Royal Mail copyright and database right; contains National Statistics data © "
    "Crown copyright and database right."
)
DEMO_ATTRIBUTION = (
    "Demonstration data: invented schools and trusts, schematic boundaries; real district names, "
    "codes and hub registers."
)


def describe_snapshot(
    assembled: Assembled, sources: Sources, checks: list[Check]
) -> dict[str, Any]:
    """
    Write the part of a manifest that is known before publishing.

    Parameters
    ----------
    assembled
        The tables and layers.
    sources
        What they were made from.
    checks
        From `geodata.checks.check_snapshot`.

    Returns
    -------
    manifest
        Plain JSON values.
    """
    tables = assembled.tables
    rejected: dict[str, int] = {}
    for report in sources.reports:
        rejected[report.file] = rejected.get(report.file, 0) + len(report.rejected)
    return {
        "as_of": sources.as_of,
        "demo": sources.demo,
        "code_version": code_version(),
        "licence": LICENCE,
        "attribution": DEMO_ATTRIBUTION if sources.demo else ATTRIBUTION,
        "areas": _count_areas(tables["areas"], assembled.layers.vintage),
        "area_vintages": _count_vintages(tables["areas"]),
        "districts_named_by": assembled.layers.vintage,
        "districts_assigned_by": assembled.layers.detailed_vintage,
        "scopes": count_scopes(tables["schools"]),
        "routes": tables["schools"]["lad_route"].value_counts().to_dict(),
        "trusts": tables["trusts"]["kind"].value_counts().to_dict(),
        "systems": describe_systems(tables),
        "rejected": rejected,
        "superseded": _list_superseded(assembled.superseded),
        "sources": list(sources.files),
        "left_aside": list(sources.left_aside),
        "checks": [check.to_json() for check in checks],
    }


def describe_systems(tables: Tables) -> dict[str, dict[str, Any]]:
    """
    Count units, bases and schools by certainty in each system.

    Parameters
    ----------
    tables
        `systems`, `units` and `memberships`.

    Returns
    -------
    systems
        By system: `name`, `units`, `official_total`, `with_base`, `schools_<certainty>` (each
        school once, under its certainty), `as_of`, `valid_to`.
    """
    units = tables["units"]
    held = tables["memberships"].drop_duplicates(["urn", "system"])
    counts = held.groupby(["system", "certainty"]).size()
    described: dict[str, dict[str, Any]] = {}
    for row in tables["systems"].itertuples():
        own = units[units["system"] == row.system]
        by = {
            f"schools_{certainty}": int(counts.get((row.system, certainty), 0))
            for certainty in CERTAINTIES
        }
        described[str(row.system)] = {
            "name": row.name,
            "units": len(own),
            "official_total": None if pd.isna(row.official_total) else int(row.official_total),
            "with_base": int(own["base_easting"].notna().sum()),
            **by,
            "as_of": _text(row.as_of) or _text(own["as_of"].dropna().max()),
            "valid_to": _text(row.valid_to),
        }
    return described


def describe_status(snapshot: Snapshot) -> dict[str, Any]:
    """
    Give the state of a snapshot as `status --json` prints it and the Data page shows it.

    Parameters
    ----------
    snapshot
        An open snapshot.

    Returns
    -------
    status
        Plain JSON values; `tables` gives rows by name.
    """
    manifest = snapshot.manifest
    first = ("snapshot", "demo", "code_version")
    status = {key: manifest[key] for key in first}
    status["tables"] = {name: table["rows"] for name, table in manifest["tables"].items()}
    rest = [k for k in manifest if k not in {*first, "tables", "map_files"}]
    return status | {key: manifest[key] for key in rest}


def _count_areas(areas: pd.DataFrame, vintage: str) -> dict[str, int]:
    """Count the areas of the vintage that names districts, by kind."""
    return {
        str(k): int(n)
        for k, n in areas[areas["vintage"] == vintage].groupby("kind").size().items()
    }


def _count_vintages(areas: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Count the areas of each vintage and kind."""
    counts: dict[str, dict[str, int]] = {}
    for (kind, vintage), n in areas.groupby(["kind", "vintage"]).size().items():
        counts.setdefault(str(kind), {})[str(vintage)] = int(n)
    return counts


def _list_superseded(superseded: pd.DataFrame) -> list[dict[str, str]]:
    """List the claims that gave way to a full list."""
    columns = ["system", "unit_id", "area_code", "area_name", "list_status", "as_of"]
    rows = superseded[columns].astype("object").where(superseded[columns].notna(), None)
    return [dict(zip(columns, row, strict=True)) for row in rows.to_numpy().tolist()]


def _text(value: object) -> str | None:
    """Give text, or None where it is missing."""
    return value if isinstance(value, str) else None
