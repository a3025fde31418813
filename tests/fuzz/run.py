"""One run: a town, a program, and so many acts, each drawn from the seed and its own number."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Self

from tests.fuzz.books import book_complaints
from tests.fuzz.deed import Deed
from tests.fuzz.hands import Hands
from tests.fuzz.judge import Judge
from tests.fuzz.life import House, house
from tests.fuzz.quiet import rest
from tests.fuzz.tables import Tables
from tests.fuzz.town import settle_down

LAST = 40
FIRST_UPDATE = 100_000_001
"""The number of the local chat's first."""
ARRIVES_WITHIN_S = 60.0
AT_THE_END_S = 90.0
"""So long the outbox may take to be emptied once nobody does anything any more."""


@dataclass(slots=True)
class Verdict:
    seed: int
    updates: int = 0
    complaints: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    """What was done last, with the numbers of the acts."""
    acts: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.complaints:
            return f"seed {self.seed}: {self.updates} updates passed"
        lines = [f"seed {self.seed} failed after {self.updates} updates (act {self.acts[-1]}):"]
        return "\n".join(
            [*lines, *(f"    {one}" for one in self.last), *(f"  ! {one}" for one in self.complaints)]
        )


async def run(
    seed: int, updates: int, folder: Path, *, migrated: Path | None = None, only: Sequence[int] | None = None
) -> Verdict:
    """Act until there were so many updates, or the acts of these numbers; end at the first complaint."""
    verdict = Verdict(seed)
    async with house(folder, migrated) as around:
        settle_down(around.chat.world)
        numbers = iter(only) if only is not None else iter(range(10**9))
        async with Lives(around) as life:
            await around.moves_in()
            tables = Tables(around.database)
            life.at_the_end.callback(tables.close)
            hands, judge = Hands(around.chat), Judge(around, tables)
            judge.after([])
            while verdict.updates < updates and (number := next(numbers, None)) is not None:
                verdict.acts.append(number)
                deeds = hands.act(Random(f"{seed}/{number}"))
                await _carry_out(around, deeds, hands.repeats, life)
                verdict.updates = around.deliveries.count
                said = around.chat.said[judge.heard :]
                told = [*(f"{number}: {deed}" for deed in deeds), *(f"      {one}" for one in said)]
                verdict.last = [*verdict.last, *told][-LAST:]
                verdict.complaints = judge.after(deeds)
                if verdict.complaints:
                    return verdict
            last = hands.lets_it_in_everywhere()
            await around.pass_time(AT_THE_END_S)
            verdict.complaints = [*judge.after([last, Deed(what="the end", passes_s=AT_THE_END_S)])]
            verdict.complaints += book_complaints(tables, around.chat.said)
        verdict.complaints += [f"logged at the end: {error}" for error in around.errors.take()]
    return verdict


class Lives:
    """The program's lives, one after the other."""

    def __init__(self, around: House) -> None:
        self._around = around
        self._now = AsyncExitStack()
        self.at_the_end = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._begin()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._now.aclose()
        await self.at_the_end.aclose()

    async def _begin(self) -> None:
        await self._now.enter_async_context(self._around.lives())
        await rest()

    async def again(self) -> None:
        """End the program, whatever it does, and start it again."""
        await self._now.aclose()
        self._now = AsyncExitStack()
        await self._begin()


async def _carry_out(around: House, deeds: Sequence[Deed], repeats: int, life: Lives) -> None:
    """Return once the program has had all of it, and is at rest."""
    for deed in deeds:
        if deed.is_restart:
            await life.again()
        elif deed.in_one_go:
            await around.clock.suspend(deed.passes_s)
        elif deed.passes_s:
            await around.pass_time(deed.passes_s)
    sent = around.chat.world.updates.next_id - FIRST_UPDATE
    async with asyncio.timeout(ARRIVES_WITHIN_S):
        await around.deliveries.reach(sent, repeats)
    await rest()
