"""A small hand-made England: five districts of 100 or 200 km2, so that every answer is checkable.

Kilometres from the south-west corner, north up:

    20 +-----------------------+-----------+
       |       Eastmere        |  Hallam   |   North
    10 +-----------+-----------+-----------+
       |  Aldmoor  | Brackley  |  Carrow   |   South (Brackley and Carrow make Downshire)
     0 +-----------+-----------+-----------+
       0          10          20          30

Eastmere was made from Fenside (west) and Glaven (east) in 2023. Their old outlines overlap by
400 m, stop 200 m short of the eastern border and stick out 1 km to the west. Hallam was
renumbered in 2025 and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from footprints.membership.claims import expand_coverage, hold_administrative, resolve_claims
from footprints.membership.formerdistricts import place_in_former, split_districts
from footprints.membership.memberships import (
    join_administrative,
    join_hubs,
    join_listings,
    join_trusts,
    stack_memberships,
)
from footprints.membership.placement import place_schools
from footprints.membership.polygons import dissolve_footprints, wrap_members
from footprints.schema import CRS, DTYPES, TABLES, check_table

CORNER = (400_000.0, 300_000.0)
ALDMOOR, BRACKLEY, CARROW, EASTMERE = "E06000901", "E07000902", "E07000903", "E06000904"
FENSIDE, GLAVEN, HALLAM_OLD, HALLAM = "E07000905", "E07000906", "E08000907", "E08000908"
DOWNSHIRE, NORTH, SOUTH = "E10000902", "E12000901", "E12000902"

_OUTLINES = {
    ALDMOOR: (0, 0, 10, 10),
    BRACKLEY: (10, 0, 20, 10),
    CARROW: (20, 0, 30, 10),
    EASTMERE: (0, 10, 20, 20),
    HALLAM: (20, 10, 30, 20),
}
_FORMER_OUTLINES = {FENSIDE: (-1, 10, 10.2, 20), GLAVEN: (9.8, 10, 19.8, 20)}

# code, name, la_code, utla_code, region_code, valid_to, successor_code
_DISTRICTS = [
    (ALDMOOR, "Aldmoor", "901", ALDMOOR, SOUTH, None, None),
    (BRACKLEY, "Brackley", "902", DOWNSHIRE, SOUTH, None, None),
    (CARROW, "Carrow", "902", DOWNSHIRE, SOUTH, None, None),
    (EASTMERE, "Eastmere", "904", EASTMERE, NORTH, None, None),
    (FENSIDE, "Fenside", "910", "E10000910", NORTH, "2023-03-31", EASTMERE),
    (GLAVEN, "Glaven", "910", "E10000910", NORTH, "2023-03-31", EASTMERE),
    (HALLAM_OLD, "Hallam", "908", HALLAM_OLD, NORTH, "2025-03-31", HALLAM),
    (HALLAM, "Hallam", "908", HALLAM, NORTH, None, None),
]

_MAINTAINED = "Local authority maintained schools"
_ACADEMIES = "Academies"
# urn, name, km east, km north, stated district, authority, phase, type, group, ages, trust, kind
_SCHOOLS = [
    (101, "Aldmoor Primary", 5, 5, ALDMOOR, "901", "Primary",
     "Community school", _MAINTAINED, 4, 11, None, None),
    (102, "Brackley Academy", 15, 5, BRACKLEY, "902", "Secondary",
     "Academy converter", _ACADEMIES, 11, 18, "T1", "MAT"),
    (103, "Carrow Lower Special", 25, 5, CARROW, "902", "Not applicable",
     "Community special school", "Special schools", 3, 11, None, None),
    (104, "Carrow Upper Special", 26, 5, CARROW, "902", "Not applicable",
     "Community special school", "Special schools", 11, 19, None, None),
    (105, "Fenside Primary", 5, 15, FENSIDE, "904", "Primary",
     "Academy converter", _ACADEMIES, 4, 11, "T1", "MAT"),
    (106, "Glaven Primary", 15, 15, EASTMERE, "904", "Primary",
     "Academy converter", _ACADEMIES, 4, 11, "T1", "MAT"),
    (107, "Hallam College", 25, 15, HALLAM_OLD, "908", "16 plus",
     "Further education", "Colleges", 16, 99, None, None),
    (108, "Hallam City Technology College", 26, 16, HALLAM, "908", "Secondary",
     "City technology college", "Independent schools", 11, 18, None, None),
    (109, "Border House", 10, 5, None, "902", "Not applicable",
     "Other independent school", "Independent schools", 3, 18, None, None),
    (110, "Shore Free School", -0.3, 5, None, "901", "Primary",
     "Free schools", "Free Schools", 4, 11, "T2", "SAT"),
    (111, "Skerry School", 35, 5, None, "902", "Primary",
     "Community school", _MAINTAINED, 4, 11, None, None),
    (112, "Nowhere School", None, None, None, None, "Primary",
     "Foundation school", _MAINTAINED, 4, 11, None, "foundation"),
    (113, "Glaven Annexe", None, None, GLAVEN, "904", "Primary",
     "Community school", _MAINTAINED, 4, 11, None, None),
    (114, "Eastmere Academy", None, None, EASTMERE, "904", "All-through",
     "Academy converter", _ACADEMIES, 4, 18, None, "SAT"),
    (115, "Hallam Middle", 22, 12, HALLAM, "908", "Middle deemed primary",
     "Community school", _MAINTAINED, 8, 12, None, None),
]  # fmt: skip
URNS = [row[0] for row in _SCHOOLS]

_SYSTEMS = [
    ("region", "area", "all"),
    ("la", "area", "all"),
    ("lad", "area", "all"),
    ("trust", "trust", "all"),
    ("maths", "hub", "state_funded"),
    ("english", "hub", "primary_age"),
    ("ring", "network", "all"),
]
# system, unit, km east and north of the base
_UNITS = [
    ("maths", "M1", 5, 5),
    ("maths", "M2", 15, 5),
    ("maths", "M3", 25, 15),
    ("maths", "M4", 26, 16),
    ("maths", "M5", 5, 15),
    ("maths", "M6", None, None),
    ("english", "L1", 5, 8),
    ("english", "L2", 15, 5),
    ("english", "L3", 15, 15),
]
# system, unit, kind, code, name, part, list status
_COVERAGE = [
    ("maths", "M1", "lad", ALDMOOR, "Aldmoor", "whole", "full"),
    ("maths", "M2", "utla", DOWNSHIRE, "Downshire", "whole", "full"),
    ("maths", "M3", "lad", HALLAM_OLD, "Hallam", "whole", "full"),
    ("maths", "M4", "lad", HALLAM, "Hallam", "whole", "full"),
    ("maths", "M5", "lad", FENSIDE, "Fenside", "whole", "full"),
    ("maths", "M6", "lad", GLAVEN, "Glaven", "whole", "full"),
    ("english", "L1", "region", SOUTH, "South", "whole", "prose"),
    ("english", "L2", "lad", BRACKLEY, "Brackley", "whole", "full"),
    ("english", "L3", "lad", EASTMERE, "Eastmere", "part", "full"),
]
_LISTINGS = [(101, "R1"), (102, "R1"), (102, "R2"), (999, "R1")]
# 11 closed into 12, which closed into 101; 13 split into 102 and 105; 14 and 15 go round
_LINKS = [
    (11, 12, "Old Aldmoor Juniors", "Successor"),
    (12, 101, "Aldmoor Primary", "Successor - merged"),
    (12, 11, "Old Aldmoor Infants", "Predecessor"),
    (13, 102, "Brackley Academy", "Successor - Split School"),
    (13, 105, "Fenside Primary", "Successor - Split School"),
    (14, 15, "Round", "Successor"),
    (15, 14, "Round", "Successor"),
]


@dataclass
class England:
    """The sources, before anything is placed or joined."""

    areas: gpd.GeoDataFrame
    former: gpd.GeoDataFrame
    districts: pd.DataFrame
    establishments: gpd.GeoDataFrame
    systems: pd.DataFrame
    units: pd.DataFrame
    coverage: pd.DataFrame
    listings: pd.DataFrame
    links: pd.DataFrame


@dataclass
class Built:
    """What the functions of `footprints` make of it, in the order a build calls them."""

    pieces: gpd.GeoDataFrame
    schools: gpd.GeoDataFrame
    piece: pd.Series
    held: pd.DataFrame
    superseded: pd.DataFrame
    memberships: pd.DataFrame
    dissolved: gpd.GeoDataFrame
    wrapped: gpd.GeoDataFrame


def make_point(east_km: float | None, north_km: float | None) -> shapely.Point | None:
    """Make a point so many kilometres from the corner; None where unknown."""
    if east_km is None or north_km is None:
        return None
    return shapely.Point(CORNER[0] + 1000 * east_km, CORNER[1] + 1000 * north_km)


def make_square(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Make a rectangle, in kilometres from the corner."""
    (x, y), km = CORNER, 1000
    return shapely.box(x + km * west, y + km * south, x + km * east, y + km * north)


