"""Keeps the program running as a service manager does, and notes each end."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from tests.support.program import Program

AGAIN_AFTER_S = 5.0
LOST_DATABASE = 3


@dataclass(slots=True)
class Keeper:
    """`run` begins it anew whenever it ends."""

    program: Program
    ends: list[tuple[float, int]] = field(default_factory=list)
    """When it ended, in seconds of the machine, and with which status."""

    async def run(self) -> None:
        """Do so for ever."""
        while True:
            status = await self.program.ended(3600)
            if status is None:
                continue
            self.ends.append((monotonic(), status))
            await asyncio.sleep(AGAIN_AFTER_S)
            await self.program.start()
