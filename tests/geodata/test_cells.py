from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.cells import ABSENT, take_dates, take_ids, take_integers, take_numbers, take_text
from geodata.rawfiles import RawTable


def make_raw(**columns: object) -> RawTable:
    table = pd.DataFrame(columns)
    table.index = pd.RangeIndex(2, 2 + len(table))
    return RawTable(name="f.csv", table=table, sha256="", size=0, path=Path("f.csv"))


def test_text_is_stripped_and_blank_null_or_absent_is_missing() -> None:
    raw = make_raw(Town=[" Hull ", "", "NULL", None, " "])
    assert take_text(raw, "Town").fillna("-").tolist() == ["Hull", "-", "-", "-", "-"]
    assert take_text(raw, "Street").isna().all()
    assert take_text(raw, "Street").dtype == "str"


def test_cp1252_punctuation_decoded_as_latin_1_is_mended() -> None:
    raw = make_raw(Name=["Beis d\x92Satmar", "North"])
    assert take_text(raw, "Name").tolist() == ["Beis d\u2019Satmar", "North"]


@pytest.mark.parametrize(
    "values",
    [
        pd.array([201, None], dtype="Int64"),
        pd.array([201.0, np.nan], dtype="float64"),
        ["201", None],
        ["201.0", ""],
    ],
)
def test_an_identifier_is_the_same_text_from_any_type(values: object) -> None:
    raw = make_raw(code=values)
    assert take_ids(raw, "code", width=5).fillna("-").tolist() == ["00201", "-"]
    assert take_integers(raw, "code").fillna(0).tolist() == [201, 0]


def test_letters_in_an_identifier_are_not_padded() -> None:
    assert take_ids(make_raw(code=["OC1", "1"]), "code", width=4).tolist() == ["OC1", "0001"]


def test_dates_in_every_usual_form_become_iso() -> None:
    given = ["01-09-1999", "1/9/1999", "1999-09-01", "1999-09-01T00:00:00", "01/09/1999 00:00"]
    dates, problems = take_dates(make_raw(URN=range(5), d=given), "d", key="URN")
    assert dates.tolist() == ["1999-09-01"] * 5
    assert len(problems) == 0
    native = pd.to_datetime(pd.Series(["1096-01-01", None]), format="%Y-%m-%d")
    dates, _ = take_dates(make_raw(URN=[1, 2], d=native.to_numpy()), "d", key="URN")
    assert dates.fillna("-").tolist() == ["1096-01-01", "-"]


def test_a_day_that_does_not_exist_is_blanked_and_reported() -> None:
    raw = make_raw(URN=["1", "2", "3"], OpenDate=["31-02-2020", "soon", None])
    dates, problems = take_dates(raw, "OpenDate", key="URN")
    assert dates.isna().all()
    assert problems[["file", "row", "key", "field", "value", "severity", "reason"]].to_numpy(
    ).tolist() == [
        ["f.csv", 2, "1", "OpenDate", "31-02-2020", "blanked", "not a date"],
        ["f.csv", 3, "2", "OpenDate", "soon", "blanked", "not a date"],
    ]  # fmt: skip
    assert problems["remedy"].str.contains("dd-mm-yyyy").all()


def test_numbers_below_zero_are_blanked_and_codes_are_no_problem() -> None:
    raw = make_raw(URN=["1", "2", "3"], pupils=["-5", "c", "7"])
    values, reasons, problems = take_numbers(raw, "pupils", key="URN")
    assert values.fillna(-1).tolist() == [-1, -1, 7]
    assert reasons.notna().tolist() == [True, True, False]
    assert problems["row"].tolist() == [2]


def test_an_absent_column_of_figures_says_so() -> None:
    values, reasons, problems = take_numbers(make_raw(URN=["1"]), "pupils", key="URN")
    assert values.isna().all()
    assert values.dtype == "float64"
    assert reasons.tolist() == [ABSENT]
    assert len(problems) == 0
