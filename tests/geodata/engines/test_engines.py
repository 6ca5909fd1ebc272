"""Matrices from three kinds of service: the same numbers, and only what is missing missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.degrees import to_grid
from geodata.engines.blocks import plan_blocks
from geodata.engines.engine import Engine, EngineError, EnginePointError, Limits, read_cells
from geodata.engines.remote import RemoteEngine
from geodata.engines.settings import KINDS
from tests.geodata.engines.conftest import MakeEngine
from tests.geodata.engines.routingserver import World, page, way_km, way_seconds

STARTS = [(-1.0, 52.0), (-1.2, 52.1), (-1.4, 52.2), (-1.1, 52.3), (-1.3, 52.4)]
ENDS = [(-1.05, 52.05), (-1.25, 52.25), (-0.95, 52.15)]

every_kind = pytest.mark.parametrize("kind", sorted(KINDS))


def expect(way: object, starts: list, ends: list) -> np.ndarray:
    return np.array([[way(a, b) for b in ends] for a in starts])


KM = expect(way_km, STARTS, ENDS)
MINUTES = expect(way_seconds, STARTS, ENDS) / 60


def without(matrix: np.ndarray, rows: list[int], columns: list[int]) -> np.ndarray:
    changed = matrix.copy()
    changed[rows], changed[:, columns] = np.nan, np.nan
    return changed


@every_kind
def test_kilometres_and_minutes_come_as_asked(
    kind: str, make_engine: MakeEngine, world: World
) -> None:
    engine: Engine = make_engine(kind)
    found = engine.measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, KM, rtol=1e-4)
    np.testing.assert_allclose(found.minutes, MINUTES)
    assert (found.method, found.engine, found.host) == ("remote", kind, world.base[7:])
    assert found.how.startswith(f"{kind} at {found.host}: /")
    assert found.note == found.how
    assert found.off_origins == found.off_destinations == found.failures == ()
    assert found.n_unreachable == found.n_failed == 0
    assert world.matrices() == [(5, 3)]


@every_kind
def test_the_way_there_is_not_the_way_back(kind: str, make_engine: MakeEngine) -> None:
    engine = make_engine(kind)
    there, back = engine.measure(STARTS, ENDS), engine.measure(ENDS, STARTS)
    assert np.abs(there.km - back.km.T).min() == pytest.approx(0.5, abs=1e-3)


@every_kind
def test_a_matrix_in_blocks_is_the_matrix(
    kind: str, make_engine: MakeEngine, world: World
) -> None:
    whole = make_engine(kind).measure(STARTS, ENDS)
    dialect = type(KINDS[kind])(limits=Limits(cells=4, points=9))
    engine = RemoteEngine(make_engine(kind).service, dialect)
    told: list[tuple[int, int]] = []
    world.asked.clear()
    parts = engine.measure(STARTS, ENDS, progress=lambda *step: told.append(step))
    np.testing.assert_array_equal(parts.km, whole.km)
    np.testing.assert_array_equal(parts.minutes, whole.minutes)
    assert all(n * m <= 4 for n, m in world.matrices())
    assert told[-1] == (15, 15)
    assert told == sorted(set(told))


@every_kind
def test_snapping_is_reported(kind: str, make_engine: MakeEngine) -> None:
    found = make_engine(kind).measure(STARTS, ENDS)
    (x, y), (to_x, to_y) = to_grid((STARTS[0], (STARTS[0][0], STARTS[0][1] + 0.001)))
    first = {"valhalla": np.hypot(to_x - x, to_y - y), "osrm": 12.5, "openrouteservice": 8.5}
    last = {"valhalla": found.destination_snapped_m[2], "osrm": 4.25, "openrouteservice": 2.0}
    assert found.origin_snapped_m[0] == pytest.approx(first[kind])
    assert found.destination_snapped_m[2] == pytest.approx(last[kind])
    assert found.origin_snapped_m.shape == (5,)
    assert first["valhalla"] == pytest.approx(111.3, abs=0.2)


@every_kind
@pytest.mark.parametrize("names_bad_points", [True, False])
def test_one_point_without_a_road_costs_only_itself(
    *, kind: str, names_bad_points: bool, make_engine: MakeEngine, world: World
) -> None:
    world.roadless, world.names_bad_points = {STARTS[3], ENDS[1]}, names_bad_points
    found = make_engine(kind).measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, without(KM, [3], [1]), rtol=1e-4)
    np.testing.assert_allclose(found.minutes, without(MINUTES, [3], [1]))
    assert (found.off_origins, found.off_destinations) == ((3,), (1,))
    assert found.n_unreachable == found.n_failed == 0
    assert "1 of 5 origins have no place or no road near them" in found.note


@pytest.mark.parametrize("concise", [True, False])
def test_valhalla_is_asked_where_the_points_are_first(
    *, concise: bool, make_engine: MakeEngine, world: World
) -> None:
    world.roadless, world.concise = {STARTS[0]}, concise
    found = make_engine().measure(STARTS, ENDS)
    assert world.asked == [("locate", 5), ("locate", 3), ("matrix", (4, 3))]
    np.testing.assert_allclose(found.km, without(KM, [0], []))
    assert np.isnan(found.origin_snapped_m[0])


def test_valhalla_without_locate_is_bisected(make_engine: MakeEngine, world: World) -> None:
    starts = [(-1.0 - 0.01 * at, 52.0 + 0.005 * at) for at in range(40)]
    world.has_locate, world.roadless = False, {starts[17]}
    found = make_engine().measure(starts, ENDS)
    assert found.off_origins == (17,)
    np.testing.assert_allclose(found.km, without(expect(way_km, starts, ENDS), [17], []))
    # two questions for each halving of 40, one of the block, one of what remains
    assert len(world.matrices()) <= 2 * 6 + 4


def test_the_only_pair_may_be_the_bad_one(make_engine: MakeEngine, world: World) -> None:
    world.has_locate, world.roadless = False, {STARTS[0]}
    with pytest.raises(EngineError, match="knows no road near any of the 1 origins"):
        make_engine().measure(STARTS[:1], ENDS[:1])


@every_kind
@pytest.mark.parametrize("refuses_pairs", [True, False])
def test_an_island_is_unreachable_and_nothing_else_is(
    *, kind: str, refuses_pairs: bool, make_engine: MakeEngine, world: World
) -> None:
    world.island, world.refuses_pairs = {ENDS[2]}, refuses_pairs
    found = make_engine(kind).measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, without(KM, [], [2]), rtol=1e-4)
    assert found.n_unreachable == 5
    assert found.off_destinations == ()
    assert "5 pairs have no route" in found.note


@every_kind
def test_nothing_reachable_is_an_answer_too(
    kind: str, make_engine: MakeEngine, world: World
) -> None:
    world.island = set(ENDS)
    found = make_engine(kind).measure(STARTS, ENDS)
    assert np.isnan(found.km).all()
    assert found.n_unreachable == 15
    assert not found.failures
    assert len(world.matrices()) == 1


def test_pairs_too_far_apart_are_missing(make_engine: MakeEngine) -> None:
    far = [(-5.5, 50.1), *STARTS]
    found = make_engine().measure(far, [*ENDS, (-2.0, 55.8)])
    km = expect(way_km, far, [*ENDS, (-2.0, 55.8)])
    np.testing.assert_allclose(found.km, np.where(km > 400, np.nan, km))
    assert found.n_unreachable == (km > 400).sum() > 3


@every_kind
def test_a_service_that_takes_less_at_once_gets_less(
    kind: str, make_engine: MakeEngine, world: World
) -> None:
    world.limit = 4
    found = make_engine(kind).measure(STARTS, ENDS)
    np.testing.assert_allclose(found.km, KM, rtol=1e-4)
    refused = [shape for shape in world.matrices() if shape[0] * shape[1] > 4]
    assert refused[0] == (5, 3)
    assert len(refused) <= 2


def test_an_address_too_long_is_asked_in_halves(make_engine: MakeEngine, world: World) -> None:
    world.faults["matrix"] = [page(414)]
    np.testing.assert_allclose(make_engine("osrm").measure(STARTS, ENDS).km, KM, rtol=1e-4)


def test_a_service_that_takes_nothing_is_an_error(make_engine: MakeEngine, world: World) -> None:
    world.limit = 0
    with pytest.raises(EngineError, match="refuses even one pair of points"):
        make_engine("osrm").measure(STARTS, ENDS)


def test_points_without_coordinates_are_not_asked(make_engine: MakeEngine, world: World) -> None:
    starts = [*STARTS, (np.nan, np.nan)]
    found = make_engine("osrm").measure(starts, ENDS)
    assert found.off_origins == (5,)
    assert np.isnan(found.km[5]).all()
    assert world.matrices() == [(5, 3)]


@pytest.mark.parametrize(
    ("starts", "message"),
    [
        ([(530000.0, 180000.0)], "`origins` must be longitude and latitude in degrees"),
        ([(52.0, -100.0)], "`origins` must be longitude and latitude in degrees"),
        ([1.0, 2.0], r"`origins` must be n by 2, got shape \(2,\)"),
    ],
)
def test_points_of_another_kind_are_refused(
    starts: list, message: str, make_engine: MakeEngine
) -> None:
    with pytest.raises(EnginePointError, match=message):
        make_engine().measure(starts, ENDS)


@every_kind
def test_no_points_are_no_questions(kind: str, make_engine: MakeEngine, world: World) -> None:
    found = make_engine(kind).measure(np.zeros((0, 2)), ENDS)
    assert found.km.shape == (0, 3)
    assert world.matrices() == []


def test_inputs_are_left_alone(make_engine: MakeEngine) -> None:
    starts, ends = np.array(STARTS), np.array(ENDS)
    make_engine().measure(starts, ends)
    np.testing.assert_array_equal(starts, STARTS)
    np.testing.assert_array_equal(ends, ENDS)


@given(
    n=st.integers(1, 60),
    m=st.integers(1, 60),
    cells=st.integers(1, 100),
    points=st.integers(2, 40),
)
def test_blocks_hold_each_cell_once_within_the_limits(
    n: int, m: int, cells: int, points: int
) -> None:
    seen = np.zeros((n, m), dtype=int)
    for rows, columns in plan_blocks(n, m, Limits(cells, points)):
        assert len(rows) * len(columns) <= cells
        assert len(rows) + len(columns) <= points
        seen[np.ix_(rows, columns)] += 1
    assert (seen == 1).all()


def test_blocks_are_as_few_as_can_be() -> None:
    assert len(plan_blocks(24_000, 300, Limits(2500, 2501))) == 24_000 * 300 / 2500
    assert len(plan_blocks(24_000, 300, Limits(10_000, 100))) == 24_000 * 300 / 2500
    assert plan_blocks(0, 3, Limits(4, 4)) == []


@pytest.mark.parametrize("large", [2147483647, 4294967.295, 4294967295, -1, float("inf"), None])
def test_what_stands_for_unreachable_is_missing(large: float | None) -> None:
    np.testing.assert_array_equal(read_cells([[large, 3.0]], (1, 2), "durations"), [[np.nan, 3]])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (None, "no `distances`"),
        ([[1.0, 2.0]], "`distances` has 1 of 2 rows"),
        ([[1.0, 2.0], [3.0]], "row 1 of `distances` has 1 of 2 values"),
        ([[1.0, 2.0], None], "row 1 of `distances` has no of 2 values"),
        ([[1.0, 2.0], [3.0, "far"]], "`distances` holds something that is not a number"),
        ([[1.0, 2.0], [3.0, {"km": 1}]], "`distances` holds something that is not a number"),
    ],
)
def test_half_a_matrix_is_none(rows: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_cells(rows, (2, 2), "distances")
