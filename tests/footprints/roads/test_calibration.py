"""Detour factors of networks whose answers are known, and of Rutland."""

from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.errors import SchemaError
from footprints.roads.calibration import (
    CELL_KINDS,
    EDGES_KM,
    MEASURED,
    average_resamples,
    calibrate_factors,
)
from footprints.roads.graph import find_main
from footprints.roads.network import RoadNetwork
from footprints.roads.placepairs import Sampling, measure_pairs
from footprints.travel.detour import (
    DetourBand,
    DetourFactors,
    complete_factors,
    estimate_road_km,
)
from geodata.roads.files import read_roads

ALL = Sampling(n_origins=10_000)
STATED = DetourFactors((DetourBand("all", 0, np.inf, 1.4, 1.2, 1.6, "stated"),), "Stated.")


def make_network(where: np.ndarray, roads: np.ndarray, length_m: np.ndarray) -> RoadNetwork:
    """Make two-way roads of one class between places."""
    start, end = np.concatenate([roads, roads[:, ::-1]]).T
    return RoadNetwork(
        easting=where[:, 0],
        northing=where[:, 1],
        start=start,
        end=end,
        length_m=np.tile(length_m, 2),
        road_class=np.zeros(len(start), "int16"),
        classes=("primary",),
        name="Somewhere",
        source="drawn by hand",
        as_of="2025-01-01",
        attribution="© Somebody.",
        network_id="0" * 16,
    )


def make_line(factors: list[float], spacing_m: float = 500.0) -> tuple[RoadNetwork, np.ndarray]:
    """Make a straight row of places whose stretches wind by given factors."""
    where = np.column_stack([np.arange(len(factors) + 1) * spacing_m, np.zeros(len(factors) + 1)])
    roads = np.column_stack([np.arange(len(factors)), np.arange(1, len(factors) + 1)])
    return make_network(where, roads, spacing_m * np.array(factors)), where


def as_places(where: np.ndarray, **more: object) -> pd.DataFrame:
    return pd.DataFrame({"easting": where[:, 0], "northing": where[:, 1], **more})


def make_web(seed: int) -> tuple[RoadNetwork, np.ndarray]:
    """Make a web of winding roads, some of them one-way."""
    rng = np.random.default_rng(seed)
    where = rng.uniform(0, 30_000, (80, 2))
    tree = nx.minimum_spanning_tree(
        nx.from_numpy_array(np.hypot(*(where[:, None] - where).transpose(2, 0, 1)))
    )
    roads = np.concatenate([np.array(list(tree.edges())), rng.integers(0, 80, (60, 2))])
    roads = roads[roads[:, 0] != roads[:, 1]]
    straight = np.hypot(*(where[roads[:, 0]] - where[roads[:, 1]]).T)
    network = make_network(where, roads, straight * rng.uniform(1.05, 2.0, len(roads)))
    one_way = np.ones(network.n_edges, dtype=bool)
    one_way[len(roads) + len(tree.edges()) :] = False
    parts = {
        name: getattr(network, name)[one_way]
        for name in ("start", "end", "length_m", "road_class")
    }
    return RoadNetwork(**{**network.__dict__, **parts}), where


def test_a_road_that_winds_alike_everywhere_has_one_factor() -> None:
    network, where = make_line([1.3] * 60)
    cells = calibrate_factors(network, as_places(where), sampling=ALL).cells
    own = cells[cells["kind"] == "all"].set_index("from_km")
    for column in ("median", "low", "high"):
        np.testing.assert_allclose(own.loc[:20, column], 1.3)
    # n places 500 m apart: those d apart are n - d pairs, each way
    assert own.loc[1, "n_pairs"] == sum(2 * (61 - d) for d in (2, 3))
    assert own.loc[20, "n_pairs"] == sum(2 * (61 - d) for d in range(40, 61))
    assert own.loc[40, "n_pairs"] == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pairs_are_those_of_networkx(seed: int) -> None:
    network, where = make_web(seed)
    off = np.array([[15_000.0, 15_000.0], [np.nan, np.nan], [90_000.0, 0.0]])
    places = as_places(np.concatenate([where, off]))
    graph = nx.MultiDiGraph()
    for a, b, metres in zip(network.start, network.end, network.length_m, strict=True):
        graph.add_edge(a, b, weight=metres)
    main = max(nx.strongly_connected_components(graph), key=len)
    assert set(np.flatnonzero(find_main(network))) == main
    expected = []
    for a in sorted(main):
        lengths = nx.single_source_dijkstra_path_length(graph, a)
        for b in sorted(main):
            straight = float(np.hypot(*(where[a] - where[b]))) / 1000
            if a != b and 1 <= straight < 80:
                expected.append((straight, lengths[b] / 1000 / straight))
    pairs = measure_pairs(network, places.iloc[:80], sampling=ALL)
    found = sorted(zip(pairs.straight_km, pairs.factor, strict=True))
    np.testing.assert_allclose(found, sorted(expected))
    with_off = measure_pairs(network, places, sampling=ALL)
    # a place with coordinates within 1 km of a road may count; one without never does
    assert set(with_off.straight_km) >= set(pairs.straight_km)
    assert np.isfinite(with_off.factor).all()


