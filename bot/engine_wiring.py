"""The engine on its storage and venues, put together and set to work. Tests do it with other venues."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from db.store import Store
from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.types import Status
from engine.health import HealthReads
from engine.people import People
from engine.ports import Venues
from engine.restart_report import RestartReport
from engine.risk.engine import RiskEngine, Rules
from engine.risk.live_switch import pause_live
from engine.second_factor import Codes, SecondFactor
from engine.service import Service
from engine.tasks import Nursery
from engine.timings import ServiceTimings

DAY = timedelta(days=1)
FOLLOWED = timedelta(days=7)
"""So long after its deletion, what was charged to a bot before is still looked for at a start."""


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
    today = clock.now().date()
    for day in (today - DAY, today, today + DAY):  # the exchanges' day may be another
        risk.know_results(day, await store.ledger.results_of(day))
    stored = await store.ledger.load_all()
    if not rules.limits.live_trading and await pause_live(store.ledger, clock, stored):
        stored = await store.ledger.load_all()
    known = [bot.state for bot in stored]
    risk.know(known)
    for owned, amounts in (await store.paper_wallets.all()).items():
        risk.paper.know(owned, amounts)
    report = RestartReport(
        supervisor.take_up(stored),  # without an await since they were read
        supervisor=supervisor,
        accounts=venues.real_accounts(),
        reads=store.reads,
        outbox=store.outbox,
        clock=clock,
        within=timings.restart_report_within,
    )
    nursery.start("restart report", report.run)
    deleted = await store.ledger.load_deleted_since(clock.now() - FOLLOWED)
    for state in [*known, *(bot.state for bot in deleted)]:
        account = venues.real_accounts().get(state.config.account_id)
        if account is not None and state.status is not Status.ACTIVE:
            account.follow_charges(state)
    service = Service(
        supervisor=supervisor,
        venues=venues,
        book=store.bot_book,
        reads=store.reads,
        history_reads=store.history,
        journal=store.journal,
        clock=clock,
        rules=rules,
        people=people or store.people,
        people_book=store.people,
        risk=risk,
        paper_book=store.paper_wallets,
        notice_settings=store.notice_settings,
        health=health or health_reads(supervisor, store, venues, nursery, clock),
        has_alert_chat=has_alert_chat,
        second_factor=None
        if codes is None
        else SecondFactor(codes, codes_above or {}, clock, store.outbox, people or store.people),
        timings=timings,
    )
    return service, report


def health_reads(
    supervisor: Supervisor, store: Store, venues: Venues, nursery: Nursery, clock: Clock
) -> HealthReads:
    """Return what says how all of these are doing."""
    return HealthReads(
        supervisor=supervisor, venues=venues, storage=store.probe, falls=nursery.falls, clock=clock
    )
