"""The state of a snapshot in words, for the terminal."""

from collections.abc import Mapping
from typing import Any

from geodata.manifest import describe_status
from geodata.store import Snapshot


def format_status(status: Mapping[str, Any]) -> str:
    """
    Write a status as lines of text.

    Parameters
    ----------
    status
        From `geodata.manifest.describe_status`.

    Returns
    -------
    text
        Without a last newline.
    """
    kind = "DEMONSTRATION (schools and trusts are invented)" if status["demo"] else "real data"
    areas = ", ".join(f"{n} {kind}" for kind, n in sorted(status["areas"].items()))
    places = "postcodes" in status["tables"]
    lines = [
        f"snapshot {status['snapshot']}: {kind}, as of {status['as_of'] or 'unknown'}",
        f"schools {status['tables']['schools']:,}; areas: {areas}; trusts: {status['trusts']}",
        f"postcodes {status['tables']['postcodes']:,}" if places else "no table of postcodes",
    ]
    for system, told in status["systems"].items():
        total = f" of {told['official_total']}" if told["official_total"] else ""
        certain = ", ".join(
            f"{told[key]:,} {key.removeprefix('schools_')}"
            for key in told
            if key.startswith("schools_") and told[key]
        )
        lines.append(f"  {system}: {told['units']}{total} units; schools: {certain}")
    return "\n".join(lines)


def format_build(snapshot: Snapshot) -> str:
    """
    Write the report of a build: what each file was taken for, and what was left or refused.

    Parameters
    ----------
    snapshot
        As published.

    Returns
    -------
    text
        Without a last newline.
    """
    manifest = snapshot.manifest
    lines = ["taken:"]
    for file in manifest["sources"]:
        counts = f"{file['rows_in']:,} rows read, {file['rows_out']:,} kept"
        lines.append(f"  {file['file']}: {file['kind']}, {counts}")
    lines.append("left aside:")
    lines += [f"  {left['file']}: {left['reason']}" for left in manifest["left_aside"]]
    lines.append("checks:")
    for check in manifest["checks"]:
        lines.append(f"  {'ok' if check['ok'] else 'LOOK'}  {check['name']}: {check['detail']}")
    return "\n".join([*lines, format_status(describe_status(snapshot))])
