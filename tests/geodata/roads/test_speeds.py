"""The file of speeds states every class once, a fast and a slow one, with its source."""

from pathlib import Path

import pytest

from geodata.errors import UnreadableFileError
from geodata.roads.lineclasses import OS_CLASSES, UNKNOWN
from geodata.roads.osmtags import CLASSES
from geodata.roads.speeds import SPEEDS_FILE, read_speeds

ONE = '[[speed]]\nclass = "primary"\nfast = 80\nslow = 65\nsource = "our assumption"\n'


def test_every_class_that_a_reader_gives_has_both_speeds_and_a_source() -> None:
    sets = read_speeds()
    every = {*CLASSES, *OS_CLASSES, UNKNOWN}
    assert set(sets.speeds.fast) == set(sets.speeds.slow) == set(sets.sources) == every
    for name in every:
        assert 0 < sets.speeds.slow[name] <= sets.speeds.fast[name] <= 113
        assert "assumption" in sets.sources[name]


def test_a_greater_road_is_never_slower() -> None:
    speeds = read_speeds().speeds
    for speed_set in (speeds.fast, speeds.slow):
        for ladder in (
            ["motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "service"],
            [name for name in OS_CLASSES if "dual" not in name and "slip" not in name][:6],
        ):
            steps = [speed_set[name] for name in ladder]
            assert steps == sorted(steps, reverse=True)


def test_the_speeds_cannot_be_changed_by_whoever_reads_them() -> None:
    fast = read_speeds().speeds.fast
    with pytest.raises(TypeError, match="does not support item assignment"):
        fast["motorway"] = 200.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[speed]\n", "cannot be read as TOML"),
        ("", "must state each class once, got none"),
        (ONE + ONE, "must state each class once, got primary twice"),
        (ONE.replace("fast = 80\n", ""), "class 'primary': must have class, fast, slow, source"),
        (ONE + "more = 1\n", "got class, fast, more, slow, source"),
        (ONE.replace("80", "60"), "must have 0 < slow <= fast <= 130 km/h, got slow 65 and fast"),
        (ONE.replace("65", "0"), "got slow 0 and fast 80"),
        (ONE.replace("80", "200"), "got slow 65 and fast 200"),
        (ONE.replace("80", "true"), "got slow 65 and fast True"),
        (ONE.replace("80", "nan"), "got slow 65 and fast nan"),
        (ONE.replace("80", '"80"'), "got slow 65 and fast '80'"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_the_class(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(UnreadableFileError, match=rf"^mine.toml.*{told}"):
        read_speeds(path)


def test_a_file_of_speeds_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"^none.toml: cannot be read as TOML"):
        read_speeds(tmp_path / "none.toml")
    assert SPEEDS_FILE.is_file()


def test_a_speed_with_a_source_is_what_the_source_says() -> None:
    # miles an hour of the Department for Transport, to the nearest 3 km/h
    sets = read_speeds()
    for name, mph, word in [
        ("motorway", 57.0, "Strategic Road Network"),
        ("os motorway", 57.0, "Strategic Road Network"),
        ("primary", 25.4, "local A roads"),
        ("os a road", 25.4, "local A roads"),
    ]:
        assert sets.speeds.slow[name] == pytest.approx(mph * 1.609344, abs=3)
        assert word in sets.sources[name]
