"""Colours: neighbours differ, the rest take turns, and colour-blind eyes can tell them apart."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from footprints.errors import CrsError, SchemaError
from footprints.legend.colouring import NEIGHBOUR_COLOURS, PALETTE, colour_units
from footprints.schema import CRS, empty_table

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "full": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}


def squares(cells: dict[str, tuple[int, int]], method: str = "dissolve") -> gpd.GeoDataFrame:
    """Lay one kilometre square for each unit at a column and a row."""
    return gpd.GeoDataFrame(
        {"unit_id": list(cells), "method": method},
        geometry=[shapely.box(x, y, x + 1, y + 1) for x, y in cells.values()],
        crs=CRS,
    )


def to_lab(hex_colour: str, vision: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as seen with a kind of vision."""
    srgb = np.array([int(hex_colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(vision @ linear, 0, 1)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x, y, z = to_xyz @ seen / np.array([0.95047, 1, 1.08883])
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
def test_every_pair_of_the_palette_can_be_told_apart(vision: str) -> None:
    seen = [to_lab(colour, VISION[vision]) for colour in PALETTE]
    nearest = min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))
    assert nearest >= 17


def test_palette_begins_with_the_colours_for_neighbours() -> None:
    assert PALETTE[: len(NEIGHBOUR_COLOURS)] == NEIGHBOUR_COLOURS
    assert len(set(PALETTE)) == len(PALETTE)


def test_units_that_meet_differ_also_at_a_corner() -> None:
    cells = {"a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1)}
    colour = colour_units(pd.Series(dict.fromkeys(cells, 1)), squares(cells))
    assert sorted(colour) == [0, 1, 2, 3]


def test_units_apart_share_the_work_evenly() -> None:
    cells = {name: (3 * i, 0) for i, name in enumerate("abcdef")}
    colour = colour_units(pd.Series(dict.fromkeys(cells, 1)), squares(cells), n_first=3)
    assert np.bincount(colour).tolist() == [2, 2, 2]


def test_more_colours_are_used_only_where_the_first_run_out() -> None:
    cells = {"a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1), "e": (9, 9)}
    colour = colour_units(pd.Series(dict.fromkeys(cells, 1)), squares(cells), n_first=2)
    assert sorted(colour[["a", "b", "c", "d"]]) == [0, 1, 2, 3]
    assert colour["e"] in {0, 1}


def test_a_clique_larger_than_the_palette_still_gets_colours() -> None:
    cells = {"a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1)}
    colour = colour_units(
        pd.Series(dict.fromkeys(cells, 1)), squares(cells), n_colours=2, n_first=2
    )
    assert np.bincount(colour).tolist() == [2, 2]


def test_units_without_territory_take_turns_by_size() -> None:
    sizes = pd.Series({"tiny": 1, "huge": 90, "mid": 8, "also mid": 8})
    colour = colour_units(sizes, empty_table("footprints"), n_colours=3)
    assert colour.to_dict() == {"tiny": 0, "huge": 0, "mid": 2, "also mid": 1}


def test_a_hull_is_no_territory() -> None:
    cells = {"a": (0, 0), "b": (0, 0)}
    colour = colour_units(pd.Series({"a": 2, "b": 7}), squares(cells, method="hull"))
    assert colour.to_dict() == {"a": 1, "b": 0}


@given(st.permutations(list(range(16))))
def test_row_order_does_not_matter_and_neighbours_differ(order: list[int]) -> None:
    cells = {f"u{i:02}": (i % 4, i // 4) for i in range(16)}
    names = list(cells)
    shuffled = [names[i] for i in order]
    sizes = pd.Series(dict.fromkeys(names, 1))
    usual = colour_units(sizes, squares(cells))
    other = colour_units(sizes.loc[shuffled], squares({n: cells[n] for n in shuffled}))
    assert other.sort_index().to_dict() == usual.to_dict()
    for (one, a), (two, b) in combinations(cells.items(), 2):
        if max(abs(a[0] - b[0]), abs(a[1] - b[1])) == 1:
            assert usual[one] != usual[two]


def test_inputs_are_left_as_they_were() -> None:
    sizes, shapes = pd.Series({"a": 1}), squares({"a": (0, 0)})
    before = shapes.copy()
    colour_units(sizes, shapes)
    assert sizes.to_dict() == {"a": 1}
    assert shapes.equals(before)


def test_a_repeated_unit_is_refused() -> None:
    with pytest.raises(SchemaError, match="each unit once"):
        colour_units(pd.Series([1, 2], index=["a", "a"]), empty_table("footprints"))


def test_degrees_are_refused() -> None:
    shapes = squares({"a": (0, 0)}).set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(CrsError, match="must be in EPSG:27700"):
        colour_units(pd.Series({"a": 1}), shapes)
