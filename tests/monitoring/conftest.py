import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.monitoring.server import Watched, monitoring
from bot.notifier.contact import Contact
from engine.reads.health import Health
from tests.monitoring.samples import HEALTH
from tests.support.clock import ManualClock


@dataclass
class Patient:
    """A program whose health a test says."""

    clock: ManualClock = field(default_factory=ManualClock)
    health: Health = HEALTH
    has_lost_lease: bool = False
    chat_is_up: bool = True
    url: str = ""

    def __post_init__(self) -> None:
        self.contact = Contact(self.clock)

    async def read(self) -> Health:
        await asyncio.sleep(0)
        return self.health

    @property
    def watched(self) -> Watched:
        return Watched(
            read=self.read,
            contact=self.contact,
            has_lost_lease=lambda: self.has_lost_lease,
            chat_is_up=lambda: self.chat_is_up,
        )


@pytest.fixture
async def patient() -> AsyncIterator[Patient]:
    """It answers at `url`."""
    made = Patient()
    async with monitoring(made.watched, 0) as made.url:
        yield made
