"""Each index under every sensible choice equals the index asked for with that choice."""

import math

import numpy as np
import pandas as pd
import pytest

from footprints.scope import SCOPES
from footprints.systems.alternatives import range_alternatives, vary_alternatives
from footprints.systems.comparison import compare_systems
from tests.footprints.town import SYSTEMS, Town, build_town


@pytest.fixture(scope="module")
def town() -> Town:
    """The town, a tenth of its schools independent."""
    town = build_town()
    schools = town.schools.copy()
    schools.loc[::10, ["type_group", "type"]] = ["Independent schools", "Other"]
    return town._replace(schools=schools)


@pytest.fixture(scope="module")
def varied(town: Town) -> pd.DataFrame:
    return vary_alternatives(*town, systems=SYSTEMS)


def test_every_choice_is_what_comparing_with_it_gives(town: Town, varied: pd.DataFrame) -> None:
    choices = varied.groupby(["scope", "weight", "single_trusts"], sort=False)
    assert choices.ngroups == 2 * 2 * len(SCOPES)
    for (scope, weight, single_trusts), rows in choices:
        asked = compare_systems(
            *town,
            systems=SYSTEMS,
            scope=scope,
            weight=weight,
            single_trusts=single_trusts,
            draws=0,
        )
        shared = asked.pairs.columns.intersection(rows.columns)
        pd.testing.assert_frame_equal(rows[shared].reset_index(drop=True), asked.pairs[shared])


def test_the_range_holds_every_choice(varied: pd.DataFrame) -> None:
    ranges = range_alternatives(varied)
    pairs = ranges.dropna(subset=["a"]).set_index(["a", "b"])
    assert len(pairs) == 6
    for row in varied.itertuples():
        found = pairs.loc[(row.a, row.b)]
        assert found["alignment_low"] <= row.alignment <= found["alignment_high"]
        assert found["completeness_low"] <= row.completeness <= found["completeness_high"]
    assert (pairs["alignment_defined"] == 12).all()
    assert (pairs.loc[("half", "quarter"), ["alignment_low", "alignment_high"]] == 1).all()


def test_the_mean_has_a_range_of_its_own(varied: pd.DataFrame) -> None:
    mean = range_alternatives(varied).iloc[-1]
    by_choice = varied.groupby(["scope", "weight", "single_trusts"])["alignment"].mean()
    assert mean[["a", "b"]].isna().all()
    assert mean["alignment_low"] == pytest.approx(by_choice.min())
    assert mean["alignment_high"] == pytest.approx(by_choice.max())
    assert math.isnan(mean["homogeneity_low"])


def test_trusts_of_one_matter_to_pairs_with_trusts_alone(varied: pd.DataFrame) -> None:
    kept, dropped = (
        varied[varied["single_trusts"] == one].reset_index(drop=True) for one in (True, False)
    )
    differs = kept["n_schools"] != dropped["n_schools"]
    assert set(kept.loc[differs, "b"]) == {"trust"}


def test_an_empty_area_has_no_range(town: Town) -> None:
    nobody = np.zeros(len(town.schools), dtype=bool)
    ranges = range_alternatives(vary_alternatives(*town, systems=SYSTEMS, inside=nobody))
    assert ranges["alignment_low"].isna().all()
    assert (ranges["alignment_defined"] == 0).all()
