"""What a session worked out last, so that a rerun which changes something else does not again."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def remember(name: str, source: object, asked: Hashable, work: Callable[[], T]) -> T:
    """
    Do some work, or give what it gave last time in this session.

    Parameters
    ----------
    name
        Tells one kind of work from another; the last answer of each is kept.
    source
        What the work is done on, told by identity: a visitor's own, or what all share.
    asked
        What was asked of it.
    work
        Called where either has changed. Its answer must not be changed.

    Returns
    -------
    answer
        That of `work`.
    """
    key = f"remembered-{name}"
    kept = st.session_state.get(key)
    if kept is None or kept[0] is not source or kept[1] != asked:
        kept = (source, asked, work())
        st.session_state[key] = kept
    answer: T = kept[2]
    return answer