def test_straight_pieces_at_both_ends_are_part_of_the_way() -> None:
    network, where = make_line([1.0] * 10)
    beside = np.array([[0.0, 300.0], [5000.0, 400.0]])
    pairs = measure_pairs(network, as_places(beside), sampling=ALL)
    assert pairs.straight_km.tolist() == pytest.approx([np.hypot(5, 0.1)] * 2)
    assert (pairs.straight_km * pairs.factor).tolist() == pytest.approx([5.7, 5.7])
    assert len(where) == 11


def test_two_places_on_one_node_measure_no_road() -> None:
    network, _ = make_line([1.5, 1.5], spacing_m=5000.0)
    around = np.array([[0.0, 900.0], [0.0, -900.0], [5000.0, 0.0]])
    pairs = measure_pairs(network, as_places(around), sampling=ALL)
    assert len(pairs.factor) == 4
    assert pairs.straight_km.min() > 5


def test_rural_and_urban_trips_are_measured_apart() -> None:
    # too far apart for a pair between the two
    network, where = make_line([1.2] * 20 + [1.0] * 170 + [1.5] * 20)
    kinds = np.array(["(England/Wales) Urban city and town"] * 105 + ["Rural village"] * 106)
    ends = np.r_[0:21, 190:211]
    places = as_places(where, urban_rural=kinds).iloc[ends]
    found = calibrate_factors(network, places, sampling=ALL)
    values = {(band.kind, band.from_km): band.value for band in found.factors.bands}
    assert values["urban", 2.0] == pytest.approx(1.2)
    assert values["rural", 2.0] == pytest.approx(1.5)
    assert values["all", 2.0] == pytest.approx(1.35)
    km = estimate_road_km([3.0, 3.0, 3.0], found.factors, ["urban", "rural", "all"]).value
    assert km.tolist() == pytest.approx([3.6, 4.5, 4.05])


def test_cells_with_too_few_pairs_say_what_takes_their_place() -> None:
    network, where = make_line([1.2] * 30)
    kinds = ["Rural village"] * 4 + ["Urban city and town"] * 27
    found = calibrate_factors(network, as_places(where, urban_rural=kinds), sampling=ALL)
    used = found.cells.set_index(["kind", "from_km"])["used"]
    assert used["all", 1.0] == used["urban", 1.0] == MEASURED
    n_rural = found.cells.set_index(["kind", "from_km"])["n_pairs"]["rural", 1.0]
    assert used["rural", 1.0] == f"too few pairs ({n_rural}): as all"
    assert used["all", 20.0] == "too few pairs (0): as stated by default"
    assert used["rural", 20.0] == "too few pairs (0): as stated by default"
    assert f"rural 1 to 2 km: too few pairs ({n_rural}): as all." in found.note
    assert not [b for b in found.factors.bands if (b.kind, b.from_km) == ("rural", 1.0)]
    whole = complete_factors(found.factors, STATED)
    km = estimate_road_km([1.5, 30.0], whole, "rural").value
    assert km.tolist() == pytest.approx([1.8, 42.0])


def test_the_source_names_network_date_count_and_owner() -> None:
    network, where = make_line([1.3] * 30)
    found = calibrate_factors(network, as_places(where), sampling=ALL)
    n = int(found.cells.loc[found.cells["kind"] == "all", "n_pairs"].sum())
    assert found.factors.source == (
        f"Measured on the roads of Somewhere (drawn by hand, 2025-01-01): {n:,} pairs of places "
        "in 2 areas. © Somebody."
    )
    assert found.factors.is_calibrated
    band = found.factors.bands[0]
    assert (band.n, band.as_of) == (found.cells["n_pairs"][0], "2025-01-01")
    assert band.source == "measured on Somewhere (drawn by hand, 2025-01-01)"


def test_every_kind_and_band_has_a_row_in_order() -> None:
    network, where = make_line([1.3] * 30)
    cells = calibrate_factors(network, as_places(where), sampling=ALL).cells
    assert dict(cells.dtypes.astype(str)) == dict(CELL_KINDS)
    bands = list(pairwise(EDGES_KM))
    expected = [(kind, *band) for kind in ("all", "rural", "urban") for band in bands]
    assert list(cells[["kind", "from_km", "to_km"]].itertuples(index=False, name=None)) == expected
    measured = cells[cells["used"] == MEASURED]
    assert (measured["low"] <= measured["median"]).all()
    assert (measured["median"] <= measured["high"]).all()


