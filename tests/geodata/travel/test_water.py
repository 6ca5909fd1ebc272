"""The land masses and barriers of the project, against real outlines, schools and postcodes."""

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from footprints.travel.water import (
    MAINLAND,
    NO_WATER,
    Water,
    find_water,
    find_water_matrix,
    place_on_land,
)
from geodata.errors import DuplicateKeyError, MissingColumnError, UnreadableFileError
from geodata.registercells import CellValueError
from geodata.travel.water import BARRIERS_FILE, LANDMASSES_FILE, WATER_FOLDER, load_water

WIGHT, SCILLY = "E06000046", "E06000053"
# the far bank is Wales, which the outlines do not hold
DRAWN_BY_HAND = {"severn", "dee"}
# joined islands of one district each: who must be inside the outline
JOINED = {"hayling": "E07000090", "sheppey": "E07000113", "canvey": "E07000069"}
NEAR_A_BARRIER_M = 30
# how the postcodes of either bank begin, and the water between
BANKS = [
    ("PO31 ", "PO32 ", "the Medina below Newport"),
    ("PL11 ", "PL1 ", "the Tamar and Plymouth Sound below the Tamar Bridge"),
    ("PO12 ", "PO1 ", "Portsmouth Harbour"),
    ("PO11 ", "PO4 ", "Langstone Harbour"),
    ("SO45 ", "SO19 ", "Southampton Water"),
    ("SS9 ", "ME3 ", "the Thames below Dartford"),
    ("SE28 ", "IG11 ", "the Thames between Blackwall and Dartford"),
    ("NE30 ", "NE33 ", "the Tyne below the Tyne Tunnels"),
    ("FY8 ", "PR9 ", "the Ribble below Preston"),
    ("L19 ", "CH62 ", "the Mersey between the tunnels and Runcorn"),
    ("EX8 ", "EX7 ", "the Exe below the M5"),
    ("IP9 ", "IP11 ", "the Orwell below the Orwell Bridge"),
]


@pytest.fixture(scope="module")
def water() -> Water:
    return load_water()


@pytest.fixture(scope="module")
def land(shared_data: Path) -> shapely.Geometry:
    """Give England as ONS outlines it, to 200 m."""
    path = shared_data / "boundaries" / "lad_2025_england_bsc200m.gpkg"
    return gpd.read_file(path).to_crs(27700).union_all()


@pytest.fixture(scope="module")
def schools(shared_data: Path) -> pd.DataFrame:
    """Give the real schools with coordinates and the district they state."""
    raw = pd.read_parquet(shared_data / "schools" / "schools_england_merged_2025.parquet")
    names = {"Easting": "easting", "Northing": "northing", "EstablishmentName": "name"}
    return raw.rename(columns=names).dropna(subset=["easting", "northing"])


def give_places(table: pd.DataFrame) -> np.ndarray:
    return table[["easting", "northing"]].to_numpy(dtype="float64")


def test_every_island_and_barrier_is_named_decided_and_sourced(water: Water) -> None:
    assert {"wight", "hayling", "mersea", "sheppey", "canvey", "portsea", "walney"} <= {
        mass.mass for mass in water.land_masses
    }
    assert {mass.mass for mass in water.apart} == {
        "wight", "st-marys", "tresco", "st-martins", "bryher", "st-agnes", "lundy", "brownsea",
        "lindisfarne",
    }  # fmt: skip
    assert all(mass.source for mass in water.land_masses)
    assert all(barrier.source and barrier.crossing for barrier in water.barriers)
    # nobody crosses by a road that is not there
    assert {mass.link for mass in water.apart} <= {"none", "ferry", "tidal road"}
    assert all("road" in m.link for m in water.land_masses if m.decision == "joined")


@pytest.mark.realdata
def test_every_barrier_runs_over_water(water: Water, land: shapely.Geometry) -> None:
    aground = [
        barrier.barrier
        for barrier in water.barriers
        if barrier.barrier not in DRAWN_BY_HAND and barrier.line.intersects(land)
    ]
    assert aground == []
    for barrier in water.barriers:
        if barrier.barrier in DRAWN_BY_HAND:
            assert "by hand" in barrier.source
            assert not barrier.line.intersects(land)


@pytest.mark.realdata
def test_no_postcode_lies_on_a_barrier(water: Water, shared_data: Path) -> None:
    path = shared_data / "context" / "postcodes_england_codepoint_2025.parquet"
    codes = pd.read_parquet(path)
    tree = shapely.STRtree(shapely.points(give_places(codes)))
    lines = [barrier.line for barrier in water.barriers]
    barrier, at = tree.query(lines, predicate="dwithin", distance=NEAR_A_BARRIER_M)
    names = [water.barriers[row].barrier for row in barrier]
    assert list(zip(names, codes["postcode"].iloc[at], strict=True)) == []


