"""Satellites by looking: the best single one, then a next one, then one-for-one swaps.

Greedy addition and vertex substitution (Teitz and Bart 1968), deterministic. Nothing here says how
much better the best choice might be; `footprints.scenarios.bounds` does.
"""

from footprints.scenarios.siting import Found, Score, Siting, pick_best

N_STARTS = 5
MOST_ROUNDS = 100
EACH = "each candidate looked at"
SWAPS = "greedy, then one-for-one swaps from five starts"


def search_by_swaps(siting: Siting) -> Found:
    """
    Search for a good choice; for one satellite, the best.

    From each of the five best single candidates: add the one that helps most until there are
    enough, then exchange one for one as long as that helps. Of equal choices the one whose
    candidates come first.

    Parameters
    ----------
    siting
        `n_open` from 1 to m.

    Returns
    -------
    found
        For one satellite, with its own score as bound; for more, with 0.

    Examples
    --------
    >>> import numpy as np
    >>> today, offered = np.array([9.0, 9.0]), np.array([[1.0, 4.0], [9.0, 4.0]])
    >>> found = search_by_swaps(Siting(today, offered, np.ones(2), n_open=1, aim="median"))
    >>> found.chosen, found.score.main, found.proven
    ((1,), 8.0, True)
    """
    main, total = siting.judge_further([])
    if siting.n_open == 1:
        best = pick_best(main, total)
        score = Score(float(main[best]), float(total[best]))
        return Found((best,), score, score.main, EACH)
    answers: list[list[int]] = []
    starts: list[int] = []
    for _ in range(min(N_STARTS, len(main))):
        starts.append(pick_best(main, total, barred=starts))
        chosen = starts[-1:]
        while len(chosen) < siting.n_open:
            chosen = [*chosen, pick_best(*siting.judge_further(chosen), barred=chosen)]
        answers.append(swap(siting, chosen))
    best_answer = answers[0]
    for answer in answers[1:]:
        if siting.score(answer).beats(siting.score(best_answer)):
            best_answer = answer
    return Found(tuple(sorted(best_answer)), siting.score(best_answer), 0.0, SWAPS)


def swap(siting: Siting, chosen: list[int]) -> list[int]:
    """
    Exchange one candidate for another while that makes the choice better.

    Parameters
    ----------
    siting
        What to judge by.
    chosen
        Positions to start from.

    Returns
    -------
    chosen
        As many positions, no worse; none of them can be exchanged for a better one.

    Examples
    --------
    >>> import numpy as np
    >>> today, offered = np.array([9.0, 9.0]), np.array([[1.0, 4.0], [9.0, 4.0]])
    >>> swap(Siting(today, offered, np.ones(2), n_open=1, aim="centre"), [0])
    [1]
    """
    score = siting.score(chosen)
    for _ in range(MOST_ROUNDS):
        tried = [_exchange(siting, chosen, at) for at in range(len(chosen))]
        better = score
        for outcome, candidate in tried:
            if outcome.beats(better):
                better, chosen = outcome, candidate
        if better is score:
            break
        score = better
    return chosen


def _exchange(siting: Siting, chosen: list[int], at: int) -> tuple[Score, list[int]]:
    """Replace the candidate at one place by the best there is."""
    rest = chosen[:at] + chosen[at + 1 :]
    main, total = siting.judge_further(rest)
    best = pick_best(main, total, barred=rest)
    return Score(float(main[best]), float(total[best])), [*rest, best]
