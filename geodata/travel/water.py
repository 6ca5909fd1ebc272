"""Reads the water that no factor crosses: `landmasses.csv` and `barriers.csv`."""

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from footprints.travel.water import (
    DECISIONS,
    LINKS,
    Barrier,
    LandMass,
    Water,
    WaterError,
    check_outlines,
)
from geodata.cells import take_text
from geodata.errors import UnreadableFileError
from geodata.rawfiles import RawTable, open_table
from geodata.registercells import (
    refuse_cells,
    refuse_repeated_keys,
    require_choice,
    require_values,
)
from geodata.rowchecks import require_columns

WATER_FOLDER = Path(__file__).parent
LANDMASSES_FILE, BARRIERS_FILE = "landmasses.csv", "barriers.csv"
_MASS = ("mass", "name", "link", "decision", "as_of", "source")
_BARRIER = ("barrier", "name", "crossing", "as_of", "source")


def load_water(folder: Path = WATER_FOLDER) -> Water:
    """
    Load the land masses and barriers of the project.

    Parameters
    ----------
    folder
        Where `landmasses.csv` and `barriers.csv` are; the project's own unless told otherwise.

    Returns
    -------
    water
        In the order of the files.

    Raises
    ------
    UnreadableFileError
        If a file is absent or not CSV, a line has no length, or outlines apart overlap.
    MissingColumnError, CellValueError, DuplicateKeyError
        If a column is missing, a cell is blank or not allowed, or a key is listed twice.

    Examples
    --------
    >>> water = load_water()
    >>> [mass.mass for mass in water.apart][:2]
    ['wight', 'st-marys']
    """
    try:
        water = Water(
            _read_masses(open_table(folder / LANDMASSES_FILE)),
            _read_barriers(open_table(folder / BARRIERS_FILE)),
        )
        check_outlines(water)
    except WaterError as error:
        raise UnreadableFileError(f"{folder.name}: {error}; correct the row") from error
    return water


def _read_masses(raw: RawTable) -> tuple[LandMass, ...]:
    """Read one land mass from each row."""
    table = _take_table(raw, _MASS, "a list of land masses")
    require_choice(raw, table["link"], LINKS)
    require_choice(raw, table["decision"], DECISIONS)
    outline = _take_shapes(raw, "outline", "Polygon")
    return tuple(
        LandMass(row.mass, row.name, row.link, row.decision, shape, row.source, row.note)
        for row, shape in zip(table.itertuples(index=False), outline, strict=True)
    )


def _read_barriers(raw: RawTable) -> tuple[Barrier, ...]:
    """Read one barrier from each row."""
    table = _take_table(raw, _BARRIER, "a list of barriers")
    lines = _take_shapes(raw, "line", "LineString")
    places = _take_shapes(raw, "crossing_points", "MultiPoint")
    return tuple(
        Barrier(row.barrier, row.name, row.crossing, crossings, line, row.source, row.note)
        for row, crossings, line in zip(table.itertuples(index=False), places, lines, strict=True)
    )


def _take_table(raw: RawTable, columns: tuple[str, ...], what: str) -> pd.DataFrame:
    """Take the text of a file whose first column is its key; a blank note says nothing."""
    require_columns(raw, [*columns, "note"], what)
    table = pd.DataFrame({name: take_text(raw, name) for name in (*columns, "note")})
    require_values(raw, table, columns)
    refuse_repeated_keys(raw.name, table, [columns[0]])
    return table.fillna({"note": ""})


def _take_shapes(raw: RawTable, column: str, kind: str) -> list[shapely.Geometry]:
    """Take a column of shapes written as WKT, all of one kind."""
    require_columns(raw, [column], "a file of shapes")
    text = take_text(raw, column)
    shapes = shapely.from_wkt(text.fillna("").to_numpy(dtype="object"), on_invalid="ignore")
    wrong = np.array([getattr(shape, "geom_type", None) != kind for shape in shapes], dtype=bool)
    refuse_cells(raw, text[wrong], f"a {kind.upper()} in WKT")
    return list(shapes)
