from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import DuplicateKeyError, MissingColumnError
from geodata.rawfiles import open_table, open_upload
from geodata.readers.census import COLUMNS, EAL, FSM, read_census
from geodata.report import Read

HEADER = f"time_period,urn,{FSM},{EAL}\n"


def read(*lines: str, header: str = HEADER) -> Read:
    return read_census(open_upload("census.csv", (header + "\n".join(lines)).encode()))


def test_figures_and_their_suppression_codes_are_told_apart() -> None:
    result = read("202223,1,18.1,c", "202223,2,z,53.5", "202223,3,,low")
    table = result.table
    assert table["fsm_percent"].fillna(-1).tolist() == [18.1, -1, -1]
    assert table["eal_percent"].fillna(-1).tolist() == [-1, 53.5, -1]
    assert table["fsm_reason"].fillna("").tolist() == ["", "not applicable", "blank in the source"]
    assert table["eal_reason"].fillna("").tolist() == [
        "suppressed to protect privacy",
        "",
        "more than zero but rounds to zero",
    ]
    assert table["year"].tolist() == ["2022/23"] * 3
    assert result.report.as_of == "2023-01"
    assert len(result.report.problems) == 0


def test_text_in_a_figure_is_blanked_and_a_row_without_urn_rejected() -> None:
    result = read("202223,1,abc,5", "202223,Total,5,5", "202223,,5,5")
    assert result.table["fsm_percent"].isna().tolist() == [True]
    assert result.report.problems[["row", "value", "severity"]].fillna("").to_numpy().tolist() == [
        [2, "abc", "blanked"],
        [3, "Total", "rejected"],
        [4, "", "rejected"],
    ]


def test_two_years_in_one_file_stop_the_read() -> None:
    with pytest.raises(DuplicateKeyError, match=r"census\.csv, rows 2 and 3: urn 1 must .*delete"):
        read("202223,1,18.1,5", "202122,1,17.0,5")


def test_a_missing_key_column_is_named() -> None:
    with pytest.raises(MissingColumnError, match=r"census\.csv, row 1: .*other than English"):
        read("1,5", header=f"urn,{FSM}\n")


@pytest.mark.realdata
def test_the_real_census_keeps_what_is_missing_missing(shared_data: Path) -> None:
    path = shared_data / "schools" / "school_census_school_level_2022-23.parquet"
    source = pd.read_parquet(path, columns=["urn", FSM, EAL]).sort_values("urn")
    result = read_census(open_table(path, columns=COLUMNS))
    assert (result.report.rows_in, result.report.rows_out) == (24_442, 24_442)
    for column, name in ((FSM, "fsm"), (EAL, "eal")):
        stated = source[column].astype("float64").to_numpy()
        assert result.table[f"{name}_percent"].equals(pd.Series(stated, name=f"{name}_percent"))
        missing = result.table[f"{name}_percent"].isna()
        assert set(result.table.loc[missing, f"{name}_reason"]) == {"blank in the source"}
