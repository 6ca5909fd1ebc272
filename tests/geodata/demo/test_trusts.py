"""Invented trusts."""

import numpy as np

from geodata.demo.trusts import join_mats, list_sizes


def test_sizes_of_trusts_add_up() -> None:
    assert list_sizes(10, 3).sum() == 10
    assert list_sizes(3, 3).tolist() == [1, 1, 1]


def test_every_trust_is_used() -> None:
    rng = np.random.default_rng(3)
    points, region = rng.random((200, 2)) * 1e5, rng.integers(0, 2, 200)
    trust = join_mats(points, region, rng, trusts=20)
    assert sorted(set(trust)) == list(range(20))
    assert sorted(np.bincount(trust), reverse=True) == list_sizes(200, 20).tolist()
