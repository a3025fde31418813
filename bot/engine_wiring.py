"""The engine on its storage and venues, put together and set to work. Tests do it with other venues."""

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.access.people_directory import people_directory
from bot.config.settings import Settings
from bot.notifier.alert_chat import AlertChat
from bot.process.early_notes import EarlyNotesFile
from bot.venue_wiring import build_venues
from db.store import Store
from engine.account_watch import TASK as ACCOUNTS
from engine.account_watch import AccountWatch
from engine.bot_changes import BotChanges
from engine.bots.early import EarlyOrders
from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.types import Status
from engine.crash_points import CrashHook
from engine.fallen_watch import TASK as FALLEN
from engine.fallen_watch import FallenWatch
from engine.health import HealthReads
from engine.lease import NO_TENURE, Tenure
from engine.notices import BotSetAside
from engine.outbox import ToPerson
from engine.people import People
from engine.ports import StoredBot, Venues
from engine.restart_report import RestartReport
from engine.risk.engine import RiskEngine, RiskLimits, Rules
from engine.risk.live_switch import pause_live
from engine.risk.paper_wallets import PaperWallets
from engine.second_factor import Codes, SecondFactor
from engine.service import Service
from engine.tasks import Nursery
from engine.timings import EngineTimings, ServiceTimings

log = logging.getLogger(__name__)

SWITCH_EVERY_S = 0.0005
"""So long at most one thread of Python keeps the others waiting. With Python's own 5 ms a commit, whose
statements each wait for a turn, takes 60 ms beside a loop that is busy with prices; with this, 5.
"""
CHAT = "chat"
"""The task that serves the chat: told to end first, so that what it has on its way is finished."""
END_WITHIN_S = 4.0
"""What is on its way may be finished for that long when the program is told to end."""
DAY = timedelta(days=1)
FOLLOWED = timedelta(days=7)
"""So long after its deletion, what was charged to a bot before is still looked for at a start."""


async def start_engine(  # noqa: PLR0913 - wiring is by hand and by name
    stack: AsyncExitStack,
    nursery: Nursery,
    store: Store,
    settings: Settings,
    clock: Clock,
    timings: EngineTimings,
    crash_hook: CrashHook,
    *,
    changes: BotChanges | None = None,
    alert_chat: AlertChat | None = None,
    tenure: Tenure = NO_TENURE,
) -> tuple[Service, HealthReads]:
    """Have every bot trade on. `stack` ends the tasks first, and the connections to the exchanges last."""
    sys.setswitchinterval(SWITCH_EVERY_S)
    notes = EarlyNotesFile(tenure.installation, tenure.holder, tenure.before)
    stack.callback(lambda: notes.end(in_order=not tenure.unsettled))
    venues = build_venues(
        settings,
        clock=clock,
        nursery=nursery,
        fill_history=store.fill_history,
        deliver=lambda bot_id, event: supervisor.deliver(bot_id, event),  # noqa: PLW0108 - made below
        timings=timings,
    )
    stack.push_async_callback(venues.close)
    stack.push_async_callback(_end_in_time, nursery)  # before the lines that its tasks listen to
    rules = _rules(settings)
    risk = RiskEngine(
        rules.limits,
        venues.wallet_of,
        venues.blocked_of,
        refresh_wallet=venues.refresh_wallet,
        timings=timings.funds,
        is_derivative=venues.is_derivative,
        paper=PaperWallets(settings.paper_balance),
    )
    supervisor = Supervisor(
        nursery=nursery,
        ledger=store.ledger,
        venues=venues,
        clock=clock,
        risk=risk,
        changes=changes,
        early=EarlyOrders(clock, tenure, notes),
        crash_hook=crash_hook,
        timings=timings.driver,
    )
    health = health_reads(supervisor, store, venues, nursery, clock)
    service, _ = await start_trading(
        supervisor,
        store,
        venues,
        risk=risk,
        rules=rules,
        nursery=nursery,
        clock=clock,
        timings=timings.service,
        people=people_directory(settings, store.people),
        health=health,
        has_alert_chat=lambda: alert_chat is not None and alert_chat.place is not None,
        codes=_codes(settings),
        codes_above=settings.totp_above,
    )
    notes.begin()
    watch = AccountWatch(supervisor, venues, store.outbox, clock, timings.account_watch)
    nursery.start(ACCOUNTS, watch.run)
    fallen = FallenWatch(supervisor, store.outbox, clock, timings.fallen_watch)
    nursery.start(FALLEN, fallen.run)
    return service, health


