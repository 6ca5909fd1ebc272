"""What is expected among some schools of an area drawn at random, without drawing any."""

import numpy as np
from scipy.special import gammaln

from footprints.locals.signatures import Codes
from footprints.membership.members import Floats


def expect_draw(held: Codes, of: Codes, n_drawn: int) -> Floats:
    """
    Give what each body is expected to add to three sums over n schools drawn at random.

    With k the number drawn of a body's schools, which is hypergeometric: the chance that k is
    above 0, and the expected -(k/n) ln(k/n) and (k/n)^2.

    Parameters
    ----------
    held, of
        How many of an area's schools the body has, of how many; length m each.
    n_drawn
        Schools drawn, 1 or more.

    Returns
    -------
    added
        m by 3; 0 where `of` is below `n_drawn`.

    Examples
    --------
    >>> expect_draw(np.array([1, 3]), np.array([4, 4]), 2).round(6).tolist()
    [[0.5, 0.173287, 0.125], [1.0, 0.173287, 0.625]]
    """
    pairs, back = np.unique(np.column_stack([held, of]), axis=0, return_inverse=True)
    own, whole = pairs.T
    added = np.zeros((len(pairs), 3))
    for k in range(1, min(n_drawn, int(own.max(initial=0))) + 1):
        fits = (own >= k) & (whole - own >= n_drawn - k)
        a, b = own[fits], whole[fits]
        log_ways = _log_choose(a, k) + _log_choose(b - a, n_drawn - k) - _log_choose(b, n_drawn)
        share = k / n_drawn
        added[fits] += np.exp(log_ways)[:, None] * [1.0, share * np.log(1 / share), share**2]
    return np.asarray(added[back.reshape(-1)])


def _log_choose(n: Codes, k: int) -> Floats:
    """Take the logarithm of the number of ways to choose k of n."""
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))
