"""The one gate where tables are checked."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from footprints.errors import CrsError, FootprintsError, SchemaError
from footprints.schema import CRS, DTYPES, TABLES, check_table, empty_table

LINK: dict[str, Any] = {
    "urn": 1,
    "linked_urn": 2,
    "linked_name": "Old School",
    "kind": "Successor",
    "date": "2020-01-01",
}


def make_links(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([LINK | change for change in changes])


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_has_the_columns_and_types_of_its_specification(name: str) -> None:
    table = empty_table(name)
    assert len(table) == 0
    assert set(table.columns) == set(TABLES[name].columns)
    for column, kind in TABLES[name].columns.items():
        if kind != "geometry":
            assert str(table[column].dtype) == DTYPES[kind], column


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_passes_its_own_gate(name: str) -> None:
    checked = check_table(name, empty_table(name))
    pd.testing.assert_index_equal(checked.columns, pd.Index([*TABLES[name].columns]))
    assert isinstance(checked, gpd.GeoDataFrame) == TABLES[name].has_geometry
    if TABLES[name].has_geometry:
        assert checked.crs.to_epsg() == 27700


@pytest.mark.parametrize("name", TABLES)
def test_every_key_column_is_a_column(name: str) -> None:
    assert set(TABLES[name].key) <= set(TABLES[name].columns)


def test_rows_are_sorted_by_key_with_a_fresh_index_and_extra_columns_last() -> None:
    table = make_links({"urn": 3}, {"urn": 1, "linked_urn": 9}, {"urn": 1, "linked_urn": 2})
    table.insert(0, "extra", [1, 2, 3])
    checked = check_table("links", table.set_axis([7, 7, 7]))
    assert checked["urn"].tolist() == [1, 1, 3]
    assert checked["linked_urn"].tolist() == [2, 9, 2]
    assert checked["extra"].tolist() == [3, 2, 1]
    assert checked.columns.tolist() == [*TABLES["links"].columns, "extra"]
    assert checked.index.equals(pd.RangeIndex(3))


def test_row_order_does_not_matter() -> None:
    table = make_links({"urn": 3}, {"urn": 1}, {"urn": 2})
    pd.testing.assert_frame_equal(
        check_table("links", table), check_table("links", table.iloc[::-1])
    )


def test_the_input_is_not_changed() -> None:
    table = make_links({"urn": 3}, {"urn": 1})
    before = table.copy()
    check_table("links", table)
    pd.testing.assert_frame_equal(table, before)


def test_checking_twice_changes_nothing() -> None:
    once = check_table("links", make_links({"urn": 3}, {"urn": 1}))
    pd.testing.assert_frame_equal(check_table("links", once), once)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_missing_text_is_nan_and_never_a_word(missing: object) -> None:
    checked = check_table("links", make_links({"date": missing}))
    assert checked["date"].isna().all()
    assert str(checked["date"].dtype) == "str"


def test_a_column_of_text_that_is_missing_throughout_becomes_text() -> None:
    checked = check_table("links", make_links({}).assign(date=np.nan))
    assert str(checked["date"].dtype) == "str"
    assert checked["date"].isna().all()


def test_missing_columns_are_named() -> None:
    with pytest.raises(SchemaError, match=r"`links` must have the columns \['kind', 'date'\]"):
        check_table("links", make_links({}).drop(columns=["kind", "date"]))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("urn", "x12", r"`links\.urn` must be int"),
        ("urn", None, r"`links\.urn` must be int"),
        ("urn", 1.5, r"`links\.urn` must be int"),
        ("linked_name", 909.0, r"`links\.linked_name` must be text"),
        ("linked_name", 909, r"`links\.linked_name` must be text"),
    ],
)
def test_a_value_of_another_kind_is_refused(column: str, value: object, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        check_table("links", make_links({column: value}))


def test_a_repeated_key_is_refused_and_shown() -> None:
    with pytest.raises(SchemaError, match=r"got two for \{'urn': 1, 'linked_urn': 2"):
        check_table("links", make_links({}, {"linked_name": "Another"}))


def test_a_missing_key_is_refused() -> None:
    with pytest.raises(SchemaError, match=r"must have a value in each of \['urn', 'linked_urn'"):
        check_table("links", make_links({}, {"kind": None}))


def test_only_a_membership_may_lack_its_unit() -> None:
    row = {"urn": 1, "system": "maths", "unit_id": None, "certainty": "none", "reason": "r"}
    checked = check_table("memberships", pd.DataFrame([row]))
    assert checked["unit_id"].isna().all()
    with pytest.raises(SchemaError, match="one row for each"):
        check_table("memberships", pd.DataFrame([row, row]))


@pytest.mark.parametrize("crs", [None, "EPSG:4326", "EPSG:3857"])
def test_geometry_must_be_on_the_national_grid(crs: str | None) -> None:
    table = empty_table("areas")
    assert isinstance(table, gpd.GeoDataFrame)
    other = gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=[], crs=crs)
    with pytest.raises(CrsError, match="`areas` must be in EPSG:27700, got"):
        check_table("areas", other)


def test_a_plain_table_where_geometry_is_due_is_refused() -> None:
    plain = pd.DataFrame(empty_table("areas"))
    with pytest.raises(CrsError, match="`areas` must be in EPSG:27700"):
        check_table("areas", plain)


def test_the_grid_is_british() -> None:
    assert CRS == "EPSG:27700"


@pytest.mark.parametrize(("error", "builtin"), [(SchemaError, ValueError), (CrsError, ValueError)])
def test_errors_are_ours_and_builtin(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, FootprintsError)
    assert issubclass(error, builtin)
