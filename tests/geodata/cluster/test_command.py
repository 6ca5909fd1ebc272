"""The command line gives one table, whether one process or a cluster made it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from footprints.roads.network import RoadNetwork
from geodata.cluster import command
from geodata.cluster.command import main
from geodata.roads.files import RoadReport, RoadsRead
from geodata.roads.graphfile import save_network

NETWORK_ID = "0123456789abcdef"


@pytest.fixture
def home(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Serve the snapshot of the hand-made files."""
    monkeypatch.setenv("LOCALS_DATA_DIR", str(data_dir))
    return data_dir


def save_grid(home: Path, *tables: pd.DataFrame) -> RoadNetwork:
    """Save a network with a node at each place, joined in a ring and to the first."""
    places = [table.set_axis(["easting", "northing"], axis=1) for table in tables]
    where = pd.concat(places).dropna().drop_duplicates().to_numpy("float64")
    n = len(where)
    own = np.arange(n)
    a = np.concatenate([own, own[1:]])
    b = np.concatenate([np.roll(own, -1), np.zeros(n - 1, "int64")])
    kept = a != b
    a, b = a[kept], b[kept]
    start, end = np.append(a, b), np.append(b, a)
    order = np.lexsort((end, start))
    start, end = start[order], end[order]
    network = RoadNetwork(
        where[:, 0], where[:, 1], start, end, 1.3 * np.hypot(*(where[start] - where[end]).T),
        np.zeros(len(start), "int16"), ("primary",), "Grid", "drawn by hand", "2025-01-01",
        "© Somebody", NETWORK_ID,
    )  # fmt: skip
    report = RoadReport("grid", n, {}, 1.0, 1.0, ())
    save_network(home / "networks", RoadsRead(network, report), {})
    return network


def read(path: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    beside = path.with_name(path.name + "-metadata.json")
    return pd.read_csv(path), json.loads(beside.read_text(encoding="utf-8"))


def test_chance_is_the_same_on_a_cluster(
    home: Path, tmp_path: Path, cluster: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    how = ["chance", "--systems", "la", "lad", "region", "--draws", "30", "--seed", "4", "--out"]
    alone, shared = tmp_path / "alone.csv", tmp_path / "shared.csv"
    assert main([*how, str(alone)]) == 0
    assert main([*how, str(shared), "--scheduler", cluster.scheduler_address]) == 0
    assert alone.read_bytes() == shared.read_bytes()
    table, told = read(shared)
    assert table[["a", "b"]].to_numpy().tolist() == [
        ["la", "lad"],
        ["la", "region"],
        ["lad", "region"],
    ]
    assert table["p_value"].between(0, 1).all()
    assert (told["draws"], told["seed"], told["area"]) == (30, 4, "England")
    assert told["dc:license"]
    err = capsys.readouterr().err
    assert "30 of 30" in err
    assert "wrote 3 rows to shared.csv" in err
    assert home.is_dir()


def test_roads_are_the_same_on_a_cluster(home: Path, tmp_path: Path, cluster: Any) -> None:
    snapshot = command.open_serving(home)
    schools, units = snapshot.table("schools"), snapshot.table("units")
    network = save_grid(
        home, schools[["easting", "northing"]], units[["base_easting", "base_northing"]]
    )
    system = units.loc[units["base_easting"].notna(), "system"].iloc[0]
    how = ["roads", "--network", NETWORK_ID, "--system", system, "--out"]
    alone, shared = tmp_path / "alone.csv", tmp_path / "shared.csv"
    assert main([*how, str(alone)]) == 0
    assert main([*how, str(shared), "--scheduler", cluster.scheduler_address]) == 0
    assert alone.read_bytes() == shared.read_bytes()
    table, told = read(shared)
    n_bases = int((units["system"].eq(system) & units["base_easting"].notna()).sum())
    assert len(table) == len(schools) * n_bases == told["rows"]
    assert table["km"].notna().any()
    assert (table["minutes_fast"] <= table["minutes_slow"]).sum() == table["km"].notna().sum()
    assert set(table["method"]) == {"road"}
    assert told["network"] == "Grid (drawn by hand, 2025-01-01)"
    assert told["network_rights"] == "© Somebody"
    assert told["schools_on_no_road"] == int(schools["easting"].isna().sum())
    assert network.n_nodes > 2


def test_parquet_holds_its_own_metadata(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "chance.parquet"
    assert main(["chance", "--systems", "la", "region", "--draws", "2", "--out", str(out)]) == 0
    assert len(pd.read_parquet(out)) == 1
    assert [path.name for path in tmp_path.glob("chance*")] == ["chance.parquet"]
    assert home.is_dir()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chance", "--systems", "nobody", "la"], "nobody"),
        (["chance", "--systems", "la", "lad", "--scheduler", "nowhere"], "must be an address"),
        (["roads", "--network", "f" * 16, "--system", "maths"], "f" * 16),
    ],
)
def test_an_error_is_told_in_one_line(
    words: list[str], said: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    assert main([*words, "--out", str(out)]) == 1
    err = capsys.readouterr().err.splitlines()
    assert err[-1].startswith("error: ")
    assert said in err[-1]
    assert not out.exists()
    assert home.is_dir()


def test_a_system_without_bases_has_no_roads(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_grid(home, command.open_serving(home).table("schools")[["easting", "northing"]])
    words = ["roads", "--network", NETWORK_ID, "--system", "region"]
    assert main([*words, "--out", str(tmp_path / "out.csv")]) == 1
    assert "`--system` must have a unit with a base, got 'region'" in capsys.readouterr().err


def test_a_folder_is_no_file_to_write(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["chance", "--systems", "la", "region", "--draws", "1", "--out", str(tmp_path)]
    assert main(words) == 1
    assert "`--out` must be a file that can be written" in capsys.readouterr().err
    assert home.is_dir()


@pytest.mark.parametrize("draws", ["0", "-1", "many"])
def test_draws_are_a_number_above_none(draws: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["chance", "--systems", "la", "lad", "--draws", draws, "--out", "x.csv"])
    assert "expected a whole number from 1 up" in capsys.readouterr().err
