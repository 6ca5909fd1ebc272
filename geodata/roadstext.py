"""Saved road networks and their detour factors in words and as plain values."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from footprints.roads.calibration import CENTRAL, INTERVAL, MEASURED, Calibration
from geodata.roads.calibrated import locate_calibration
from geodata.roads.files import RoadsRead
from geodata.roads.store import SavedNetwork


def format_added(read: RoadsRead) -> str:
    """
    Write the account of a file of roads.

    Parameters
    ----------
    read
        From `geodata.roads.store.NetworkStore.add`.

    Returns
    -------
    text
        What was taken and what left out, with reasons; without a last newline.
    """
    network, report = read.network, read.report
    left_out = [f"    {n:,} {reason}" for reason, n in report.left_out.items()]
    dated = f" of {network.as_of}" if network.as_of else ""
    taken = f"{report.n_ways:,} of {report.n_read:,} ways taken, {report.road_km:,.0f} km"
    joined = f"{network.n_nodes:,} points, of which {report.main_share:.1%} reach each other"
    return "\n".join(
        [
            f"{network.network_id}  {network.name}: {network.source}{dated}",
            f"  {taken}; {joined}",
            *(["  left out:"] if left_out else []),
            *left_out,
            *(f"  {note}" for note in report.notes),
            f"  {network.attribution}",
        ]
    )


def describe_saved(saved: SavedNetwork, data_dir: Path) -> dict[str, Any]:
    """
    Give what is known of a saved network as plain JSON values.

    Parameters
    ----------
    saved
        From `geodata.roads.store.NetworkStore.list_saved`.
    data_dir
        The data folder: where measured factors are kept.

    Returns
    -------
    values
        Of a network that cannot be used, only `network_id` and `problem`; `problem` is null
        otherwise. `factors_measured` tells whether detour factors were measured on it.
    """
    report = saved.report
    if report is None:
        return {"network_id": saved.network_id, "problem": saved.problem}
    return {
        "network_id": saved.network_id,
        "problem": None,
        "name": saved.name,
        "source": saved.source,
        "as_of": saved.as_of,
        "attribution": saved.attribution,
        "file": report.file,
        "n_nodes": saved.n_nodes,
        "n_edges": saved.n_edges,
        "road_km": round(report.road_km, 3),
        "main_share": round(report.main_share, 6),
        "left_out": dict(report.left_out),
        "notes": list(report.notes),
        "factors_measured": locate_calibration(data_dir, saved.network_id).is_file(),
    }


def format_saved(values: Mapping[str, Any]) -> str:
    """
    Write a saved network as one line.

    Parameters
    ----------
    values
        From `describe_saved`.

    Returns
    -------
    text
        Without a newline.

    Examples
    --------
    >>> format_saved({"network_id": "0" * 16, "problem": "damaged"})
    '0000000000000000  cannot be used: damaged'
    """
    if values["problem"] is not None:
        return f"{values['network_id']}  cannot be used: {values['problem']}"
    dated = f" of {values['as_of']}" if values["as_of"] else ""
    factors = "measured" if values["factors_measured"] else "not measured"
    return (
        f"{values['network_id']}  {values['name']}: {values['source']}{dated}, "
        f"{values['road_km']:,.0f} km, {values['n_nodes']:,} points; detour factors {factors}; "
        f"{values['attribution']}"
    )


def format_cells(calibration: Calibration) -> str:
    """
    Write the detour factors measured on a network as a table.

    Parameters
    ----------
    calibration
        From `footprints.roads.calibration.calibrate_factors`.

    Returns
    -------
    text
        A line for each kind of place and band: pairs, areas, the median with its interval, where
        most single trips lie, and whether the cell is used; then the note in words.
    """
    within, sure = CENTRAL[1] - CENTRAL[0], INTERVAL[1] - INTERVAL[0]
    heads = (
        "trips",
        "km",
        "pairs",
        "areas",
        "factor",
        f"{sure:g}% by area",
        f"{within:g}% of trips",
    )
    lines = [_FORM.format(*heads, "used")]
    lines += [
        _FORM.format(
            cell.kind,
            f"{cell.from_km:g} to {cell.to_km:g}",
            f"{cell.n_pairs:,}",
            f"{cell.n_areas:,}",
            _write(cell.median),
            _write(cell.median_low, cell.median_high),
            _write(cell.low, cell.high),
            cell.used if cell.used != MEASURED else "yes",
        ).rstrip()
        for cell in calibration.cells.itertuples()
    ]
    return "\n".join([*lines, calibration.factors.source])


_FORM = "{:<6} {:<9} {:>9} {:>6} {:>7} {:>13} {:>13}  {}"


def _write(*numbers: float) -> str:
    """Write a number, or two as a range; a dash where one is not known."""
    if any(pd.isna(number) for number in numbers):
        return "-"
    return " to ".join(f"{number:.2f}" for number in numbers)
