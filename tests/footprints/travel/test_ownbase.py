"""One distance for each school, whatever it is shared by."""

import numpy as np
import pandas as pd
import pytest

from footprints.errors import UnknownKeyError
from footprints.travel.ownbase import take_own_km

COLUMNS = ["urn", "system", "unit_id", "straight_km", "detour_km"]
TRAVEL = pd.DataFrame(
    [
        (3, "tsh", "A", 5.0, 7.0),
        (1, "tsh", "A", 4.0, np.nan),
        (1, "tsh", "B", 2.0, 2.8),
        (2, "tsh", None, np.nan, np.nan),
        (1, "maths", "M", 9.0, 12.6),
    ],
    columns=COLUMNS,
)


def test_a_shared_school_is_measured_to_the_nearest_of_its_bases() -> None:
    km = take_own_km(TRAVEL, "tsh", "straight")
    assert km.index.tolist() == [1, 2, 3]
    assert km.dropna().to_dict() == {1: 2.0, 3: 5.0}


def test_where_one_way_is_missing_nobody_can_tell_the_least() -> None:
    km = take_own_km(TRAVEL, "tsh", "detour")
    assert km.dropna().to_dict() == {3: 7.0}


def test_the_order_of_rows_decides_nothing() -> None:
    turned = TRAVEL.iloc[::-1]
    pd.testing.assert_series_equal(
        take_own_km(turned, "tsh", "straight"), take_own_km(TRAVEL, "tsh", "straight")
    )


def test_another_method_is_refused() -> None:
    with pytest.raises(UnknownKeyError, match="`method` must be one of"):
        take_own_km(TRAVEL, "tsh", "crow")  # type: ignore[arg-type]
