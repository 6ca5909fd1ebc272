"""
Detour factors measured on a network: road over straight line, by band and kind of place.

A trip is rural or urban as the place it starts from; see `footprints.roads.placepairs`.

Areas differ more among themselves than pairs within one do by chance, so intervals come from
drawing whole areas with replacement (a cluster bootstrap; Cameron, Gelbach & Miller 2008): a
pair is of the area it starts from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from footprints.roads.network import Floats, RoadNetwork, Rows
from footprints.roads.placepairs import (
    LONGEST_KM,
    SHORTEST_KM,
    Pairs,
    Progress,
    Sampling,
    measure_pairs,
)
from footprints.travel.detour import KINDS, DetourBand, DetourFactors, Kind

EDGES_KM = (SHORTEST_KM, 2.0, 5.0, 10.0, 20.0, 40.0, LONGEST_KM)
CENTRAL = (10.0, 90.0)
INTERVAL = (2.5, 97.5)
MEASURED = "measured"
_CHUNK_CELLS = 2**22
CELL_KINDS: Mapping[str, str] = MappingProxyType(
    {"kind": "str", "from_km": "float64", "to_km": "float64"}
    | {"n_pairs": "int64", "n_areas": "int64"}
    | dict.fromkeys(("median", "low", "high", "median_low", "median_high"), "float64")
    | {"used": "str"}
)


@dataclass(frozen=True)
class Calibration:
    """
    What was measured.

    `cells` has a row for each kind and band: `kind`, `from_km`, `to_km`, `n_pairs` (each way
    counted), `n_areas`, `median`, `low` and `high` (8 of 10 pairs lie between), `median_low` and
    `median_high` (95 of 100 draws of areas have their median between), and `used`: `measured`,
    or what takes its place and why. `factors` holds the bands that are used. `note` says it all
    in a few sentences.
    """

    factors: DetourFactors
    cells: pd.DataFrame
    note: str


def calibrate_factors(
    network: RoadNetwork,
    places: pd.DataFrame,
    *,
    sampling: Sampling | None = None,
    on_progress: Progress | None = None,
) -> Calibration:
    """
    Measure detour factors between places on a network.

    Parameters
    ----------
    network, places, sampling, on_progress
        As for `footprints.roads.placepairs.measure_pairs`.

    Returns
    -------
    calibration
        See `Calibration`. Bands with too few pairs are not among its factors: a rural or an
        urban trip then takes the band of all, and what all lacks is for
        `footprints.travel.detour.complete_factors` to fill.

    Raises
    ------
    SchemaError
        If a column is missing.

    Examples
    --------
    >>> east, rows = np.array([0.0, 1000.0, 2000.0]), np.array([0, 1, 1, 2])
    >>> lane = RoadNetwork(east, 0 * east, rows, np.array([1, 0, 2, 1]), np.full(4, 1300.0),
    ...     np.zeros(4, "int16"), ("primary",), "Lane", "drawn by hand", None, "", "0" * 16)
    >>> places = pd.DataFrame({"easting": east, "northing": 0.0})
    >>> found = calibrate_factors(lane, places, sampling=Sampling(least_pairs=2, least_areas=1))
    >>> [(band.kind, band.from_km, band.n, band.value) for band in found.factors.bands]
    [('all', 1.0, 4, 1.3), ('all', 2.0, 2, 1.3)]
    """
    sampling = sampling or Sampling()
    pairs = measure_pairs(network, places, sampling=sampling, on_progress=on_progress)
    rows = [
        _judge_cell(pairs, kind, band, sampling) for kind in KINDS for band in pairwise(EDGES_KM)
    ]
    cells = _fall_back(pd.DataFrame(rows, columns=list(CELL_KINDS)).astype(dict(CELL_KINDS)))
    about = f"{network.name} ({network.source}{f', {network.as_of}' if network.as_of else ''})"
    used = cells[cells["used"] == MEASURED]
    bands = tuple(_make_band(cell, about, network.as_of) for cell in used.itertuples())
    n_areas = len(np.unique(pairs.area))
    source = (
        f"Measured on the roads of {about}: {len(pairs.factor):,} pairs of places in "
        f"{n_areas} areas."
    )
    credit = f" {network.attribution.rstrip('.')}." if network.attribution else ""
    factors = DetourFactors(bands, source + credit, is_calibrated=True)
    return Calibration(factors, cells, _write_note(factors, cells))


def average_resamples(factor: Floats, area: Rows, drawn: Rows) -> Floats:
    """
    Take the median of the pairs of areas drawn with replacement, for each draw.

    Parameters
    ----------
    factor
        float64, length p, at least one.
    area
        int64, length p: row of area, from 0.
    drawn
        int64, r by a: how often each of the a areas was drawn.

    Returns
    -------
    medians
        float64, length r; NaN for a draw without pairs.

    Examples
    --------
    >>> factor, area = np.array([1.0, 1.2, 2.0]), np.array([0, 0, 1])
    >>> average_resamples(factor, area, np.array([[2, 0], [1, 1]])).tolist()
    [1.1, 1.2]
    """
    order = np.argsort(factor, kind="stable")
    value, owner = factor[order], area[order]
    medians = np.full(len(drawn), np.nan)
    step = max(1, _CHUNK_CELLS // len(value))
    for begin in range(0, len(drawn), step):
        reached = np.cumsum(drawn[begin : begin + step][:, owner], axis=1)
        for row, counts in enumerate(reached, start=begin):
            n = counts[-1]
            if n:
                middle = np.searchsorted(counts, [(n - 1) // 2, n // 2], side="right")
                medians[row] = value[middle].mean()
    return medians


def _judge_cell(
    pairs: Pairs, kind: Kind, band: tuple[float, float], sampling: Sampling
) -> dict[str, object]:
    """Sum up the pairs of one kind and band."""
    own = (pairs.straight_km >= band[0]) & (pairs.straight_km < band[1])
    if kind != "all":
        own &= pairs.kind == kind
    factor, area = pairs.factor[own], np.unique(pairs.area[own], return_inverse=True)
    cell: dict[str, object] = {"kind": kind, "from_km": band[0], "to_km": band[1]}
    cell |= {"n_pairs": len(factor), "n_areas": len(area[0]), "used": ""}
    if len(factor):
        cell |= {"median": float(np.median(factor))}
        cell |= dict(zip(("low", "high"), np.percentile(factor, CENTRAL).tolist(), strict=True))
    if len(factor) >= sampling.least_pairs:
        cell["used"] = MEASURED
        if len(area[0]) >= sampling.least_areas:
            rng = np.random.default_rng([sampling.seed, KINDS.index(kind), int(band[0])])
            even = np.full(len(area[0]), 1 / len(area[0]))
            drawn = rng.multinomial(len(area[0]), even, size=sampling.n_resamples)
            medians = average_resamples(factor, area[1], drawn)
            limits = np.percentile(medians, INTERVAL).tolist()
            cell |= dict(zip(("median_low", "median_high"), limits, strict=True))
    return cell


def _fall_back(cells: pd.DataFrame) -> pd.DataFrame:
    """Say of each cell that has too few pairs what takes its place."""
    thin = cells["used"] != MEASURED
    of_all = cells["kind"] == "all"
    sound = set(cells.loc[of_all & ~thin, "from_km"])
    few = "too few pairs (" + cells["n_pairs"].astype("str") + "): "
    instead = np.where(~of_all & cells["from_km"].isin(sound), "as all", "as stated by default")
    cells["used"] = cells["used"].where(~thin, few + instead)
    return cells


def _make_band(cell: NamedTuple, about: str, as_of: str | None) -> DetourBand:
    """Make the band of a measured cell."""
    given = cell._asdict()
    note = f"8 of 10 pairs lie between low and high; {given['n_areas']} areas"
    if np.isfinite(given["median_low"]):
        note += f"; median {given['median_low']:.2f} to {given['median_high']:.2f} by area"
    return DetourBand(
        kind=given["kind"],
        from_km=given["from_km"],
        to_km=given["to_km"],
        value=given["median"],
        low=given["low"],
        high=given["high"],
        source=f"measured on {about}",
        n=given["n_pairs"],
        as_of=as_of,
        note=note,
    )


def _write_note(factors: DetourFactors, cells: pd.DataFrame) -> str:
    """Say what was measured and what was not."""
    thin: Sequence[str] = [
        f"{cell.kind} {cell.from_km:g} to {cell.to_km:g} km: {cell.used}"
        for cell in cells[cells["used"] != MEASURED].itertuples()
    ]
    return " ".join([factors.source, *(f"{line}." for line in thin)])
