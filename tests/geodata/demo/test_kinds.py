"""Kinds of invented schools."""

import numpy as np
import pandas as pd

from geodata.demo.kinds import deal_kinds, deal_trust_kinds, list_kinds


def test_kinds_and_trusts_are_dealt_exactly() -> None:
    kinds = list_kinds()
    district = np.repeat([0, 1, 2], 8_000)
    islands = np.zeros(24_000, dtype="bool")
    islands[8_000] = True
    kind = deal_kinds(district, islands, np.random.default_rng(1))
    assert np.bincount(kind).tolist() == kinds["count"].tolist()
    assert kinds["label"][kind[[0, 8_000, 16_000]]].tolist() == [
        "Primary School",
        "All-through School",
        "Primary School",
    ]
    trust_kind = pd.Series(deal_trust_kinds(kind, np.random.default_rng(1)))
    dealt = pd.crosstab(kind, trust_kind)
    assert dealt["MAT"].tolist() == kinds["mat"][dealt.index].tolist()
    assert dealt["SAT"].tolist() == kinds["sat"][dealt.index].tolist()
