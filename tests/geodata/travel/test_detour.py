"""The stated detour factors, and files that are not."""

from pathlib import Path

import numpy as np
import pytest

from footprints.travel.detour import estimate_road_km
from geodata.errors import MissingColumnError, UnreadableFileError
from geodata.registercells import CellValueError
from geodata.travel.detour import DETOUR_FILE, load_detour_factors

HEADER = "kind,from_km,to_km,value,low,high,n,as_of,source,note\n"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "detour.csv"
    path.write_text(header + "\n".join(rows), encoding="utf-8")
    return path


def test_the_stated_factors_are_those_of_the_measurement_they_name() -> None:
    factors = load_detour_factors()
    assert not factors.is_calibrated
    found = estimate_road_km([5, 40, 79.9, 80, 150], factors)
    ratio = np.stack([found.value, found.low, found.high]) / [5, 40, 79.9, 80, 150]
    np.testing.assert_allclose(ratio[:, :3], np.array([[1.4], [1.2], [1.6]]) * np.ones(3))
    np.testing.assert_allclose(ratio[0, 3:], 1.29)
    # as wide, for the value, as under 80 km
    np.testing.assert_allclose((ratio[2] - ratio[1]) / ratio[0], 0.4 / 1.4, rtol=0.03)


def test_every_band_has_a_source_and_a_date_and_short_trips_are_owned_up_to() -> None:
    bands = load_detour_factors().bands
    assert all("randomNetworkDistancer" in band.source and band.as_of for band in bands)
    (short,) = [band for band in bands if band.from_km == 0]
    assert short.to_km == 10
    assert "Hardly any trips under 10 km were measured" in short.note
    assert bands[-1].to_km == np.inf
    assert "our assumption" in bands[-1].note


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "rural,0,5,1.5,1.3,2,77,2024,mine,", "all,0,,1.4,1.2,1.6,,2024,mine,ok")
    rural, everywhere = load_detour_factors(path).bands
    assert (rural.kind, rural.n, rural.note) == ("rural", 77, "")
    assert (everywhere.to_km, everywhere.n, everywhere.note) == (np.inf, None, "ok")


@pytest.mark.parametrize(
    ("row", "error", "message"),
    [
        ("all,0,,much,1.2,1.6,,2024,a,", CellValueError, "`value` must be a number or blank"),
        ("all,0,,1.4,1.2,,,2024,a,", CellValueError, "`high` must be filled in"),
        ("all,0,,1.4,1.2,1.6,,2024,,", CellValueError, "`source` must be filled in"),
        ("all,0,,1.4,1.5,1.6,,2024,a,", UnreadableFileError, "low <= value <= high"),
        ("sea,0,,1.4,1.2,1.6,,2024,a,", UnreadableFileError, "`kind` must be one of"),
        ("", UnreadableFileError, "must hold a factor"),
    ],
)
def test_a_wrong_row_is_refused_by_name(
    tmp_path: Path, row: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        load_detour_factors(write(tmp_path, row))


def test_overlaps_missing_columns_and_missing_files_are_refused(tmp_path: Path) -> None:
    row = "all,0,,1.4,1.2,1.6,,2024,a,"
    with pytest.raises(UnreadableFileError, match=r"detour.csv: bands .* must not overlap"):
        load_detour_factors(write(tmp_path, row, row))
    with pytest.raises(MissingColumnError, match="note"):
        load_detour_factors(write(tmp_path, row, header=HEADER.replace(",note", "")))
    with pytest.raises(UnreadableFileError, match=r"nothing\.csv"):
        load_detour_factors(tmp_path / "nothing.csv")
    assert DETOUR_FILE.is_file()