@pytest.mark.realdata
@pytest.mark.parametrize(("one", "other", "name"), BANKS)
def test_postcodes_of_either_bank_are_parted(
    water: Water, shared_data: Path, one: str, other: str, name: str
) -> None:
    codes = pd.read_parquet(shared_data / "context" / "postcodes_england_codepoint_2025.parquet")
    starts = (codes["postcode"].str.startswith(bank) for bank in (one, other))
    here, there = (give_places(codes[bank])[::20] for bank in starts)
    assert min(len(here), len(there)) > 1
    strict = Water(barriers=water.barriers, on_the_way=0)
    across, within = (find_water_matrix(here, bank, strict) for bank in (there, here))
    assert (across != NO_WATER).all()
    told = {strict.reasons[at] for at in np.unique(across)}
    assert told == {f"the straight line goes across {name}"}
    assert (within == NO_WATER).all()


@pytest.mark.realdata
def test_every_barrier_starts_near_its_crossing_and_divides_the_land(
    water: Water, land: shapely.Geometry
) -> None:
    for barrier in water.barriers:
        ends = shapely.points([barrier.line.coords[0], barrier.line.coords[-1]])
        away = min(end.distance(barrier.crossings) for end in ends)
        assert away < 8_000, f"{barrier.barrier} begins {away:.0f} m from a crossing"
        if barrier.barrier not in DRAWN_BY_HAND:
            middle = barrier.line.interpolate(0.3, normalized=True)
            assert middle.distance(land) < 25_000


@pytest.mark.realdata
def test_outlines_hold_exactly_the_schools_of_their_districts(
    water: Water, schools: pd.DataFrame
) -> None:
    mass = place_on_land(give_places(schools), water)
    names = np.array([*(one.mass for one in water.apart), "mainland"])[mass]
    code = schools["lad23_code"].to_numpy()
    np.testing.assert_array_equal(names == "wight", code == WIGHT)
    np.testing.assert_array_equal(names == "st-marys", code == SCILLY)
    assert (code == WIGHT).sum() > 40
    assert (code == SCILLY).sum() == 1
    assert schools.loc[names == "lindisfarne", "name"].str.startswith("Holy Island").all()
    outlines = {one.mass: one.outline for one in water.land_masses}
    points = shapely.points(give_places(schools))
    for island, district in JOINED.items():
        inside = code[shapely.intersects(outlines[island], points)]
        assert len(inside) > 3
        assert set(inside) == {district}


@pytest.mark.realdata
def test_islands_apart_are_cut_off_and_whole_in_themselves(
    water: Water, schools: pd.DataFrame
) -> None:
    code = schools["lad23_code"].to_numpy()
    places = give_places(schools)
    mainland = places[~np.isin(code, [WIGHT, SCILLY])][::200]
    for district in (WIGHT, SCILLY):
        across = find_water_matrix(places[code == district], mainland, water)
        assert (across >= len(water.barriers)).all()
        assert {water.reasons[at] for at in np.unique(across)} <= {
            "there is sea around the Isle of Wight",
            "there is sea around St Mary's, Isles of Scilly",
        }
    own = places[code == WIGHT]
    within = find_water_matrix(own, own, water)
    # only the Medina stands between two places of the island
    told = {water.reasons[at] for at in np.unique(within) if at != NO_WATER}
    assert told == {"the straight line goes across the Medina below Newport"}
    assert (within == NO_WATER).mean() > 0.7


# a place on either bank, EPSG:27700, and the water between as named
PAIRS = [
    ((588_500, 186_000), (575_500, 168_500), "the Thames below Dartford"),  # Southend, Chatham
    ((548_000, 179_800), (546_500, 183_800), "the Thames between Blackwall and Dartford"),
    (
        (510_000, 429_000),
        (527_000, 409_500),
        "the Humber below the Humber Bridge",
    ),  # Hull, Grimsby
    ((494_000, 426_800), (493_500, 421_800), "the Humber and Ouse above the Humber Bridge"),
    ((543_500, 182_000), (534_500, 390_000), None),  # Barking, Lincolnshire
    ((567_500, 341_000), (556_000, 363_500), "the Wash"),  # Hunstanton, Skegness
    ((343_500, 464_500), (320_000, 469_500), "Morecambe Bay and the Kent"),  # Morecambe, Barrow
    ((336_000, 428_500), (334_000, 417_500), "the Ribble below Preston"),  # Lytham, Southport
    ((342_500, 383_500), (340_500, 376_500), "the Mersey between the tunnels and Runcorn"),
    ((243_800, 55_200), (247_700, 55_000), "the Tamar and Plymouth Sound below the Tamar Bridge"),
    ((181_000, 33_000), (184_800, 33_200), "Carrick Roads and the Truro River"),
    ((300_500, 81_000), (296_300, 77_000), "the Exe below the M5"),  # Exmouth, Dawlish
    ((402_500, 79_000), (401_000, 91_500), "Poole Harbour and Bay"),  # Swanage, Poole
    ((442_000, 107_500), (443_500, 111_000), "Southampton Water"),  # Hythe, Woolston
    ((461_000, 99_800), (464_500, 100_000), "Portsmouth Harbour"),  # Gosport, Portsmouth
    ((471_500, 99_500), (466_500, 99_500), "Langstone Harbour"),  # Hayling, Southsea
    ((595_000, 196_000), (591_000, 193_500), "the Crouch below Hullbridge"),
    ((623_500, 232_600), (624_000, 235_000), "the Stour below Manningtree"),  # Harwich, Shotley
    ((437_000, 567_300), (436_000, 568_500), "the Tyne below the Tyne Tunnels"),  # Shields
    (
        (460_000, 525_000),
        (451_000, 532_500),
        "the Tees below Newport Bridge",
    ),  # Redcar, Hartlepool
    ((449_500, 95_500), (451_000, 95_500), "the Medina below Newport"),  # Cowes, East Cowes
    ((363_000, 203_000), (368_000, 199_500), "the Severn above the Severn Bridge"),  # Lydney
    ((191_800, 75_400), (194_000, 77_500), "the Camel below Wadebridge"),  # Padstow, Rock
    # round inland, or over the bridge
    ((588_500, 186_000), (574_000, 204_000), None),  # Southend, Chelmsford: round the Crouch
    ((502_500, 429_000), (502_500, 421_500), None),  # Hessle, Barton: over the Humber Bridge
    ((333_500, 390_500), (341_000, 366_500), None),  # Liverpool, Chester: through the tunnel
    ((243_000, 59_500), (247_700, 55_000), None),  # Saltash, Plymouth: over the Tamar Bridge
    ((437_500, 112_500), (420_000, 100_000), None),  # Totton, the New Forest
    ((591_500, 172_500), (585_500, 166_000), None),  # Sheppey, Sittingbourne: over its bridge
    ((602_500, 213_000), (599_500, 225_000), None),  # Mersea, Colchester: over the Strood
]


