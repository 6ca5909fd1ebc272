"""Work is done again when what it was done on, or what was asked, has changed."""

import streamlit as st

from pages.components.remembered import remember


def test_work_is_repeated_only_for_another_source_or_question() -> None:
    st.session_state.clear()
    done: list[str] = []

    def ask(name: str, source: object, asked: str) -> int:
        return remember(name, source, asked, lambda: done.append(asked) or len(done))

    one, equal = [1], [1]
    assert [ask("card", one, "a"), ask("card", one, "a")] == [1, 1]
    assert ask("card", one, "b") == 2
    assert ask("card", one, "a") == 3  # the last answer is kept, not every one
    assert ask("card", equal, "a") == 4
    assert ask("count", one, "a") == 5
    assert ask("card", equal, "a") == 4
