"""Demand: what is not stated is missing and never 0."""

import numpy as np
import pandas as pd
import pytest

from footprints.access.demand import DEMANDS, count_demand
from footprints.errors import UnknownKeyError

SCHOOLS = pd.DataFrame(
    {
        "urn": [3, 1, 2, 4],
        "pupils": [200.0, np.nan, 100.0, 50.0],
        "fsm_percent": [25.0, 10.0, np.nan, 0.0],
    },
    index=[9, 8, 7, 6],
)


def test_schools_count_1_each() -> None:
    counted = count_demand(SCHOOLS, "schools")
    assert counted.index.tolist() == [3, 1, 2, 4]
    assert counted.tolist() == [1, 1, 1, 1]


def test_pupils_count_as_stated() -> None:
    assert count_demand(SCHOOLS, "pupils").tolist() == pytest.approx(
        [200, np.nan, 100, 50], nan_ok=True
    )


def test_fsm_pupils_need_both_numbers() -> None:
    counted = count_demand(SCHOOLS, "fsm_pupils")
    assert counted.tolist() == pytest.approx([50, np.nan, np.nan, 0], nan_ok=True)
    assert counted.index.name == "urn"
    assert counted.name == "fsm_pupils"


def test_an_unknown_demand_is_refused() -> None:
    with pytest.raises(UnknownKeyError, match=r"`demand` must be one of .*, got 'teachers'"):
        count_demand(SCHOOLS, "teachers")


def test_every_demand_is_told_in_words() -> None:
    assert all(count_demand(SCHOOLS, demand).dtype == "float64" for demand in DEMANDS)
