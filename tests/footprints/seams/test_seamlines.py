"""Seams for the map and in words."""

import geopandas as gpd
import pandas as pd
import shapely

from footprints.schema import CRS
from footprints.seams.seamlines import draw_seams, name_seams, say_seams
from footprints.seams.seams import Seams
from tests.footprints.smallengland import make_table

SYSTEMS = make_table(
    "systems",
    [
        {"system": "hub", "name": "Hubs"},
        {"system": "centre", "name": "Centres"},
        {"system": "area", "name": "Areas"},
    ],
)
UNITS = make_table(
    "units",
    [
        {"system": "hub", "unit_id": "A", "name": "Alder <Hub>"},
        {"system": "hub", "unit_id": "B", "name": "Birch Hub"},
        {"system": "hub", "unit_id": "C"},
        {"system": "centre", "unit_id": "A", "name": "Ash Centre"},
        {"system": "centre", "unit_id": "B", "name": "Box Centre"},
    ],
)
PAIRS = [
    ("hub", "centre", 40, 20, 15, 0.75),
    ("hub", "area", 40, 4, 4, 1.0),
    ("area", "hub", 30, 4, 4, 1.0),
    ("centre", "hub", 60, 50, 15, 0.3),
]
SIDES = [
    (0, "hub", "a", "A"),
    (0, "hub", "b", "B"),
    (0, "hub", "b", "C"),
    (0, "centre", "a", "A"),
    (0, "centre", "b", "B"),
    (1, "hub", "both", "B"),
    (1, "centre", "a", "A"),
    (1, "centre", "b", "B"),
]


def make_seams(systems: tuple[str, ...] = ("hub", "centre", "area")) -> Seams:
    """Make one seam of two systems and one cut."""
    lines = pd.DataFrame(
        {
            "seam": [0, 1],
            "kind": ["seam", "cut"],
            "systems": ["hub, centre", "centre"],
            "near_a": [1200, 0],
            "near_b": [1, 2],
            "length_km": [1500.4, 2.6],
        }
    )
    shapes = [
        shapely.LineString([(4e5, 3e5), (405_000, 300_050), (41e4, 3e5)]),
        shapely.MultiLineString([[(4e5, 3e5), (4e5, 31e4)], [(4e5, 32e4), (4e5, 33e4)]]),
    ]
    sides = pd.DataFrame(SIDES, columns=["seam", "system", "side", "unit_id"])
    columns = ["system", "other", "n_border", "n_known", "n_both", "coincidence"]
    layer = gpd.GeoDataFrame(lines, geometry=shapes, crs=CRS)
    return Seams(systems, 2.5, layer, sides, pd.DataFrame(PAIRS, columns=columns))


def test_names_say_what_is_parted_and_who_is_near() -> None:
    assert name_seams(make_seams(), SYSTEMS, UNITS).to_dict() == {
        0: "Hubs: Alder <Hub> | Birch Hub and C; Centres: Ash Centre | Box Centre; "
        "1,200 and 1 schools within 2.5 km",
        1: "Centres: Ash Centre | Box Centre; 0 and 2 schools within 2.5 km",
    }


def test_lines_are_drawn_in_short_degrees_and_wider_where_more_borders_meet() -> None:
    seams = make_seams()
    names = pd.Series({0: "One", 1: "Other"})
    drawn = draw_seams(seams.lines, names, tolerance_m=100)
    assert drawn["type"] == "FeatureCollection"
    one, other = drawn["features"]
    assert one["properties"] == {"seam": 0, "name": "One", "weight": 4}
    assert other["properties"] == {"seam": 1, "name": "Other", "weight": 2.5}
    # the corner 50 m off the line is gone; the ends are where PROJ puts them, to 5 decimals
    expected = gpd.GeoSeries.from_xy([4e5, 41e4], [3e5, 3e5], crs=CRS).to_crs(4326)
    places = [[round(point.x, 5), round(point.y, 5)] for point in expected]
    assert one["geometry"] == {"type": "LineString", "coordinates": places}
    assert other["geometry"]["type"] == "MultiLineString"
    exact = draw_seams(seams.lines[:1], names, tolerance_m=0)["features"]
    assert [len(feature["geometry"]["coordinates"]) for feature in exact] == [3]


def test_every_kind_has_a_width_of_its_own_and_more_systems_a_wider_one() -> None:
    lines = make_seams().lines
    kinds = ["alone", "cut", "seam", "seam"]
    systems = ["hub", "hub", "hub, centre", "hub, centre, area"]
    four = lines.iloc[[0, 0, 0, 0]].assign(seam=range(4), kind=kinds, systems=systems)
    names = pd.Series("", index=range(4))
    weights = [one["properties"]["weight"] for one in draw_seams(four, names)["features"]]
    assert weights == [1.5, 2.5, 4, 5]


def test_no_line_is_an_empty_collection() -> None:
    nothing = make_seams().lines[:0]
    drawn = draw_seams(nothing, pd.Series(dtype="str"))
    assert drawn == {"type": "FeatureCollection", "features": []}


def test_the_sentence_leaves_out_shares_of_a_few_pairs() -> None:
    assert say_seams(make_seams(), SYSTEMS) == (
        "Borders of two or more of these systems run together for 1,500 km, and one cuts through "
        "a unit of another for 3 km; the border of Hubs is also that of Centres between 15 of 20 "
        "pairs of neighbouring schools; the border of Centres is also that of Hubs between 15 of "
        "50 pairs of neighbouring schools."
    )


def test_the_sentence_where_there_is_little_to_say() -> None:
    whole = make_seams()
    pairs = whole.pairs[:1]
    one = Seams(whole.systems, 5.0, whole.lines[1:], whole.sides, pairs)
    assert say_seams(one, SYSTEMS) == (
        "Borders of two or more of these systems run together for 0 km, and one cuts through a "
        "unit of another for 3 km; the border of Hubs is also that of Centres between 15 of 20 "
        "pairs of neighbouring schools."
    )
    few = Seams(whole.systems, 5.0, whole.lines, whole.sides, whole.pairs[1:3])
    assert say_seams(few, SYSTEMS).endswith("for 3 km.")
    nothing = Seams(whole.systems, 5.0, whole.lines[:0], whole.sides[:0], pairs)
    assert say_seams(nothing, SYSTEMS).startswith("No border of these systems")
    assert say_seams(make_seams(("hub",)), SYSTEMS).startswith("Choose two or more systems")
    assert say_seams(make_seams(()), SYSTEMS).startswith("Choose two or more systems")


def test_names_of_no_seams_are_none() -> None:
    whole = make_seams()
    nothing = Seams(whole.systems, 5.0, whole.lines[:0], whole.sides[:0], whole.pairs)
    assert name_seams(nothing, SYSTEMS, UNITS).empty
