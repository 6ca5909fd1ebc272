"""A folder of small official files of a schematic England, written by hand for the builds."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from tests.geodata.giasfiles import as_csv, make_school

CAMDEN, BRISTOL, LEEDS, CORNWALL = "E09000007", "E06000023", "E08000035", "E06000052"
BIRMINGHAM, NORTH_YORKSHIRE, EAST_SUFFOLK = "E08000025", "E06000065", "E07000244"
SELBY, CRAVEN, WAVENEY, SUFFOLK_COASTAL = "E07000169", "E07000163", "E07000206", "E07000205"
BARNSLEY_OLD, BARNSLEY = "E08000016", "E08000038"
HALTON, SCILLY, HARTLEPOOL = "E06000006", "E06000053", "E06000001"
FORMULA_NAME = '=HYPERLINK("http://127.0.0.1/";"Free money")'
ACCENTED_NAME = "École Saint-Rémi, Bristol"
HEATHSIDE = "2001"  # the multi-academy trust of the fixture

_MAT = {
    "trust_flag": "Supported by a multi-academy trust",
    "trust_code": HEATHSIDE,
    "trust_name": "FIERTÉ HEATHSIDE TRUST",
    "kind": "Academy converter",
    "group": "Academies",
}
_SAT = _MAT | {
    "trust_flag": "Supported by a single-academy trust",
    "trust_code": "2002",
    "trust_name": "Lone Oak Trust",
}
_FOUNDATION = {
    "trust_flag": "Supported by a trust",
    "trust_code": "2003",
    "trust_name": "A Foundation Trust",
    "kind": "Foundation school",
}
_INDEPENDENT = {"kind": "Other independent school", "group": "Independent schools"}
_SECONDARY = {"PhaseOfEducation (name)": "Secondary"}

# urn, district whose centre the school is near, metres east and north of it, what is special
SCHOOLS: Sequence[tuple[int, str, int, int, Mapping[str, str]]] = (
    (100001, CAMDEN, 0, 0, {"EstablishmentName": "Heath Primary School"}),
    (100002, CAMDEN, 300, 400, _MAT | _SECONDARY),
    (100003, CAMDEN, -300, 400, _INDEPENDENT | {"EstablishmentName": "Heath House"}),
    (100004, BRISTOL, 0, 0, _MAT | {"EstablishmentName": ACCENTED_NAME}),
    (100005, LEEDS, 0, 0, _MAT | _SECONDARY),
    (100006, BIRMINGHAM, 0, 0, _SAT),
    (100007, CORNWALL, 0, 0, _FOUNDATION),
    (100008, SELBY, 0, 0, {"district": NORTH_YORKSHIRE}),
    (100009, CRAVEN, 0, 0, {}),
    (100010, WAVENEY, 0, 0, {"district": EAST_SUFFOLK}),
    (100011, SUFFOLK_COASTAL, 0, 0, {"district": EAST_SUFFOLK}),
    (100012, BARNSLEY, 0, 0, {"district": BARNSLEY_OLD}),
    (100013, HALTON, 0, 0, {"district": "", "EstablishmentName": FORMULA_NAME}),
    (100014, SCILLY, 5200, 0, {"district": ""}),
    (100015, HARTLEPOOL, 0, 0, {"status": "Open, but proposed to close"}),
    (100016, LEEDS, 1000, 0, {"Easting": "", "Northing": "", "district": ""}),
    (100017, LEEDS, 1000, 0, {"status": "Closed"}),
    (100018, HALTON, 0, 0, {"region": "Wales (pseudo)"}),
    (100019, HALTON, 0, 0, {"kind": "Children's centre"}),
)
N_OPEN = 16

LINKS = (
    {"URN": "99001", "LinkURN": "100002", "LinkName": "Heath Academy",
     "LinkType": "Successor", "LinkEstablishedDate": "01-09-2012"},
    {"URN": "100002", "LinkURN": "99001", "LinkName": "Heath Old School",
     "LinkType": "Predecessor", "LinkEstablishedDate": "01-09-2012"},
)  # fmt: skip
GROUP_LINKS = tuple(
    {"URN": str(urn), "Linked UID": uid, "Group Name": name, "Group Type": kind,
     "Companies House Number": number, "Joined date": "01-09-2012", "Group Status": "Open"}
    for urn, uid, name, kind, number in (
        (100002, HEATHSIDE, "FIERTÉ HEATHSIDE TRUST", "Multi-academy trust", "7654321"),
        (100004, HEATHSIDE, "FIERTÉ HEATHSIDE TRUST", "Multi-academy trust", "7654321"),
        (100006, "2002", "Lone Oak Trust", "Single-academy trust", ""),
        (100001, "9001", "A sponsor", "School sponsor", ""),
    )
)  # fmt: skip
NETWORK = (
    {"urn": "100001", "network": "Heath Partnership"},
    {"urn": "100002", "network": "Heath Partnership"},
    {"urn": "100002", "network": "River Partnership"},
    {"urn": "123456", "network": "River Partnership"},
)


def list_schools(districts: pd.DataFrame) -> list[dict[str, str]]:
    """List the rows of the GIAS file by way of the districts' centres."""
    known = districts.set_index("lad_code")
    rows = []
    for urn, near, east, north, special in SCHOOLS:
        area = known.loc[near]
        place = {
            "EstablishmentName": f"School {urn}",
            "district": near,
            "la_code": str(area["la_code"]),
            "LA (name)": str(area["la_name"]),
            "region": str(area["region_name"]),
            "Easting": str(int(area["easting"]) + east),
            "Northing": str(int(area["northing"]) + north),
        }
        rows.append(make_school(urn, **(place | dict(special))))
    return rows


def write_areas(areas: gpd.GeoDataFrame, path: Path, stem: str = "LAD24") -> None:
    """Write districts as ONS does."""
    named = areas.rename(columns={"area_code": f"{stem}CD", "name": f"{stem}NM"})
    named[[f"{stem}CD", f"{stem}NM", "geometry"]].to_file(path, driver="GPKG", layer="lad")


def write_csv(path: Path, rows: Sequence[Mapping[str, str]], encoding: str = "utf-8") -> Path:
    """Write rows as CSV."""
    path.write_bytes(as_csv([dict(row) for row in rows]).encode(encoding))
    return path


def read_csv(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    """Read a CSV back as rows."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def write_folder(folder: Path, areas: gpd.GeoDataFrame, districts: pd.DataFrame) -> Path:
    """Write every file of the folder."""
    (folder / "boundaries").mkdir(parents=True)
    current = areas[areas["vintage"] == "demo"]
    former = areas[areas["vintage"] == "demo-former"]
    write_areas(current, folder / "boundaries" / "lad_2024.gpkg")
    write_areas(former, folder / "boundaries" / "lad_2018.gpkg", "LAD18")
    write_csv(folder / "edubasealldata20250831.csv", list_schools(districts), "cp1252")
    write_csv(folder / "links_edubasealldata20250831.csv", LINKS)
    write_csv(folder / "academiesmatmembership.csv", GROUP_LINKS, "cp1252")
    write_csv(folder / "partnerships.csv", NETWORK)
    (folder / "read me.md").write_text("Notes.", encoding="utf-8")
    return folder