async def start_trading(  # noqa: PLR0913 - wiring is by hand and by name
    supervisor: Supervisor,
    store: Store,
    venues: Venues,
    *,
    risk: RiskEngine,
    rules: Rules,
    nursery: Nursery,
    clock: Clock,
    timings: ServiceTimings = ServiceTimings(),
    people: People | None = None,
    health: HealthReads | None = None,
    has_alert_chat: Callable[[], bool] = lambda: False,
    codes: Codes | None = None,
    codes_above: Mapping[str, Decimal] | None = None,
) -> tuple[Service, RestartReport]:
    """Take up every bot where it was, and return what people may have done with them.

    The risk engine learns all that it has to know before the first order. What is told of the restart
    is owed a little later: the report runs in the nursery. `people`: the list as the settings narrow it.
    `has_alert_chat` as in `Service`. `codes`: without any, no one-time code is asked for.
    """
    await _have_known(risk, store, clock)
    stored = await _stored_bots(store, clock, live_trading=rules.limits.live_trading)
    risk.know([bot.state for bot in stored])
    await _set_aside(store, venues, risk, clock)
    report = RestartReport(
        supervisor.take_up(stored),  # nobody could command them since they were read
        supervisor=supervisor,
        accounts=venues.real_accounts(),
        reads=store.reads,
        outbox=store.outbox,
        clock=clock,
        within=timings.restart_report_within,
    )
    nursery.start("restart report", report.run)
    await _follow_charges(store, venues, clock, stored)
    people = people or store.people
    service = Service(
        supervisor=supervisor,
        venues=venues,
        book=store.bot_book,
        reads=store.reads,
        history_reads=store.history,
        journal=store.journal,
        clock=clock,
        rules=rules,
        people=people,
        people_book=store.people,
        risk=risk,
        paper_book=store.paper_wallets,
        notice_settings=store.notice_settings,
        health=health or health_reads(supervisor, store, venues, nursery, clock),
        has_alert_chat=has_alert_chat,
        second_factor=None
        if codes is None
        else SecondFactor(codes, codes_above or {}, clock, store.outbox, people),
        timings=timings,
    )
    return service, report


async def _stored_bots(store: Store, clock: Clock, *, live_trading: bool) -> Sequence[StoredBot]:
    """Return every bot, those of LIVE paused where the settings do not let them trade."""
    stored = await store.ledger.load_all()
    if await store.begin_put_right_anew(clock.now()):
        stored = await store.ledger.load_all()
    if not live_trading and await pause_live(store.ledger, clock, stored):
        stored = await store.ledger.load_all()
    return stored


async def _set_aside(store: Store, venues: Venues, risk: RiskEngine, clock: Clock) -> None:
    """Say which bots cannot be read. The others reckon with what is known of them, and trade."""
    for one in await store.ledger.unreadable():
        bot, now = one.state.ref, clock.now()
        log.error(
            "bot %s is set aside, the others trade: what is stored of it cannot be read (%s). Restore a "
            "backup from before: python -m bot restore FILE",
            *(bot.label, one.problem),
        )
        market = replace(one.state.market, derivative=venues.is_derivative(bot.exchange))
        risk.know([replace(one.state, market=market)])
        store.fill_history.keep_unread(one.state.config.account_id, market.symbol)
        notice, key = BotSetAside(bot=bot, at=now), f"aside {bot.bot_id} {now:%Y-%m-%d}"
        await store.outbox.owe(ToPerson(one.state.owner_id), notice, key=key)


async def _have_known(risk: RiskEngine, store: Store, clock: Clock) -> None:
    """Tell the risk engine all that it has to know before the first order, but for the bots."""
    today = clock.now().date()
    for day in (today - DAY, today, today + DAY):  # the exchanges' day may be another
        risk.know_results(day, await store.ledger.results_of(day))
    for owned, amounts in (await store.paper_wallets.all()).items():
        risk.paper.know(owned, amounts)


async def _follow_charges(store: Store, venues: Venues, clock: Clock, stored: Sequence[StoredBot]) -> None:
    """Have what is charged to bots that do not trade, or do not exist any more, booked as well."""
    deleted = await store.ledger.load_deleted_since(clock.now() - FOLLOWED)
    accounts = venues.real_accounts()
    for state in (bot.state for bot in (*stored, *deleted)):
        account = accounts.get(state.config.account_id)
        if account is not None and state.status is not Status.ACTIVE:
            account.follow_charges(state)


def health_reads(
    supervisor: Supervisor, store: Store, venues: Venues, nursery: Nursery, clock: Clock
) -> HealthReads:
    """Return what says how all of these are doing."""

    async def set_aside() -> Sequence[str]:
        return [one.state.ref.label for one in await store.ledger.unreadable()]

    return HealthReads(
        supervisor=supervisor,
        venues=venues,
        storage=store.probe,
        falls=nursery.falls,
        clock=clock,
        set_aside=set_aside,
    )


def _codes(settings: Settings) -> Codes | None:
    if settings.totp_secret is None:
        return None
    from bot.process.totp import TotpCodes  # noqa: PLC0415 - where it is not wanted, nothing of it is in memory

    return TotpCodes(settings.totp_secret.get_secret_value())


def _rules(settings: Settings) -> Rules:
    return Rules(
        quantities=settings.quantity_limits,
        bots_per_person=settings.max_bots_per_user,
        close_slippage_percent=settings.close_slippage_percent,
        limits=RiskLimits(
            live_trading=settings.live_trading,
            order_value=settings.max_order_value,
            exposure=settings.max_exposure,
            daily_loss=settings.max_daily_loss,
        ),
    )


async def _end_in_time(nursery: Nursery) -> None:
    try:
        async with asyncio.timeout(END_WITHIN_S):
            await nursery.close(first=(CHAT,))  # what it has on its way is finished
    except TimeoutError:
        log.warning("some tasks did not end within %s s; everything stored is still correct", END_WITHIN_S)
