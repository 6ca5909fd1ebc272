"""Detour factors measured on a network, kept beside it: `networks/<network id>-factors.json`."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from footprints.roads.calibration import CELL_KINDS, Calibration
from footprints.travel.detour import DetourBand, DetourFactors, FactorError
from geodata.errors import UnreadableFileError

FOLDER = "networks"
_FORMAT = 1
_ID = re.compile(r"[0-9a-f]{16}")


def locate_calibration(data_dir: Path, network_id: str) -> Path:
    """
    Say where the factors of a network are kept.

    Parameters
    ----------
    data_dir
        The data folder.
    network_id
        As in `RoadNetwork`.

    Returns
    -------
    path
        It need not exist.

    Raises
    ------
    ValueError
        If the id is not 16 hexadecimal digits; it is part of a file's name.

    Examples
    --------
    >>> locate_calibration(Path("data"), "85f7540a52772856").as_posix()
    'data/networks/85f7540a52772856-factors.json'
    """
    if not _ID.fullmatch(network_id):
        raise ValueError(f"`network_id` must be 16 hexadecimal digits, got {network_id!r}")
    return data_dir / FOLDER / f"{network_id}-factors.json"


def write_calibration(data_dir: Path, network_id: str, calibration: Calibration) -> Path:
    """
    Keep what was measured on a network, whole or not at all.

    Parameters
    ----------
    data_dir
        The data folder; made if absent.
    network_id
        As in `RoadNetwork`.
    calibration
        From `footprints.roads.calibration.calibrate_factors`.

    Returns
    -------
    path
        The file.
    """
    path = locate_calibration(data_dir, network_id)
    cells = calibration.cells.astype("object")
    content = {
        "format": _FORMAT,
        "network_id": network_id,
        "note": calibration.note,
        "source": calibration.factors.source,
        "bands": [asdict(band) for band in calibration.factors.bands],
        "cells": cells.where(cells.notna(), None).to_dict("records"),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)
    return path


def read_calibration(data_dir: Path, network_id: str) -> Calibration | None:
    """
    Read what was measured on a network.

    Parameters
    ----------
    data_dir
        The data folder.
    network_id
        As in `RoadNetwork`.

    Returns
    -------
    calibration
        None where nothing was measured yet.

    Raises
    ------
    UnreadableFileError
        If the file is damaged, or of another network or format.
    """
    path = locate_calibration(data_dir, network_id)
    if not path.is_file():
        return None
    remedy = "delete it and measure the factors again"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if (content["format"], content["network_id"]) != (_FORMAT, network_id):
            raise UnreadableFileError(f"{path.name}: of another network or format; {remedy}")
        bands = tuple(DetourBand(**band) for band in content["bands"])
        factors = DetourFactors(bands, content["source"], is_calibrated=True)
        return Calibration(factors, _read_cells(content["cells"]), content["note"])
    except (KeyError, TypeError, ValueError, FactorError) as error:
        raise UnreadableFileError(f"{path.name}: cannot be read ({error}); {remedy}") from error


def _read_cells(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Make the table of cells, a missing number NaN."""
    return pd.DataFrame(rows, columns=list(CELL_KINDS)).astype(dict(CELL_KINDS))
