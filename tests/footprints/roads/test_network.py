"""A network whose arrays do not fit together is refused."""

from dataclasses import replace

import numpy as np
import pytest

from footprints.errors import FootprintsError
from footprints.roads.network import NetworkError, RoadNetwork, check_network
from tests.footprints.roads.smalltown import build_town


@pytest.fixture
def town() -> RoadNetwork:
    return build_town()


def test_a_whole_network_passes_as_it_is(town: RoadNetwork) -> None:
    assert check_network(town) is town
    assert (town.n_nodes, town.n_edges) == (len(town.easting), len(town.length_m))


def test_arrays_of_different_length_are_refused(town: RoadNetwork) -> None:
    with pytest.raises(NetworkError, match="must have arrays of equal length"):
        check_network(replace(town, length_m=town.length_m[1:]))
    with pytest.raises(NetworkError, match="must have arrays of equal length"):
        check_network(replace(town, northing=town.northing[1:]))


@pytest.mark.parametrize("name", ["start", "end", "road_class"])
def test_a_row_that_points_nowhere_is_refused(town: RoadNetwork, name: str) -> None:
    for wrong in (-1, 99):
        rows = getattr(town, name).copy()
        rows[2] = wrong
        with pytest.raises(NetworkError, match=f"`{name}` must be rows from 0 to below"):
            check_network(replace(town, **{name: rows}))


def test_a_coordinate_or_length_that_is_no_number_of_metres_is_refused(town: RoadNetwork) -> None:
    nowhere, backwards = town.northing.copy(), town.length_m.copy()
    nowhere[0], backwards[0] = np.nan, -1.0
    with pytest.raises(NetworkError, match="`northing` must be metres at every node"):
        check_network(replace(town, northing=nowhere))
    with pytest.raises(NetworkError, match="`length_m` must be 0 or more"):
        check_network(replace(town, length_m=backwards))
    assert issubclass(NetworkError, FootprintsError)
    assert issubclass(NetworkError, ValueError)
