"""Trust bands: by open schools now, at their edges."""

import pandas as pd
import pytest

from footprints.trustbands import BANDS, NO_TRUST, band_trusts


@pytest.mark.parametrize(
    ("n", "band"), [(1, 0), (2, 1), (5, 1), (6, 2), (15, 2), (16, 3), (90, 3)]
)
def test_a_band_begins_and_ends_where_it_says(n: int, band: int) -> None:
    assert set(band_trusts(pd.Series(["t"] * n))) == {BANDS[band]}


def test_a_school_in_no_trust_says_so_and_the_index_is_kept() -> None:
    trust = pd.Series(["a", None, "a"], index=[7, 8, 9])
    bands = band_trusts(trust)
    assert bands.to_dict() == {7: BANDS[1], 8: NO_TRUST, 9: BANDS[1]}


def test_nobody_in_a_trust() -> None:
    assert band_trusts(pd.Series([None, None], dtype="str")).tolist() == [NO_TRUST] * 2
