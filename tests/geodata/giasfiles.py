"""Small hand-made files in the form of Get Information About Schools."""

import csv
import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

SCHOOL = {
    "URN": "100001",
    "LA (code)": "201",
    "LA (name)": "City of London",
    "EstablishmentName": "École Primary School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (name)": "Primary",
    "OpenDate": "01-09-1999",
    "Postcode": "ec3a5de",
    "NumberOfPupils": "249",
    "PercentageFSM": "18.1",
    "TrustSchoolFlag (name)": "Not applicable",
    "Trusts (code)": "",
    "Trusts (name)": "",
    "GOR (name)": "London",
    "DistrictAdministrative (code)": "E09000001",
    "Easting": "533502",
    "Northing": "181167",
}


def make_school(urn: int | str = 100001, **changes: str) -> dict[str, str]:
    """Make one GIAS row, with changes by a short name or by the name of the column."""
    named = {
        "status": "EstablishmentStatus (name)",
        "kind": "TypeOfEstablishment (name)",
        "group": "EstablishmentTypeGroup (name)",
        "district": "DistrictAdministrative (code)",
        "trust_flag": "TrustSchoolFlag (name)",
        "trust_code": "Trusts (code)",
        "trust_name": "Trusts (name)",
        "country": "Country (name)",
        "region": "GOR (name)",
        "la_code": "LA (code)",
    }
    return SCHOOL | {"URN": str(urn)} | {named.get(k, k): v for k, v in changes.items()}


def as_csv(rows: Sequence[dict[str, str]]) -> str:
    """Write rows as CSV; the columns are those of all rows together."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_packed(path: Path, data: bytes) -> Path:
    """Write a CSV plain, gzipped or zipped, as the end of the name says."""
    if path.name.endswith(".gz"):
        path.write_bytes(gzip.compress(data))
    elif path.name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("extract.csv", data)
    else:
        path.write_bytes(data)
    return path


def write_schools(folder: Path, *rows: dict[str, str], name: str = "gias.csv") -> Path:
    """Write rows as GIAS does, in cp1252."""
    return write_packed(folder / name, as_csv(rows).encode("cp1252"))
