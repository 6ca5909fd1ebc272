"""Which schools are looked at as satellites."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints.scenarios.candidates import Candidates, thin_candidates
from footprints.scenarios.errors import SitingError

places = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)) | st.none(), min_size=1, max_size=40
)


def put(places: list[tuple[int, int] | None], first: int = 1) -> pd.DataFrame:
    """Make schools at places in kilometres, None where unknown."""
    rows = [place or (math.nan, math.nan) for place in places]
    table = pd.DataFrame(rows, columns=["easting", "northing"]) * 1000.0
    return table.assign(urn=range(first, first + len(rows)))


@given(places=places, at_most=st.integers(1, 12), turn=st.randoms(use_true_random=False))
def test_candidates_are_few_enough_and_near_everybody(
    places: list[tuple[int, int] | None], at_most: int, turn: object
) -> None:
    schools = put(places)
    before = schools.copy()
    found = thin_candidates(schools, at_most=at_most)
    pd.testing.assert_frame_equal(schools, before)
    assert len(found.urns) <= at_most
    assert list(found.urns) == sorted(set(found.urns))
    assert found.n_schools + found.n_unplaced == len(schools)
    there = schools[schools["urn"].isin(found.urns)]
    for place in filter(None, places):
        to = np.hypot(there["easting"] / 1000 - place[0], there["northing"] / 1000 - place[1])
        assert to.min() <= found.within_km + 1e-9
    order = list(range(len(schools)))
    turn.shuffle(order)  # type: ignore[attr-defined]
    assert thin_candidates(schools.iloc[order], at_most=at_most) == found


def test_schools_of_one_site_are_one_candidate_and_the_rest_stay_if_few_enough() -> None:
    found = thin_candidates(put([(0, 0), (0, 0), (1, 0), None]))
    assert found == Candidates(
        (1, 3), 3, 1, 0.0, "all 3 schools with coordinates, one for each site"
    )


def test_thinning_keeps_the_school_in_the_middle_of_each_square_and_says_how() -> None:
    # squares of 2.4 km would leave three, since 21 and 21.5 km lie in two of them
    places = [(0, 0), (1, 0), (2, 0), (20, 0), (21, 0), (21.5, 0)]
    schools = put(places)  # type: ignore[arg-type]
    found = thin_candidates(schools, at_most=2)
    assert found.urns == (2, 5)
    assert found.within_km == pytest.approx(4)
    assert found.rule == (
        "2 of 6 schools with coordinates, one for each square of 2.8 km; each school left out is "
        "within 4.0 km of one of them"
    )


def test_no_school_with_coordinates_gives_no_candidate() -> None:
    assert thin_candidates(put([None])).urns == ()


def test_fewer_than_one_candidate_cannot_be_asked_for() -> None:
    with pytest.raises(SitingError, match="`at_most` must be 1 or more, got 0"):
        thin_candidates(put([(0, 0)]), at_most=0)
