"""Several sessions at once, without a browser: each sees its own, and nobody another's."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.bench.crowd import Crowd
from tests.bench.visitor import Visitor
from tests.browser.test_visit import list_urns


def run(visit: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: Playwright has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visit).result()


def test_sessions_see_their_own_uploads_searches_and_schools(
    demo_url: str, demo_dir: Path
) -> None:
    crowd = Crowd(demo_url, list_urns(demo_dir, 3), think_s=(0.0, 0.1))
    run(crowd.gather(3, 5.0, uploaders=1))
    assert crowd.wrong == []
    assert {"open", "upload", "click", "filter", "colour"} <= {act.name for act in crowd.acts}


def test_a_visitor_would_notice_what_another_typed(demo_url: str, demo_dir: Path) -> None:
    mine, theirs = list_urns(demo_dir, 2)
    crowd = Crowd(demo_url, [mine])

    async def overhear() -> None:
        visitor = await Visitor.arrive(demo_url, whisper="whisper0001")
        await visitor.run()
        await visitor.search("whisper0002")
        await visitor.click(theirs)
        crowd.check(visitor, 0, mine)
        await visitor.leave()

    run(overhear())
    assert crowd.wrong == [
        "visitor 0 heard ['whisper0002']",
        f"visitor 0 picked {mine} and sees {theirs}",
    ]
