"""Land masses and barriers of a made-up coast, against shapely and plain counting."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints.travel.water import (
    NO_WATER,
    UNPLACED,
    Barrier,
    LandMass,
    Water,
    WaterError,
    check_outlines,
    find_water,
    find_water_matrix,
    place_on_land,
)

# an estuary from a bridge at (50, 20) east to the sea, with a bend; an isle to the south
FIRTH = Barrier(
    "firth",
    "the Firth",
    "Firth Bridge",
    shapely.MultiPoint([(50, 20)]),
    shapely.LineString([(50, 20), (60, 30), (70, 20), (80, 30), (100, 20)]),
    "drawn by hand",
)
CREEK = Barrier(
    "creek",
    "the Creek",
    "Head",
    shapely.MultiPoint([(50, 80)]),
    shapely.LineString([(50, 80), (100, 80)]),
    "drawn by hand",
)
ISLE = LandMass("isle", "the Isle", "ferry", "apart", shapely.box(0, -40, 30, -20), "by hand")
SPIT = LandMass("spit", "the Spit", "road", "joined", shapely.box(60, -40, 90, -20), "by hand")
SKERRY = LandMass("skerry", "Skerry", "none", "apart", shapely.box(40, -40, 50, -20), "by hand")
WATER = Water((ISLE, SPIT, SKERRY), (FIRTH, CREEK))
STRICT = Water(WATER.land_masses, WATER.barriers, on_the_way=0)
coordinate = st.integers(-50, 120).map(float)
points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12).map(np.array)


def ask(start: tuple[float, float], end: tuple[float, float], water: Water = WATER) -> str | None:
    """Give what stands between two places."""
    (code,) = find_water(np.array([start]), np.array([end]), water)
    return None if code == NO_WATER else water.reasons[code]


def test_only_land_masses_apart_are_told_from_the_mainland() -> None:
    places = np.array([[10, -30], [75, -30], [45, -30], [500, 500], [np.nan, 3]])
    assert place_on_land(places, WATER).tolist() == [0, -1, 1, -1, UNPLACED]


def test_water_is_named_by_what_stands_between() -> None:
    assert ask((75, 0), (75, 60)) == "the straight line goes across the Firth"
    assert ask((90, 60), (90, 95)) == "the straight line goes across the Creek"
    assert ask((10, -30), (10, 0)) == "there is sea around the Isle"
    assert ask((10, 0), (10, -30)) == "there is sea around the Isle"
    assert ask((10, -30), (45, -30)) == "there is sea around the Isle"
    assert ask((45, 0), (45, -30)) == "there is sea around Skerry"


def test_within_a_land_mass_and_onto_one_that_is_joined_nothing_stands_between() -> None:
    assert ask((5, -35), (25, -25)) is None
    assert ask((75, -30), (75, 0)) is None


def test_a_line_that_goes_round_inland_is_not_stopped() -> None:
    assert ask((40, 0), (40, 60)) is None
    assert ask((75, 0), (20, 60)) is None


def test_a_line_that_comes_back_to_its_own_bank_is_not_stopped() -> None:
    # across the bend between (60, 30) and (80, 30), in and out again
    assert ask((60, 25), (80, 25)) is None
    assert ask((60, 25), (70, 25)) == "the straight line goes across the Firth"


def test_a_barrier_does_not_count_where_the_road_to_its_bridge_is_on_the_way() -> None:
    start, end = (52, -100), (52, 140)
    straight, way = 240, np.hypot(2, 120) * 2
    assert straight < way < straight * 1.1
    assert ask(start, end) is None
    assert ask(start, end, STRICT) == "the straight line goes across the Firth"
    # ten times nearer the bridge is a long way round
    assert ask((60, 0), (60, 40)) == "the straight line goes across the Firth"


def test_an_unknown_place_has_no_water_before_it() -> None:
    assert ask((np.nan, 0), (75, 60)) is None
    assert ask((10, -30), (np.nan, np.nan)) is None


@given(points, points)
def test_water_is_the_same_there_and_back_and_none_before_oneself(
    one: np.ndarray, other: np.ndarray
) -> None:
    n = min(len(one), len(other))
    there = find_water(one[:n], other[:n], WATER) == NO_WATER
    back = find_water(other[:n], one[:n], WATER) == NO_WATER
    np.testing.assert_array_equal(there, back)
    assert (find_water(one, one, STRICT) == NO_WATER).all()


@given(points, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(places: np.ndarray, chance) -> None:  # noqa: ANN001
    order = list(range(len(places)))
    chance.shuffle(order)
    start, end = places, places[::-1]
    np.testing.assert_array_equal(
        find_water(start, end, WATER)[order], find_water(start[order], end[order], WATER)
    )


def count_crossings(start: np.ndarray, end: np.ndarray, barrier: Barrier) -> int:
    """Count crossings with shapely, for lines that touch no vertex of the barrier."""
    met = shapely.LineString([start, end]).intersection(barrier.line)
    return 0 if met.is_empty else len(shapely.get_parts(met))


def test_barriers_are_those_that_shapely_counts_an_odd_number_of_crossings_with() -> None:
    random = np.random.default_rng(3)
    start, end = random.uniform(-20, 120, (2, 4000, 2))
    found = find_water(start, end, Water((), (FIRTH,), on_the_way=0)) == 0
    counts = np.array([count_crossings(a, b, FIRTH) for a, b in zip(start, end, strict=True)])
    np.testing.assert_array_equal(found, counts % 2 == 1)
    assert set(counts) >= {0, 1, 2, 3}


def test_a_matrix_is_every_pair() -> None:
    random = np.random.default_rng(5)
    here, there = random.uniform(-50, 120, (7, 2)), random.uniform(-50, 120, (5, 2))
    matrix = find_water_matrix(here, there, WATER)
    for row in range(7):
        for column in range(5):
            pair = find_water(here[[row]], there[[column]], WATER)
            assert matrix[row, column] == pair[0]
    assert find_water_matrix(here, there[:0], WATER).shape == (7, 0)


def test_a_long_list_is_tested_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(7)
    start, end = random.uniform(-50, 120, (2, 101, 2))
    whole = find_water(start, end, WATER)
    monkeypatch.setattr("footprints.travel.water.CHUNK", 10)
    np.testing.assert_array_equal(find_water(start, end, WATER), whole)


def test_inputs_are_left_alone() -> None:
    start, end = np.array([[75.0, 60.0]]), np.array([[75.0, 0.0]])
    find_water(start, end, WATER)
    assert start.tolist() == [[75.0, 60.0]]
    assert end.tolist() == [[75.0, 0.0]]


def test_no_water_stops_nothing() -> None:
    assert ask((75, 0), (75, 60), Water()) is None


@pytest.mark.parametrize(
    ("link", "decision", "outline", "message"),
    [
        ("bridge", "apart", shapely.box(0, 0, 1, 1), "must have a link of"),
        ("road", "maybe", shapely.box(0, 0, 1, 1), "a decision of"),
        ("road", "apart", shapely.Polygon(), "a valid polygon"),
        ("road", "apart", shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]), "a valid polygon"),
    ],
)
def test_a_land_mass_that_cannot_be_is_refused(
    link: str, decision: str, outline: shapely.Polygon, message: str
) -> None:
    with pytest.raises(WaterError, match=message):
        LandMass("m", "M", link, decision, outline, "by hand")  # type: ignore[arg-type]


def test_a_barrier_without_length_or_crossing_is_refused() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    with pytest.raises(WaterError, match="some length and a crossing"):
        Barrier("b", "B", "c", shapely.MultiPoint(), line, "by hand")
    with pytest.raises(WaterError, match="some length and a crossing"):
        Barrier("b", "B", "c", shapely.MultiPoint([(0, 0)]), shapely.LineString(), "by hand")


def test_outlines_apart_must_not_overlap() -> None:
    over = LandMass("over", "Over", "none", "apart", shapely.box(20, -30, 60, 0), "by hand")
    check_outlines(WATER)
    with pytest.raises(WaterError, match="those of `isle` and `over` do"):
        check_outlines(Water((ISLE, over)))
