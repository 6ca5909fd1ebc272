"""Exports whose long work a cluster shares: the same files as without one, byte for byte."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from footprints.roads.routing import Routes, route_pairs
from geodata.cli import main
from geodata.cluster.pairs import route_pairs_on_cluster
from geodata.config import DATA_DIR_VARIABLE
from tests.footprints.roads.smalltown import SPEEDS, build_town, snap
from tests.geodata.conftest import Built
from tests.geodata.exports.lanes import save_lanes


@pytest.fixture
def network_id(built: Built, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point the command line at a data folder with saved lanes."""
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(data_dir))
    return save_lanes(built.snapshot, data_dir)


@pytest.mark.parametrize("turned", [False, True])
def test_pairs_are_those_of_one_process_to_the_last_digit(client: Any, *, turned: bool) -> None:
    town = build_town()
    many = snap(town, (0.1, 0), (4, 0.2), (4, 3.1), (0, 3), (0, 5), (90, 90))
    few = snap(town, (0, 3.2), (3.9, 0.1))
    sides = (few, many) if turned else (many, few)
    rows = np.repeat(np.arange(len(sides[0].node)), len(sides[1].node))
    columns = np.tile(np.arange(len(sides[1].node)), len(sides[0].node))
    kept = (rows + columns) % 3 > 0
    pairs = rows[kept], columns[kept]
    here = route_pairs(town, *sides, pairs, SPEEDS)
    shared = route_pairs_on_cluster(client, town, *sides, pairs, SPEEDS)
    for name in vars(here):
        np.testing.assert_array_equal(getattr(shared, name), getattr(here, name))
    assert np.isnan(shared.km).any(), "one point is on no road"
    none = (np.empty(0, "int64"), np.empty(0, "int64"))
    nothing: Routes = route_pairs_on_cluster(client, town, *sides, none, SPEEDS)
    assert len(nothing.km) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["travel", "--system", "tsh", "--method", "road"],
        ["alignment", "--systems", "tsh,la,trust", "--region", "London"],
    ],
)
def test_an_export_is_the_same_with_and_without_a_cluster(
    cluster: Any,
    network_id: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    if words[0] == "travel":
        words = [*words, "--network", network_id]
    alone, shared = tmp_path / "alone.parquet", tmp_path / "shared.parquet"
    said = ["export", *words, "--format", "parquet", "--out"]
    assert main([*said, str(alone)]) == 0
    assert main([*said, str(shared), "--scheduler", cluster.scheduler_address]) == 0
    assert alone.read_bytes() == shared.read_bytes()
    assert "wrote " in capsys.readouterr().err


def test_a_scheduler_that_is_not_there_is_an_error_and_no_output(
    network_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", "travel", "--method", "road", "--network", network_id]
    assert main([*words, "--scheduler", "127.0.0.1"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "error: `--scheduler` must be an address such as tcp://127.0.0.1:8786" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["travel"], "--scheduler would change nothing in travel without --network"),
        (["locals"], "--scheduler would change nothing in locals"),
        (["satellites", "--system", "tsh"], "--scheduler would change nothing in satellites"),
    ],
)
def test_a_cluster_with_nothing_to_do_is_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit, match=r"2"):
        main(["export", *words, "--scheduler", "tcp://127.0.0.1:1"])
    assert told in capsys.readouterr().err
