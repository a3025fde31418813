"""A simulated Telegram: takes messages, late or not at all, and remembers what arrived where and when."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from random import Random

from bot.notifier.errors import Throttled, Unanswered, Unreachable
from bot.notifier.telegram import Rows, Sent
from tests.sim.faults import Fault, Faults
from tests.sim.virtual_time import VirtualClock

TIMEOUT_S = 30.0
LONGEST_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message in a chat."""

    at: float
    chat_id: int | str
    html: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that was handed in, whatever became of it."""

    at: float
    run: int
    chat_id: int | str


class SimTelegram:
    """What outlives the program's crashes: the chats, and how things stand with them."""

    def __init__(self, clock: VirtualClock, faults: Faults, random: Random) -> None:
        self.clock = clock
        self.random = random
        self.faults = faults
        self.trouble = random.choice((0.0, 0.02, 0.1, 0.3))
        """How many calls go wrong."""
        self.arrived: list[Arrived] = []
        self.unsure: set[int] = set()
        """Messages that were changed last without an answer that says so."""
        self.asked: list[Asked] = []
        self.held: list[tuple[float, float, int, int | str]] = []
        """When a chat was told to wait, until when, which run, which chat."""
        self.holidays = random.choice((0, 0, 0, 1, 2))
        """How often it is away for minutes, or the person blocks the bot."""
        self.away_until = 0.0
        self.blocked = False

    async def live(self, rough_s: float, written: Callable[[], Awaitable[None]]) -> None:
        """Be away for a while, or be blocked until the person writes again, which `written` brings about."""
        until_s = self.now() + rough_s
        for at in sorted(until_s - self.random.uniform(10, rough_s - 10) for _ in range(self.holidays)):
            await self.clock.sleep(max(at - self.now(), 0))
            length = self.random.uniform(20, 240)
            if self.random.random() < 0.5:
                self.faults.strikes(Fault.TELEGRAM_AWAY, length)
                self.away_until = min(self.now() + length, until_s)
                continue
            self.faults.strikes(Fault.BLOCKED, length)
            self.blocked = True
            await self.clock.sleep(min(length, until_s - self.now()))
            self.blocked = False
            await written()

    def now(self) -> float:
        """Return the moment, as the records have it."""
        return asyncio.get_running_loop().time()

    def take(self, chat_id: int | str, html: str, *, silent: bool) -> Sent:
        """Put a message into the chat."""
        self.arrived.append(Arrived(self.now(), chat_id, html, silent))
        assert isinstance(chat_id, int)
        return Sent(chat_id, len(self.arrived))

    def change(self, message_id: int, html: str) -> None:
        """Have a message show that, where it is."""
        self.arrived[message_id - 1] = replace(self.arrived[message_id - 1], html=html)


class TelegramLine:
    """Meets `bot.notifier.telegram.Telegram`, for one incarnation of the program."""

    def __init__(self, telegram: SimTelegram, run: int, still_alive: Callable[[], None]) -> None:
        self._telegram = telegram
        self._run = run
        self._still_alive = still_alive

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        del thread_id, buttons
        telegram = self._telegram
        self._still_alive()
        telegram.asked.append(Asked(telegram.now(), self._run, chat_id))
        await self._travel()
        fault = self._fault()
        if telegram.now() < telegram.away_until:
            await self._refuses(may_have_arrived=telegram.random.random() < 0.5)
        match fault:
            case Fault.TELEGRAM_THROTTLES:
                self._throttles(chat_id)
            case Fault.TELEGRAM_REFUSES:
                await self._refuses(may_have_arrived=False)
            case Fault.TELEGRAM_LOSES:
                await self._falls_silent()
            case Fault.TELEGRAM_IS_LATE:
                asyncio.get_running_loop().call_later(
                    telegram.random.uniform(1, 60), lambda: telegram.take(chat_id, html, silent=silent)
                )
                await self._falls_silent()
        if telegram.blocked and isinstance(chat_id, int) and chat_id > 0:
            raise Unreachable("Forbidden: bot was blocked by the user")
        sent = telegram.take(chat_id, html, silent=silent)
        match fault:
            case Fault.TELEGRAM_REPLY_LOST:
                await self._falls_silent()
            case Fault.TELEGRAM_FAILS:
                await self._refuses(may_have_arrived=True)
        await self._travel()
        return sent

    async def edit(self, chat_id: int, message_id: int, html: str, buttons: Rows = ()) -> None:
        del buttons
        telegram = self._telegram
        self._still_alive()
        await self._travel()
        fault = self._fault()
        if telegram.now() < telegram.away_until:
            await self._refuses(may_have_arrived=False)
        match fault:
            case Fault.TELEGRAM_THROTTLES:
                self._throttles(chat_id)
            case Fault.TELEGRAM_REFUSES:
                await self._refuses(may_have_arrived=False)
            case Fault.TELEGRAM_LOSES | Fault.TELEGRAM_IS_LATE:
                await self._falls_silent()
        if telegram.blocked and chat_id > 0:
            raise Unreachable("Forbidden: bot was blocked by the user")
        telegram.change(message_id, html)
        telegram.unsure.add(message_id)
        match fault:
            case Fault.TELEGRAM_REPLY_LOST:
                await self._falls_silent()
            case Fault.TELEGRAM_FAILS:
                await self._refuses(may_have_arrived=True)
        await self._travel()
        telegram.unsure.discard(message_id)

    def _fault(self) -> Fault | None:
        telegram = self._telegram
        if telegram.faults.quiet or telegram.random.random() >= telegram.trouble:
            return None
        fault = telegram.random.choice(FAULTS)
        telegram.faults.strikes(fault)
        return fault

    def _throttles(self, chat_id: int | str) -> None:
        telegram = self._telegram
        seconds = telegram.random.choice((1, 3, 17, 40))
        now = telegram.now()
        telegram.held.append((now, now + seconds, self._run, chat_id))
        raise Throttled(seconds)

    async def _refuses(self, *, may_have_arrived: bool) -> None:
        await self._travel()
        raise Unanswered("Bad Gateway", may_have_arrived=may_have_arrived)

    async def _falls_silent(self) -> None:
        await self._telegram.clock.sleep(TIMEOUT_S)
        self._still_alive()
        raise Unanswered("timed out", may_have_arrived=True)

    async def _travel(self) -> None:
        await self._telegram.clock.sleep(self._telegram.random.uniform(0.02, 0.4))
        self._still_alive()


FAULTS = (
    Fault.TELEGRAM_THROTTLES,
    Fault.TELEGRAM_REFUSES,
    Fault.TELEGRAM_LOSES,
    Fault.TELEGRAM_IS_LATE,
    Fault.TELEGRAM_REPLY_LOST,
    Fault.TELEGRAM_FAILS,
)
