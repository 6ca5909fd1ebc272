"""The stated mileage rates and average speed, and files that are not."""

from pathlib import Path

import pytest

from footprints.travel.budget import price_miles
from geodata.errors import DuplicateKeyError, UnreadableFileError
from geodata.registercells import CellValueError
from geodata.travel.rates import load_rates, load_speed

MILEAGE = "vehicle,from_miles,pence_per_mile,tax_year,as_of,source,note\n"
SPEED = "value_kmh,low_kmh,high_kmh,as_of,source,note\n"


def write(folder: Path, header: str, *rows: str) -> Path:
    path = folder / "rates.csv"
    path.write_text(header + "\n".join(rows), encoding="utf-8")
    return path


def test_the_approved_rates_are_those_of_hmrc() -> None:
    rates = load_rates()
    assert sorted(rates) == ["bicycle", "car", "motorcycle"]
    # 10,000 miles at 45p and 2,000 at 25p
    assert price_miles(12_000, rates["car"]) == 5000
    assert price_miles(12_000, rates["motorcycle"]) == 2880
    assert price_miles(100, rates["bicycle"]) == 20
    for one in rates.values():
        assert "HMRC" in one.source
        assert one.tax_year == "2025-26"


def test_the_average_speed_is_owned_up_to_as_an_assumption() -> None:
    speed = load_speed()
    assert 0 < speed.low_kmh < speed.value_kmh < speed.high_kmh
    assert speed.source.startswith("Our assumption")


def test_steps_come_in_any_order(tmp_path: Path) -> None:
    path = write(tmp_path, MILEAGE, "car,50,1,2030,2030,a,", "car,0,2,2030,2030,a,")
    assert load_rates(path)["car"].steps == ((0, 2), (50, 1))


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (["car,9,45,2025,2025,a,"], UnreadableFileError, "must rise from 0 miles"),
        (["car,0,-1,2025,2025,a,"], UnreadableFileError, "0 pence or more"),
        (["car,0,,2025,2025,a,"], CellValueError, "`pence_per_mile` must be filled in"),
        (["car,0,1,2025,2025,a,"] * 2, DuplicateKeyError, "car"),
    ],
)
def test_wrong_rates_are_refused(
    tmp_path: Path, rows: list[str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        load_rates(write(tmp_path, MILEAGE, *rows))


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        ([], UnreadableFileError, "must have one row, got 0"),
        (["50,40,70,2025,a,"] * 2, UnreadableFileError, "must have one row, got 2"),
        (["50,60,70,2025,a,"], UnreadableFileError, "0 < low <= value <= high"),
        (["50,40,70,2025,,"], CellValueError, "`source` must be filled in"),
    ],
)
def test_a_wrong_speed_is_refused(
    tmp_path: Path, rows: list[str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        load_speed(write(tmp_path, SPEED, *rows))
