from pathlib import Path

import pytest

from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.rawfiles import open_table, open_upload
from geodata.readers.establishments import COLUMNS as SCHOOL_COLUMNS
from geodata.readers.establishments import read_establishments
from geodata.readers.inspections import COLUMNS, read_inspections
from geodata.report import Read

QUINTILE = "The income deprivation affecting children index (IDACI) quintile"
HEADER = f"URN,Ofsted phase,{QUINTILE},Overall effectiveness,Inspection start date\n"


def read(*lines: str, header: str = HEADER, name: str = "mi.csv") -> Read:
    return read_inspections(open_upload(name, (header + "\n".join(lines)).encode()))


@pytest.mark.parametrize(
    ("code", "grade"),
    [
        ("1", "Outstanding"),
        ("2", "Good"),
        ("3", "Requires improvement"),
        ("4", "Inadequate"),
        ("Not judged", "Not judged"),
        ("9", ""),
        ("NULL", ""),
        ("", ""),
    ],
)
def test_a_grade_is_written_in_words(code: str, grade: str) -> None:
    result = read(f"1,Primary,4,{code},12/06/2024")
    assert result.table["ofsted"].fillna("").tolist() == [grade]
    assert len(result.report.problems) == 0


def test_date_phase_and_quintile_are_taken_as_stated() -> None:
    result = read("1,Special,4,2,12/06/2024", "2,Primary,NULL,NULL,NULL")
    assert result.table.astype(object).fillna("").to_numpy().tolist() == [
        [1, "Good", "2024-06-12", "Special", 4.0],
        [2, "", "", "Primary", ""],
    ]
    assert result.report.as_of == "2024-06-12"
    assert read("1,A,1,2,12/06/2024", name="mi_2025-08-31.csv").report.as_of == "2025-08-31"


def test_a_grade_that_ofsted_does_not_use_is_blanked_and_a_footnote_rejected() -> None:
    result = read("1,Primary,4,7,12/06/2024", '"Source: Ofsted",,,,')
    assert result.table["ofsted"].isna().all()
    problems = result.report.problems
    assert problems[["file", "row", "severity", "reason"]].to_numpy().tolist() == [
        ["mi.csv", 2, "blanked", "not a grade that Ofsted uses"],
        ["mi.csv", 3, "rejected", "the URN is not a whole number"],
    ]
    assert problems["remedy"].notna().all()


def test_one_school_with_two_inspections_stops_the_read() -> None:
    with pytest.raises(DuplicateKeyError, match=r"mi\.csv, rows 2 and 3: URN 1 must have one row"):
        read("1,Primary,4,2,12/06/2024", "1,Primary,4,3,12/06/2024")


def test_a_missing_key_column_is_named() -> None:
    with pytest.raises(MissingColumnError, match=r"mi\.csv, row 1: .*Inspection start date.*down"):
        read("1,2", header="URN,Overall effectiveness\n")


@pytest.mark.realdata
def test_the_real_inspections_agree_with_the_schools_table(shared_data: Path) -> None:
    folder = shared_data / "schools"
    path = folder / "ofsted_state_funded_schools_mi_2025-08-31.parquet"
    result = read_inspections(open_table(path, columns=COLUMNS))
    assert (result.report.rows_in, result.report.rows_out) == (21_990, 21_990)
    assert result.table["ofsted"].value_counts().to_dict() == {
        "Good": 15_264,
        "Not judged": 3_269,
        "Outstanding": 2_063,
        "Requires improvement": 1_087,
        "Inadequate": 204,
    }
    path = folder / "schools_england_merged_2025.parquet"
    schools = read_establishments(open_table(path, columns=SCHOOL_COLUMNS)).table
    both = schools.merge(result.table, on="urn", validate="1:1", suffixes=("", "_mi"))
    assert len(both) == 21_990
    for column in ("ofsted", "ofsted_date", "ofsted_phase", "idaci_quintile"):
        assert both[column].equals(both[f"{column}_mi"].rename(column)), column