def make_layer(outlines: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Make a layer of areas by code."""
    codes = pd.Series(list(outlines), dtype="str")
    return gpd.GeoDataFrame({"area_code": codes}, geometry=list(outlines.values()), crs=CRS)


def make_texts(**columns: Iterable[str | None]) -> pd.DataFrame:
    """Make a table of text columns."""
    return pd.DataFrame({name: pd.Series(list(v), dtype="str") for name, v in columns.items()})


def make_table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Make a checked table from rows that hold only some of its columns."""
    kinds = TABLES[name].columns
    table = pd.DataFrame(
        {
            column: pd.Series([row.get(column) for row in rows], dtype=DTYPES[kind])
            for column, kind in kinds.items()
            if kind != "geometry"
        }
    )
    if "geometry" in kinds:
        table = gpd.GeoDataFrame(table, geometry=[row["geometry"] for row in rows], crs=CRS)
    return check_table(name, table)


def make_schools(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Make a `schools` table from rows that hold only some of its columns."""
    schools = make_table("schools", [{"geometry": None} | row for row in rows])
    assert isinstance(schools, gpd.GeoDataFrame)
    return schools


def make_england() -> England:
    """Make fresh tables, so that no test sees another's."""
    return England(
        areas=make_layer({code: make_square(*km) for code, km in _OUTLINES.items()}),
        former=make_layer({code: make_square(*km) for code, km in _FORMER_OUTLINES.items()}),
        districts=_make_districts(),
        establishments=make_schools([_describe_school(*row) for row in _SCHOOLS]),
        systems=_make_systems(),
        units=make_table("units", [_describe_unit(*row) for row in _UNITS]),
        coverage=_make_coverage(),
        listings=make_table(
            "listings", [{"urn": u, "system": "ring", "unit_id": n} for u, n in _LISTINGS]
        ),
        links=make_table(
            "links",
            [
                {"urn": old, "linked_urn": new, "linked_name": name, "kind": kind}
                for old, new, name, kind in _LINKS
            ],
        ),
    )


def place_england(
    england: England, pieces: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Place the schools in districts and, where a district is cut, in its former parts."""
    by_urn = england.establishments.set_index("urn")
    placed = place_schools(
        by_urn.geometry, by_urn["district_code"], england.areas, england.districts
    )
    region = england.districts.set_index("lad_code")["region_code"]
    located = by_urn.assign(
        lad_code=placed["area_code"],
        lad_route=placed["route"],
        region_code=placed["area_code"].map(region).astype("str"),
    ).reset_index()
    schools = check_table("schools", located)
    assert isinstance(schools, gpd.GeoDataFrame)
    former = place_in_former(schools, pieces, england.districts)
    lad = schools.set_index("urn")["lad_code"]
    cut = pieces.loc[pieces["area_code"] != pieces["lad_code"], "lad_code"]
    return schools, former.reindex(lad.index).fillna(lad.mask(lad.isin(cut)))


def build_england(england: England) -> Built:
    """Run every step of a build."""
    pieces = split_districts(england.areas, england.former, england.districts)
    schools, piece = place_england(england, pieces)
    claims = expand_coverage(england.coverage, pieces, england.districts)
    held, superseded = resolve_claims(claims)
    memberships = stack_memberships(
        [
            join_administrative(schools),
            join_trusts(schools),
            join_hubs(schools, england.systems, held, piece),
            join_listings(schools, england.listings),
        ]
    )
    members = memberships[memberships["certainty"] != "none"]
    everything = pd.concat(
        [held, hold_administrative(pieces, england.districts, as_of="2025")], ignore_index=True
    )
    return Built(
        pieces=pieces,
        schools=schools,
        piece=piece,
        held=held,
        superseded=superseded,
        memberships=memberships,
        dissolved=dissolve_footprints(everything, pieces, members),
        wrapped=wrap_members(schools, members[members["certainty"] == "listed"]),
    )


def _make_districts() -> pd.DataFrame:
    """Make the `districts` table."""
    columns = ["lad_code", "lad_name", "la_code", "utla_code", "region_code", "valid_to"]
    columns.append("successor_code")
    return make_table("districts", [dict(zip(columns, row, strict=True)) for row in _DISTRICTS])


def _describe_school(*fields: Any) -> dict[str, Any]:
    """Name the fields of one school."""
    names = ["urn", "name", "east", "north", "district_code", "la_code", "phase", "type"]
    names += ["type_group", "low_age", "high_age", "trust_id", "trust_kind"]
    row = dict(zip(names, fields, strict=True))
    point = make_point(row.pop("east"), row.pop("north"))
    at = {"easting": point.x, "northing": point.y} if point else {}
    return row | at | {"geometry": point, "status": "Open"}


def _make_systems() -> pd.DataFrame:
    """Make the `systems` table."""
    return make_table(
        "systems",
        [
            {"system": system, "family": family, "scope": scope, "unit_name": f"{system} unit"}
            for system, family, scope in _SYSTEMS
        ],
    )


def _describe_unit(
    system: str, unit_id: str, east: float | None, north: float | None
) -> dict[str, Any]:
    """Name the fields of one unit."""
    row: dict[str, Any] = {"system": system, "unit_id": unit_id, "name": f"Hub {unit_id}"}
    point = make_point(east, north)
    if point:
        row |= {"base_easting": point.x, "base_northing": point.y, "base_name": f"Base {unit_id}"}
    return row


def _make_coverage() -> pd.DataFrame:
    """Make the `coverage` table."""
    names = ["system", "unit_id", "area_kind", "area_code", "area_name", "part", "list_status"]
    rows = [dict(zip(names, row, strict=True)) for row in _COVERAGE]
    return make_table("coverage", [row | {"vintage": "2024", "as_of": "2025-10"} for row in rows])
