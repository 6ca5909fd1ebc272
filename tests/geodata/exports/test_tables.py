"""Exports of tables: which rows they have."""

import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from geodata.exports.tables import Filter, name_units, select_rows
from geodata.store import Snapshot
from tests.geodata.conftest import Built
from tests.geodata.sourcefolder import HEATHSIDE


@pytest.fixture
def snapshot(built: Built) -> Snapshot:
    return built.snapshot


def test_rows_are_cut_after_everything_was_computed_nationally(snapshot: Snapshot) -> None:
    prints = select_rows(snapshot, "footprints", Filter(system="trust", la="202"))
    # the trust has one school in Camden; its footprint is that of all three
    assert prints["unit_id"].tolist() == [HEATHSIDE]
    assert prints["n_schools"].tolist() == [3]


def test_region_and_authority_that_do_not_meet_give_no_rows(snapshot: Snapshot) -> None:
    assert select_rows(snapshot, "schools", Filter(region="London", la="815")).empty


def test_unknown_table_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownKeyError, match=r"`table` must be one of .* got 'problems'"):
        select_rows(snapshot, "problems", Filter())


def test_units_are_named_after_their_id() -> None:
    table = pd.DataFrame({"system": ["a", "b"], "unit_id": ["1", "1"], "reason": ["x", "y"]})
    units = pd.DataFrame({"system": ["a"], "unit_id": ["1"], "name": ["One"]})
    named = name_units(table, units)
    assert list(named.columns) == ["system", "unit_id", "unit_name", "reason"]
    assert named["unit_name"].tolist()[0] == "One"
    assert pd.isna(named["unit_name"][1])