def test_intervals_by_area_are_wider_than_chance_alone_where_areas_differ() -> None:
    rng = np.random.default_rng(5)
    winding = np.repeat(rng.uniform(1.1, 1.9, 12), 40)
    network, where = make_line(list(winding))
    area = np.arange(len(where)) // 40
    by_area, alone = (
        calibrate_factors(network, as_places(where, area=label), sampling=ALL).cells.iloc[1]
        for label in (area, np.arange(len(where)))
    )
    assert by_area["median"] == alone["median"]
    widths = [cell["median_high"] - cell["median_low"] for cell in (by_area, alone)]
    assert widths[0] > 2 * widths[1] > 0
    assert by_area["median_low"] <= by_area["median"] <= by_area["median_high"]


def test_few_areas_have_no_interval() -> None:
    network, where = make_line([1.3] * 30)
    cells = calibrate_factors(network, as_places(where), sampling=ALL).cells
    first = cells.iloc[0]
    assert first["n_areas"] == 2
    assert np.isnan(first["median_low"])
    assert np.isnan(first["median_high"])


def test_a_sample_is_seeded_and_grows_with_what_is_asked() -> None:
    network, where = make_web(4)
    few = Sampling(n_origins=10, seed=3)
    one, again, other = (
        measure_pairs(network, as_places(where), sampling=sampling)
        for sampling in (few, few, Sampling(n_origins=10, seed=4))
    )
    np.testing.assert_array_equal(one.factor, again.factor)
    assert len(one.factor) < len(measure_pairs(network, as_places(where), sampling=ALL).factor)
    assert set(one.factor) != set(other.factor)


def test_the_order_of_places_is_irrelevant_and_they_are_left_alone() -> None:
    network, where = make_web(6)
    places = as_places(where)
    kept = places.copy()
    for sampling in (ALL, Sampling(n_origins=30)):
        first = calibrate_factors(network, places, sampling=sampling)
        turned = calibrate_factors(network, places.iloc[::-1], sampling=sampling)
        pd.testing.assert_frame_equal(first.cells, turned.cells)
    pd.testing.assert_frame_equal(places, kept)


def test_progress_rises_to_the_number_of_searches() -> None:
    network, where = make_web(7)
    told: list[tuple[int, int]] = []
    sampling = Sampling(n_origins=12)
    measure_pairs(
        network, as_places(where), sampling=sampling, on_progress=lambda *s: told.append(s)
    )
    assert told[-1] == (12, 12)


def test_nothing_to_measure_leaves_the_default() -> None:
    network, where = make_line([1.3] * 30)
    away = as_places(where + 500_000)
    found = calibrate_factors(network, away, sampling=ALL)
    assert found.factors.bands == ()
    assert (found.cells["n_pairs"] == 0).all()
    assert found.cells["median"].isna().all()
    assert complete_factors(found.factors, STATED).select_bands("all") == STATED.bands


def test_a_missing_column_is_named() -> None:
    network, where = make_line([1.3])
    with pytest.raises(SchemaError, match=r"`places` must have \['northing'\]"):
        calibrate_factors(network, as_places(where)[["easting"]])


@given(
    rows=st.lists(st.tuples(st.floats(1, 3), st.integers(0, 4)), min_size=1, max_size=40),
    drawn=st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=1, max_size=4),
)
def test_a_resample_is_the_median_of_its_pairs_written_out(
    rows: list[tuple[float, int]], drawn: list[list[int]]
) -> None:
    factor, area = (np.array(part) for part in zip(*rows, strict=True))
    counts = np.array(drawn)
    expected = []
    for times in counts:
        written = np.repeat(factor, times[area])
        expected.append(np.median(written) if len(written) else np.nan)
    np.testing.assert_allclose(average_resamples(factor, area, counts), expected)


@pytest.mark.realdata
def test_rutland_has_the_factors_measured_before(shared_data: Path) -> None:
    network = read_roads(shared_data / "network" / "rutland-england.osm.pbf").network
    rows = np.flatnonzero(find_main(network))
    chosen = np.random.default_rng(1).choice(rows, 600, replace=False)
    where = np.column_stack([network.easting, network.northing])[chosen]
    found = calibrate_factors(network, as_places(where), sampling=ALL)
    measured = {band.from_km: band for band in found.factors.select_bands("all")}
    before = {1.0: 1.45, 2.0: 1.33, 5.0: 1.27, 10.0: 1.24, 20.0: 1.19}
    # other places than those measured before: medians agree to 0.03
    for from_km, median in before.items():
        assert measured[from_km].value == pytest.approx(median, abs=0.03)
    assert set(measured) == set(before)
    assert "OpenStreetMap contributors" in found.factors.source
    cells = found.cells.set_index(["kind", "from_km"]).loc["all"]
    widths = (cells["median_high"] - cells["median_low"]).dropna()
    assert (widths > 0).all()
