"""Keeps one driver per bot that works, and brings commands to it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import count

from engine.bot_changes import BotChanges
from engine.bots.driver import BotDriver
from engine.bots.early import EarlyOrders
from engine.bots.falls import DriverFalls
from engine.clock import Clock
from engine.core.events import Event, MarketChanged, OrderFilled, Start, Stop
from engine.core.orders import Order
from engine.core.state import BotState, Phase
from engine.core.types import BotId, ClientOrderId, Mode, StopForm
from engine.crash_points import CrashHook, no_crash
from engine.errors import BadInput, BotNotFound, BotUnreadable, LeaseLost, StorageUnavailable, TryLater
from engine.ports import Command, Ledger, StoredBot, Venues
from engine.reads.views import AsSeen
from engine.risk.engine import RiskEngine
from engine.tasks import Nursery
from engine.timings import DriverTimings

log = logging.getLogger(__name__)


class Supervisor:
    """Starts, finds and ends the drivers. A driver that falls is begun anew from what is stored."""

    def __init__(  # noqa: PLR0913 - wiring is by hand and by name
        self,
        *,
        nursery: Nursery,
        ledger: Ledger,
        venues: Venues,
        clock: Clock,
        risk: RiskEngine,
        changes: BotChanges | None = None,
        early: EarlyOrders | None = None,
        crash_hook: CrashHook = no_crash,
        timings: DriverTimings = DriverTimings(),
    ) -> None:
        self._nursery = nursery
        self._ledger = ledger
        self._venues = venues
        self._clock = clock
        self._risk = risk
        self._changes = changes or BotChanges()
        self._driver = partial(
            BotDriver,
            venues=venues,
            ledger=ledger,
            clock=clock,
            later=self._later,
            changed=self._changes.tell,
            risk=risk,
            early=early or EarlyOrders(clock),
            crash_hook=crash_hook,
            timings=timings,
        )
        self.falls = DriverFalls(clock)
        """Of drivers that have fallen by a fault of the program."""
        self._drivers: dict[BotId, BotDriver] = {}
        self._known: set[BotId] = set()
        """Bots that have, or had, a driver in this process."""
        self._undelivered: dict[BotId, list[Event]] = {}
        """Facts that wait for the driver that is being woken for them."""
        self._numbers = count()

    def take_up(self, stored: Iterable[StoredBot]) -> Sequence[StoredBot]:
        """Take up those of these bots, just read, that were at work when the program ended; return them."""
        at_work = [bot for bot in stored if bot.at_work]
        for bot in at_work:
            if self._at_work(bot.state.bot_id) is None:  # a command may have been quicker
                self._launch(bot)
        return at_work

    def state(self, bot_id: BotId) -> BotState | None:
        """Return the present state of a bot with a driver at work, or None."""
        driver = self._at_work(bot_id)
        return driver.state if driver else None

    def states(self) -> Sequence[BotState]:
        """Return the present states of all bots with a driver at work."""
        return [driver.state for driver in self._drivers.values() if not driver.is_over]

    async def command(
        self, bot_id: BotId, event: Event, seen: AsSeen | None = None, command: Command | None = None
    ) -> BotState:
        """Have a bot carry out a command. Raises as `BotDriver.command`, and BotNotFound."""
        driver = self._at_work(bot_id)
        if driver is None:
            stored = await self._ledger.load(bot_id)
            if stored is None:
                raise BotNotFound(bot_id)
            driver = await self._awake(stored)
        if driver.state.deleted:
            raise BotNotFound(bot_id)
        if driver.state.phase in {Phase.IDLE, Phase.PAUSED} and _may_order(event):
            await self._bring_rules(driver)
        return await driver.command(event, seen, command)

    async def find_order(self, bot_id: BotId, client_order_id: ClientOrderId) -> Order | None:
        """Return an order of the bot as our books have it, or None."""
        return await self._ledger.find_order(bot_id, client_order_id)

    def deliver(self, bot_id: BotId, event: Event) -> None:
        """Bring a fact to a bot, also to one that has no driver now or is deleted. Returns at once."""
        driver, waiting = self._at_work(bot_id), self._undelivered.get(bot_id)
        if waiting is not None:  # behind what came before it
            waiting.append(event)
            return
        if driver is not None:
            driver.post(event)
            return
        self._undelivered[bot_id] = [event]

        async def wake_and_post() -> None:
            try:
                stored = await self._load(bot_id)
            except BotUnreadable as e:  # it is asked about again once somebody has put that right
                log.warning("what was told to a bot is not booked: %s", e)
                stored = None
            woken = await self._awake(stored) if stored is not None else None
            for waiting in self._undelivered.pop(bot_id):
                if woken is not None:
                    woken.post(waiting)

        self._nursery.start(f"deliver {bot_id} {next(self._numbers)}", wake_and_post)

    async def drained(self, bot_id: BotId) -> None:
        driver = self._drivers.get(bot_id)
        if driver is not None:
            await driver.drained()

    async def dismiss(self, bot_id: BotId) -> None:
        """Let go of a bot that was deleted: of its driver, and of what it had at work.

        What the driver was told and has not stored is booked after that.
        """
        driver = self._drivers.pop(bot_id, None)
        await self._nursery.stop(_task_name(bot_id))
        self._risk.forget(bot_id)
        self._changes.tell(bot_id)
        for untaken in driver.untaken if driver is not None else ():
            self.deliver(bot_id, untaken.fact)

    def dismiss_if_gone(self, bot_id: BotId) -> None:
        """Do so once the database says that the bot is gone, if it does. Returns at once."""

        async def look() -> None:
            if await self._ledger.load(bot_id) is None:
                await self.dismiss(bot_id)

        self._nursery.start(f"dismiss {bot_id} {next(self._numbers)}", look)

    async def _load(self, bot_id: BotId) -> StoredBot | None:
        return await self._ledger.load(bot_id) or await self._ledger.load_deleted(bot_id)

    async def _bring_rules(self, driver: BotDriver) -> None:
        """Tell a bot that stands the present rules of its market, before it decides an order.

        While it works its account tells it in time. Where they cannot be had now it goes by those it
        knows: an order that they do not fit is refused once, and that is told.
        """
        state = driver.state
        if state.config.mode is Mode.PAPER:
            return
        try:
            market = await self._venues.venue(state.config.account_id).market(state.config.ticker)
        except (BadInput, TryLater) as e:
            log.info("bot %s goes by the rules it knows: %s", state.bot_id, e)
            return
        if market != driver.state.market:
            await driver.command(MarketChanged(at=self._clock.now(), market=market))

    def _at_work(self, bot_id: BotId) -> BotDriver | None:
        driver = self._drivers.get(bot_id)
        return driver if driver is not None and not driver.is_over else None

    async def _awake(self, stored: StoredBot) -> BotDriver:
        """Return the bot's driver. One that fell is not waited for: its pause may be long."""
        bot_id = stored.state.bot_id
        if self._at_work(bot_id) is None:
            await self._nursery.stop(_task_name(bot_id))
        return self._at_work(bot_id) or self._launch(stored)

    def _launch(self, stored: StoredBot) -> BotDriver:
        bot_id = stored.state.bot_id
        first = self._follow(stored)
        fresh: BotDriver | None = first

        async def drive() -> None:
            nonlocal fresh
            driver, fresh = fresh, None
            if driver is None:  # it fell: what is stored is the truth
                again = await self._load(bot_id)
                if again is None:
                    return
                driver = self._follow(again)
            try:
                await driver.run()
            except (LeaseLost, StorageUnavailable):
                raise  # nothing is wrong with the bot
            except Exception:
                self.falls.note(driver.state)
                raise

        self._nursery.start(_task_name(bot_id), drive)
        return first

    def _follow(self, stored: StoredBot) -> BotDriver:
        """Return a new driver of the bot, which goes on with what the one before was told."""
        bot_id = stored.state.bot_id
        driver, before = self._driver(stored, is_first=bot_id not in self._known), self._drivers.get(bot_id)
        self._drivers[bot_id] = driver
        self._known.add(bot_id)
        if before is not None:
            self._risk.begin_anew(stored.state)
            driver.take_over([one for one in before.untaken if not _comes_again(one.fact, stored.state)])
        return driver

    def _later(self, bot_id: BotId, seconds: float, action: Callable[[BotDriver], None]) -> None:
        async def wait_and_act() -> None:
            await self._clock.sleep(seconds)
            driver = self._drivers.get(bot_id)
            if driver is not None:
                action(driver)

        self._nursery.start(f"later {bot_id} {next(self._numbers)}", wait_and_act, restart=False)


def _may_order(event: Event) -> bool:
    """Say whether a bot that stands may decide an order because of it."""
    return isinstance(event, Start) or (isinstance(event, Stop) and event.form is not StopForm.STOP)


def _comes_again(fact: Event, stored: BotState) -> bool:
    """Say whether it is a fill of an order on paper that rests again now: it fills anew, and once."""
    order = stored.order_named(fact.client_order_id) if isinstance(fact, OrderFilled) else None
    is_on_paper = stored.config.mode is Mode.PAPER and order is not None and not stored.sent_elsewhere(order)
    return is_on_paper and stored.order_pending


def _task_name(bot_id: BotId) -> str:
    return f"bot {bot_id}"