@pytest.mark.parametrize(("one", "other", "name"), PAIRS)
def test_well_known_waters_stand_between_their_banks(
    water: Water, one: tuple[int, int], other: tuple[int, int], name: str | None
) -> None:
    there = find_water(np.array([one], float), np.array([other], float), water)[0]
    said = None if there == NO_WATER else water.reasons[there]
    assert said == (None if name is None else f"the straight line goes across {name}")


def test_no_barrier_leaks_where_it_meets_another(water: Water) -> None:
    """A branch begins on the line it joins, so that no straight line slips between."""
    lines = {barrier.barrier: barrier.line for barrier in water.barriers}
    joins = {"trent": "humber-above", "tavy": "tamar-above", "lynher": "tamar", "ruan": "fal",
             "leven": "morecambe", "great-ouse": "wash", "medway": "thames",
             "colne": "blackwater", "orwell": "stour", "hamble": "southampton",
             "chichester": "emsworth", "torridge": "taw"}  # fmt: skip
    for branch, main in joins.items():
        mouth = shapely.Point(lines[branch].coords[-1])
        assert mouth.distance(lines[main]) < 2, branch


def test_places_of_the_mainland_are_on_the_mainland(water: Water) -> None:
    places = np.array([[432_500, 95_500], [463_500, 98_500], [530_000, 180_000]], float)
    assert place_on_land(places, water).tolist() == [MAINLAND] * 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the two files, to spoil."""
    for name in (LANDMASSES_FILE, BARRIERS_FILE):
        shutil.copy(WATER_FOLDER / name, tmp_path / name)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ((BARRIERS_FILE, "LINESTRING", "CIRCLE"), CellValueError, "`line` must be a LINESTRING"),
        (
            (BARRIERS_FILE, "MULTIPOINT", "PT"),
            CellValueError,
            "`crossing_points` must be a MULTIP",
        ),
        ((BARRIERS_FILE, "tees,", "tyne,"), DuplicateKeyError, "tyne"),
        ((BARRIERS_FILE, ",crossing,", ",bridge,"), MissingColumnError, "crossing"),
        (
            (LANDMASSES_FILE, "POLYGON", "LINESTRING"),
            CellValueError,
            "`outline` must be a POLYGON",
        ),
        (
            (LANDMASSES_FILE, "ferry,apart", "ferry,maybe"),
            CellValueError,
            "`decision` must be one",
        ),
        ((LANDMASSES_FILE, "ferry,apart", "boat,apart"), CellValueError, "`link` must be one of"),
    ],
)
def test_a_spoiled_file_is_refused_by_name(
    folder: Path, change: tuple[str, str, str], error: type[Exception], message: str
) -> None:
    spoil(folder, *change)
    with pytest.raises(error, match=message):
        load_water(folder)


def test_outlines_that_overlap_and_absent_files_are_refused(folder: Path) -> None:
    table = pd.read_csv(folder / LANDMASSES_FILE, dtype=str, keep_default_na=False)
    table.loc[1, "outline"] = table.loc[0, "outline"]
    table.to_csv(folder / LANDMASSES_FILE, index=False)
    with pytest.raises(UnreadableFileError, match="those of `wight` and `st-marys` do"):
        load_water(folder)
    shutil.copy(WATER_FOLDER / LANDMASSES_FILE, folder / LANDMASSES_FILE)
    (folder / BARRIERS_FILE).unlink()
    with pytest.raises(UnreadableFileError, match=r"barriers\.csv"):
        load_water(folder)
