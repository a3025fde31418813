"""One incarnation of the program on SQL, as `bot.app` and `bot.notifying` put it together."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from bot.access.people_directory import PeopleDirectory
from bot.config.values import ChatPlace
from bot.engine_wiring import start_trading
from bot.keyboards.notices import buttons_of
from bot.notifier.alert_chat import AlertChat
from bot.notifier.chat_pace import ChatPace
from bot.notifier.notifier import Notifier
from bot.notifier.telegram import CrashPointTelegram
from bot.views.notices import fill_line, word
from bot.views.words import Words
from db.lease import DatabaseLease
from db.session import WRITER
from db.writer import Fence
from engine.bots.supervisor import Supervisor
from engine.core.notices import FillBooked
from engine.crash_points import CrashHook
from engine.lease import NO_TENURE, Lease, Tenure
from engine.notices import Notice
from engine.ports import Venues
from engine.risk.engine import RiskEngine, RiskLimits, Rules
from engine.tasks import Nursery
from tests.sim.virtual_time import VirtualClock
from tests.sim.whole.ledger import noted_store
from tests.sim.whole.line import Line, SimDatabase
from tests.sim.whole.telegram import SimTelegram, TelegramLine
from tests.support.words import CATALOGUES, line_text

OWNER = 1
GROUP = -1001


class Witness:
    """Meets `engine.lease.Witness`: the file that outlives the program."""

    def __init__(self) -> None:
        self._stamps: dict[str, int] = {}

    async def seen(self, installation: str) -> int:
        return self._stamps.get(installation, 0)

    async def note(self, installation: str, stamp: int) -> None:
        self._stamps[installation] = max(stamp, self._stamps.get(installation, 0))


class Program:
    """From the taking of the lease until it is killed, or finds the lease lost and ends."""

    def __init__(
        self, number: int, line: Line, nursery: Nursery, clock: VirtualClock, draw: Callable[[int], int]
    ) -> None:
        """`draw`: what is otherwise drawn so that nobody can foresee it."""
        self.number = number
        self._draw = draw
        self.line = line
        self.nursery = nursery
        self._clock = clock
        self.ended = asyncio.Event()
        """Set when the lease is lost."""
        database = SimDatabase(line, Fence())
        nursery.start(WRITER, database.writer.run)
        self.store = noted_store(database)
        self.tenure: Tenure = NO_TENURE
        self._held: AbstractAsyncContextManager[None] | None = None

    async def own(self, witness: Witness, has_ended: Callable[[str], bool]) -> None:
        """Return once the database is ours. Raises StorageUnavailable."""
        lease = Lease(
            book=DatabaseLease(self.store.database, str(self.number), line_text, self._draw),
            witness=witness,
            clock=self._clock,
            ended=self.ended,
            say=lambda _: None,
            has_ended=has_ended,
        )
        self.tenure = lease.tenure
        self._held = lease.held(self.nursery)
        await self._held.__aenter__()

    async def trade(
        self, supervisor: Supervisor, risk: RiskEngine, venues: Venues, limits: RiskLimits
    ) -> None:
        """Take up the bots. Raises StorageUnavailable."""
        await start_trading(
            supervisor,
            self.store,
            venues,
            risk=risk,
            rules=Rules(limits=limits),
            nursery=self.nursery,
            clock=self._clock,
        )

    def tell(
        self, telegram: SimTelegram, alive: Callable[[], None], crash_hook: CrashHook, *, live_trading: bool
    ) -> None:
        """Begin to deliver what is owed."""
        Notifier(
            outbox=self.store.outbox,
            book=self.store.notice_settings,
            people=PeopleDirectory(self.store.people, only=(OWNER,)),
            telegram=CrashPointTelegram(TelegramLine(telegram, self.number, alive), crash_hook),
            words_of=CATALOGUES.words,
            fill_line=line_worded,
            word=partial(worded, live_trading=live_trading),
            buttons_of=partial(buttons_of, live_trading=live_trading),
            alerts=AlertChat(self.store.alert_chat, self._clock, ChatPlace(GROUP)),
            pace=ChatPace(),
            clock=self._clock,
            nursery=self.nursery,
        ).start()


def worded(words: Words, notice: Notice, *, live_trading: bool = True) -> str:
    """Return the words of the product. Below those of a fill stands which it is, for the oracles."""
    text = word(words, notice, live_trading=live_trading)
    return f"{text}\n{fill_mark(notice)}" if isinstance(notice, FillBooked) else text


def line_worded(words: Words, fill: FillBooked) -> str:
    """Return a fill in the message that ends its cycle, likewise."""
    return f"{fill_line(words, fill)}\n{fill_mark(fill)}"


def fill_mark(fill: FillBooked) -> str:
    """Return what tells a fill from all others of the run, in a line of its own."""
    return f"[fill {fill.bot.number} {fill.bot.ticker} {fill.side} {fill.trade_id}]"
