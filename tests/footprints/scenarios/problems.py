"""Sitings drawn by hypothesis, and one of points on the plane."""

import numpy as np
from hypothesis import strategies as st

from footprints.scenarios.siting import AIMS, Siting

THRESHOLD = 6.0
# whole kilometres, so that ties are common
km = st.integers(0, 12).map(float)


@st.composite
def sitings(draw: st.DrawFn) -> Siting:
    """Draw a small siting: up to 8 schools, 7 candidates and 4 to open."""
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 7))
    today = np.array(draw(st.lists(km, min_size=n, max_size=n)))
    offers = draw(st.lists(st.lists(km, min_size=m, max_size=m), min_size=n, max_size=n))
    weight = np.array(draw(st.lists(st.sampled_from([1.0, 2.0, 2.5]), min_size=n, max_size=n)))
    return Siting(
        today=today,
        offered=np.minimum(np.array(offers), today[:, None]),
        weight=weight,
        n_open=draw(st.integers(1, min(4, m))),
        aim=draw(st.sampled_from(sorted(AIMS))),
        threshold=THRESHOLD,
    )


def scatter(n: int, m: int, k: int, *, aim: str, seed: int = 3) -> Siting:
    """Make n schools and m candidates on 100 by 100 km, with one base in the middle."""
    rng = np.random.default_rng(seed)
    schools, candidates = rng.uniform(0, 100, (n, 2)), rng.uniform(0, 100, (m, 2))
    today = np.hypot(*(schools - 50).T)
    away = np.hypot(*(schools[:, None] - candidates[None]).transpose(2, 0, 1))
    return Siting(
        today=today,
        offered=np.minimum(away, today[:, None]),
        weight=rng.integers(1, 9, n).astype("float64"),
        n_open=k,
        aim=aim,
        threshold=25.0,
    )
