"""Measured factors come back from their file as they were, or not at all."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footprints.roads.calibration import Calibration, calibrate_factors
from footprints.roads.network import RoadNetwork
from geodata.errors import UnreadableFileError
from geodata.roads.calibrated import locate_calibration, read_calibration, write_calibration

ID = "85f7540a52772856"


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    """Factors of a road that winds by 4/3 and a bit, so that no number is round."""
    rows, east = np.arange(60), np.arange(61) * 400.0
    network = RoadNetwork(
        east,
        0 * east,
        np.concatenate([rows, rows + 1]),
        np.concatenate([rows + 1, rows]),
        np.tile(400.0 * (4 / 3 + rows / 700), 2),
        np.zeros(120, "int16"),
        ("primary",),
        "Länge",
        "drawn by hand",
        None,
        "© Somebody",
        ID,
    )
    return calibrate_factors(network, pd.DataFrame({"easting": east, "northing": 0.0}))


def test_what_is_written_is_read_back(calibration: Calibration, tmp_path: Path) -> None:
    path = write_calibration(tmp_path / "new", ID, calibration)
    assert path == tmp_path / "new" / "networks" / f"{ID}-factors.json"
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    found = read_calibration(tmp_path / "new", ID)
    assert found is not None
    assert found.factors == calibration.factors
    assert found.note == calibration.note
    pd.testing.assert_frame_equal(found.cells, calibration.cells, check_exact=True)
    assert found.cells["median"].isna().any()


def test_nothing_measured_is_none(tmp_path: Path) -> None:
    assert read_calibration(tmp_path, ID) is None


def test_measuring_again_replaces_the_file(calibration: Calibration, tmp_path: Path) -> None:
    path = write_calibration(tmp_path, ID, calibration)
    before = path.read_bytes()
    assert write_calibration(tmp_path, ID, calibration).read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "[]",
        lambda text: text.replace(ID, "0" * 16),
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: text.replace('"from_km": 1.0', '"from_km": -1.0'),
        lambda text: json.dumps({**json.loads(text), "bands": [{"kind": "all"}]}),
        lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != "cells"}),
    ],
)
def test_a_damaged_file_is_said_to_be_one(
    damage: object, calibration: Calibration, tmp_path: Path
) -> None:
    path = write_calibration(tmp_path, ID, calibration)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="delete it and measure the factors again"):
        read_calibration(tmp_path, ID)


@pytest.mark.parametrize("strange", ["", "../../etc/passwd", "85F7540A52772856", ID + "0"])
def test_an_id_that_is_none_is_refused(strange: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must be 16 hexadecimal digits"):
        locate_calibration(tmp_path, strange)
