"""A crowd of visitors who use the map at once, each with a school and a whisper of its own."""

import asyncio
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.visitor import VisitError, Visitor

UPLOADER, SENDER = "List of schools (CSV)", "Add the network"
COLOUR_FILE = re.compile(r"system-[a-z0-9-]+\.json\.gz")
SELECTED = re.compile(r'"selected":\{"urn":(\d+)')
ARRIVAL_S = 0.2
# what people do, and how often
ACTS = {"filter": 3, "colour": 2, "click": 3, "address": 1, "search": 1, "pan": 2}


@dataclass(frozen=True)
class Act:
    """One thing one visitor did, and the seconds until the page had answered."""

    name: str
    seconds: float


@dataclass
class Crowd:
    """What a crowd has lived through; `wrong` lists what no visitor should have seen."""

    url: str
    urns: Sequence[int]
    think_s: tuple[float, float] = (2.0, 8.0)
    acts: list[Act] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    received: int = 0
    _colours: dict[str, str] = field(default_factory=dict)

    async def gather(self, n: int, seconds: float, *, uploaders: int = 0) -> None:
        """Let n visitors come one after the other, stay, and leave."""
        async with asyncio.TaskGroup() as group:
            for at in range(n):
                group.create_task(self._stay(at, seconds, uploads=at < uploaders))
                await asyncio.sleep(ARRIVAL_S)

    async def _stay(self, at: int, seconds: float, *, uploads: bool) -> None:
        """Visit once; whatever goes wrong is told, and does not end the others' visits."""
        visitor = await Visitor.arrive(self.url, whisper=f"whisper{at:04}")
        try:
            await self._visit(visitor, at, seconds, uploads=uploads)
        except (VisitError, TimeoutError, OSError) as error:
            self.wrong.append(f"visitor {at}: {type(error).__name__} {error}")
        finally:
            self.received += visitor.received
            await visitor.leave()

    async def _visit(self, visitor: Visitor, at: int, seconds: float, *, uploads: bool) -> None:
        """Open the map, add a network where asked to, then do this and that with pauses."""
        chance, urn = random.Random(at), self.urns[at]  # noqa: S311  nothing to guess
        until = time.monotonic() + seconds
        self._note("open", await visitor.run())
        if uploads:
            await self._upload(visitor, urn)
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(*self.think_s))
            name = chance.choices(list(ACTS), list(ACTS.values()))[0]
            if name != "pan":  # which the server never hears of
                if name in ("click", "address"):
                    urn = chance.choice(self.urns)
                self._note(name, await self._do(name, visitor, urn, chance))
                self.check(visitor, at, urn)

    async def _do(self, name: str, visitor: Visitor, urn: int, chance: random.Random) -> float:
        """Do one thing."""
        if name == "click":
            return await visitor.click(urn)
        if name == "address":
            return await visitor.navigate(f"school={urn}")
        if name == "search":
            return await visitor.search(visitor.whisper)
        _, widget, _ = visitor.find("phase" if name == "filter" else "colour")
        chosen = chance.choice(list(widget.options))
        seconds = await visitor.choose("phase" if name == "filter" else "colour", [chosen])
        if name == "colour" and (found := COLOUR_FILE.search(visitor.read_command())):
            usual = self._colours.setdefault(chosen, found[0])
            if found[0] != usual:
                self.wrong.append(f"{chosen} shown by {found[0]}, to others by {usual}")
        return seconds

    async def _upload(self, visitor: Visitor, urn: int) -> None:
        """Add a network of one school, and come back to the map to see it."""
        await visitor.run(page="data")
        rows = f"urn,network\n{urn},{visitor.whisper}\n".encode()
        name = f"{visitor.whisper}.csv"
        self._note("upload", await visitor.upload(UPLOADER, SENDER, name, rows))
        if visitor.whisper not in visitor.heard:
            self.wrong.append(f"{visitor.whisper} does not see what it added")
        await visitor.go_home()

    def _note(self, name: str, seconds: float) -> None:
        """Keep how long something took."""
        self.acts.append(Act(name, seconds))

    def check(self, visitor: Visitor, at: int, urn: int) -> None:
        """See that nothing of another visitor has come to this one."""
        if visitor.heard - {visitor.whisper}:
            self.wrong.append(f"visitor {at} heard {sorted(visitor.heard)}")
        selected = SELECTED.search(visitor.read_command())
        if selected and int(selected[1]) != urn:
            self.wrong.append(f"visitor {at} picked {urn} and sees {selected[1]}")
