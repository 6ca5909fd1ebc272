"""A hierarchy is ordered once, reopened as it was, and never taken from another network."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from footprints.roads.contraction import route_contracted
from footprints.roads.network import RoadNetwork
from geodata.errors import BuildError
from geodata.roads import hierarchies
from geodata.roads.hierarchies import open_hierarchy
from tests.footprints.roads.test_contraction import SPEEDS, make_web, scatter

pytest.importorskip("pyroutingkit", reason="the optional package pyroutingkit is not installed")


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a network is ordered."""
    names: list[str] = []
    order = hierarchies.build_hierarchy

    def count(network: RoadNetwork) -> object:
        names.append(network.network_id)
        return order(network)

    monkeypatch.setattr(hierarchies, "build_hierarchy", count)
    return names


def test_a_network_is_ordered_once(tmp_path: Path, built: list[str]) -> None:
    network = make_web(1)
    points = scatter(network, 20, 1)
    first, second = (open_hierarchy(tmp_path / "new", network) for _ in range(2))
    assert built == [network.network_id]
    one, two = (
        route_contracted(network, points, points, SPEEDS, hierarchy=found)
        for found in (first, second)
    )
    np.testing.assert_array_equal(one.km, two.km)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [
        f"{network.network_id}-hierarchy"
    ]


@pytest.mark.parametrize("name", ["order", "head", "about.json"])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_damaged_hierarchy_is_made_anew(
    name: str, damage: str, tmp_path: Path, built: list[str]
) -> None:
    network = make_web(2)
    open_hierarchy(tmp_path, network)
    path = tmp_path / f"{network.network_id}-hierarchy" / name
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        half = content[: len(content) // 2]
        path.write_bytes(half if damage == "cut" else half + b"\1" * (len(content) - len(half)))
    open_hierarchy(tmp_path, network)
    assert len(built) == 2
    assert path.read_bytes() == content
    open_hierarchy(tmp_path, network)
    assert len(built) == 2


def test_one_of_other_arcs_is_made_anew(tmp_path: Path, built: list[str]) -> None:
    network = make_web(3)
    open_hierarchy(tmp_path, network)
    # the same file read otherwise has the same id and other nodes
    other = replace(make_web(4), network_id=network.network_id)
    found = open_hierarchy(tmp_path, other)
    assert len(built) == 2
    points = scatter(other, 5, 1)
    assert route_contracted(other, points, points, SPEEDS, hierarchy=found).km.shape == (5, 5)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BuildError, match="could not be saved"):
        open_hierarchy(tmp_path / "file", make_web(5))
