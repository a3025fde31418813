"""What a person can have done: one short method for each use.

Every method takes who asks, and touches nothing that is not theirs: `engine.policy` decides that, and
all of them raise NotAllowed. Errors are those of `engine.errors`; the words for them are the chat's.
"""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from engine.alert_actions import AlertActions
from engine.audited import audited
from engine.bot_stops import BotStops, Progress
from engine.bot_views import BotViews
from engine.bots.commands import BotCommands, checked_name
from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core import checks
from engine.core.checks import BotDraft, Field, Review
from engine.core.events import Edit, Rename, Start
from engine.core.legs import edit_conflict
from engine.core.state import Refusal
from engine.core.types import AccountId, BotConfig, BotId, Market, Mode, Status, StopForm
from engine.errors import (
    CardOutdated,
    CodeNeeded,
    CommandRejected,
    InvalidConfig,
    LimitReached,
    StorageUnavailable,
)
from engine.health import HealthReads
from engine.histories import Histories
from engine.loop_gauge import longest_hold_s
from engine.notice_settings import NoticeSettingsBook
from engine.order_actions import OrderActions
from engine.paper_actions import PaperActions
from engine.people import Actor, People, PeopleBook
from engine.people_actions import PeopleActions
from engine.policy import (
    audited_person,
    bots_of,
    check_account,
    check_listed,
    check_logs,
    check_owner,
    check_trader,
)
from engine.ports import BotBook, NewBot, Venues
from engine.reads.bot_reads import Reads
from engine.reads.figures import BotFigures, PeriodStats, Stats
from engine.reads.health import Health
from engine.reads.history import HistoryReads
from engine.reads.journal import LogsCleared, Note, OwnerAct, OwnerActed, PeopleAct, PeopleActed, Tried
from engine.reads.logs import AuditPage, AuditQuery, Journal, LogEntry, LogPage, LogQuery
from engine.reads.periods import Period
from engine.reads.views import (
    AccountSilent,
    AccountView,
    AsSeen,
    BotCard,
    BotFilter,
    BotPage,
    MarketView,
    PriceSource,
    SeenBot,
    StopFailed,
    StopReport,
)
from engine.real_accounts import RealAccounts
from engine.risk.engine import RiskEngine, RiskLimits, Rules
from engine.risk.paper_wallets import PaperBook
from engine.second_factor import SecondFactor
from engine.statistics import Statistics
from engine.timings import ServiceTimings
from engine.transfer_actions import TransferActions

log = logging.getLogger(__name__)


class Service:
    """The engine as the chat sees it."""

    def __init__(  # noqa: PLR0913 - wiring is by hand and by name
        self,
        *,
        supervisor: Supervisor,
        venues: Venues,
        book: BotBook,
        reads: Reads,
        history_reads: HistoryReads,
        journal: Journal,
        clock: Clock,
        rules: Rules,
        people: People,
        people_book: PeopleBook,
        health: HealthReads,
        has_alert_chat: Callable[[], bool],
        risk: RiskEngine,
        paper_book: PaperBook,
        notice_settings: NoticeSettingsBook,
        second_factor: SecondFactor | None = None,
        timings: ServiceTimings = ServiceTimings(),
    ) -> None:
        """`has_alert_chat`: whether there is an alert chat now; new bots tell it, too."""
        self._supervisor = supervisor
        self._venues = venues
        self._book = book
        self._reads = reads
        self._journal = journal
        self._clock = clock
        self._rules = rules
        self._health = health
        self._has_alert_chat = has_alert_chat
        self._risk = risk
        self._second_factor = second_factor
        self._accounts = RealAccounts(venues, rules.limits, timings.exchange_within_s, second_factor)
        self._views = BotViews(
            reads=reads,
            supervisor=supervisor,
            venues=venues,
            accounts=self._accounts,
            people=people,
            has_alert_chat=has_alert_chat,
            notice_settings=notice_settings,
        )
        self._statistics = Statistics(reads, venues, clock)
        self.histories = Histories(
            views=self._views, statistics=self._statistics, reads=history_reads, venues=venues, clock=clock
        )
        """What people see of the past."""
        self._commands = BotCommands(supervisor, journal, clock, timings)
        self._stops = BotStops(
            views=self._views,
            accounts=self._accounts,
            commands=self._commands,
            clock=clock,
            rules=rules,
            timings=timings,
        )
        self.alerts = AlertActions(
            book=book, settings=notice_settings, views=self._views, commands=self._commands, clock=clock
        )
        """What people do about the alert chat."""
        self.paper = PaperActions(
            risk=risk, book=paper_book, venues=venues, views=self._views, commands=self._commands
        )
        """What people do with their wallets on paper."""
        self.orders = OrderActions(
            views=self._views,
            accounts=self._accounts,
            supervisor=supervisor,
            commands=self._commands,
            clock=clock,
        )
        """What people do about orders."""
        self.people = PeopleActions(
            people=people,
            book=people_book,
            venues=venues,
            views=self._views,
            stop=lambda actor, bot_id: self.stop(actor, bot_id, StopForm.STOP, None),
            commands=self._commands,
            clock=clock,
        )
        """What people do about people."""
        self.transfer = TransferActions(
            reads=reads,
            book=book,
            views=self._views,
            review=self.review,
            clock=clock,
            rules=rules,
            has_alert_chat=has_alert_chat,
            commands=self._commands,
        )
        """What people do with all their bots: out to a file, and in from one."""

    # --- before there is a bot ------------------------------------------------------------------------

    def exchanges(self, actor: Actor) -> Sequence[str]:
        """Return the exchanges a bot can be made for."""
        check_trader(actor)
        return self._venues.exchanges()

    def modes(self, actor: Actor, exchange: str) -> Sequence[Mode]:
        """Return the modes that are offered there, PAPER first; LIVE only while it is switched on."""
        check_trader(actor)
        return self._accounts.modes(actor, exchange)

    def account_labels(self, actor: Actor, exchange: str, mode: Mode) -> Sequence[str]:
        """Return the labels of the real accounts that the actor may use there; "" is the default."""
        check_trader(actor)
        return self._accounts.labels(actor, exchange, mode)

    def has_leverage(self, actor: Actor, exchange: str, mode: Mode) -> bool:
        """Say whether a bot there may choose its leverage: on real perpetuals. PAPER liquidates nothing."""
        check_trader(actor)
        return self._accounts.has_leverage(exchange, mode)

    def check_on(self, actor: Actor, mode: Mode) -> None:
        """Raise LiveSwitchedOff when no bot may be set to work in that mode."""
        check_trader(actor)
        self._accounts.check_on(mode)

    # --- one-time codes ---------------------------------------------------------------------------------

    def check_code(self, actor: Actor, config: BotConfig) -> None:
        """Raise CodeNeeded or CodesLocked when the bot needs a one-time code before it is set to work."""
        check_trader(actor)
        self._accounts.check_code(actor, config)

    def awaits_code(self, actor: Actor) -> bool:
        """Say whether six digits that the person sends now are a code: they were asked for one."""
        check_listed(actor)
        return self._second_factor is not None and self._second_factor.awaits(actor)

    @audited(Tried.CODE)
    async def enter_code(self, actor: Actor, code: str) -> timedelta:
        """Take a one-time code. Return for how long the actor may set LIVE bots to work.

        Raises CodeWrong, CodesLocked, and CodeNeeded where none is ever asked for.
        """
        check_trader(actor)
        if self._second_factor is None:
            raise CodeNeeded
        open_for = await self._second_factor.enter(actor, code)
        line = PeopleActed(act=PeopleAct.CODE_ACCEPTED, user_id=actor.person_id, name="")
        await self._commands.audit(actor, None, line)
        return open_for

    def limits(self, actor: Actor) -> RiskLimits:
        """Return the owner's limits for real accounts."""
        check_trader(actor)
        return self._rules.limits

    def symbols(self, actor: Actor, account_id: AccountId) -> Sequence[str]:
        """Return some symbols to offer there. Raises UnknownExchange, UnknownAccount."""
        check_trader(actor)
        return self._venues.symbols(account_id)

    async def quote(
        self, actor: Actor, account_id: AccountId, ticker: str, bot_id: BotId | None = None
    ) -> MarketView:
        """Return the rules and the newest price of a symbol; with a bot, the price as that one sees it.

        Raises UnknownTicker, UnknownExchange, UnknownAccount, BotNotFound.
        """
        return await self._views.market(actor, account_id, ticker, bot_id)

    def prices_of(self, actor: Actor, mode: Mode) -> PriceSource:
        """Say whose prices bots of that mode trade on."""
        check_trader(actor)
        return self._venues.prices_of(mode)

    async def review(self, actor: Actor, draft: BotDraft, bot_id: BotId | None = None) -> Review:
        """Check a draft, every complaint at once; a change of a bot by the price that this bot sees.

        Raises UnknownTicker, UnknownExchange, UnknownAccount, ModeNotOffered, BotNotFound, InvalidConfig.
        InvalidConfig is raised only when ticker or exchange is missing: without them there is no
        market to check against.
        """
        check_trader(actor)
        missing = tuple(
            checks.Complaint(field=which, problem=checks.Problem.MISSING)
            for which, value in ((Field.TICKER, draft.ticker), (Field.EXCHANGE, draft.exchange))
            if not value
        )
        if missing or not draft.ticker or not draft.exchange:
            raise InvalidConfig(missing)
        account_id = AccountId(draft.exchange, draft.mode, draft.account)
        check_account(actor, account_id)
        self._accounts.check_offered(actor, draft.exchange, draft.mode)
        view = await self.quote(actor, account_id, draft.ticker, bot_id)
        found = checks.review(draft, view.market, view.last_price, self._rules.quantities)
        short = None
        if found.config is not None and bot_id is None:
            short = self._risk.shortage(actor.person_id, found.config, view.market)
        above = self._risk.above_order_value(found.config, view.market) if found.config is not None else None
        return replace(found, priced_at=view.priced_at, shortage=short, above_limit=above)

    # --- one bot ----------------------------------------------------------------------------------------

    async def check_room(self, actor: Actor) -> None:
        """Raise LimitReached when the actor has as many bots as one person may have."""
        most = self._rules.bots_per_person
        check_trader(actor)
        if await self._views.count(actor) >= most:
            raise LimitReached(most)

    @audited(Tried.CREATE)
    async def create(
        self, actor: Actor, draft: BotDraft, *, start: bool, key: str, live_confirmed: bool = False
    ) -> BotCard:
        """Make a bot, and start it if asked. The same `key` never makes a second one.

        Raises InvalidConfig with every complaint, UnknownTicker, ModeNotOffered, LimitReached, and
        LiveUnconfirmed when a LIVE bot shall start that nobody has confirmed.
        """
        owner_id = bots_of(actor)
        config, market = await self._config(actor, draft)
        if start:
            self._accounts.check_confirmed(actor, config, live_confirmed=live_confirmed)
        new = NewBot(
            owner_id=owner_id,
            config=config,
            market=market,
            at=self._clock.now(),
            key=f"{owner_id}:{key}",
            alerts=self._has_alert_chat(),
        )
        stored = await self._book.create(new, self._rules.bots_per_person)
        self._risk.meet(stored.state)
        never_started = stored.state.revision == 0 and stored.state.status is Status.STOPPED
        if start and never_started:
            return await self.start(actor, stored.state.bot_id, None, live_confirmed=live_confirmed)
        return await self.card(actor, stored.state.bot_id)

    @audited(Tried.START)
    async def start(
        self, actor: Actor, bot_id: BotId, revision: int | None, *, live_confirmed: bool = False
    ) -> BotCard:
        """Have the bot work: from a stop, an error or a pause.

        Raises BotNotFound, CardOutdated, CommandRejected, LiveSwitchedOff, LiveUnconfirmed, CodeNeeded, and
        UnknownTicker, UnknownExchange or UnknownAccount when its market is not offered any more.
        """
        state = await self._views.state(actor, bot_id)
        check_account(actor, state.config.account_id)
        self._accounts.check_on(state.config.mode)
        self._accounts.check_confirmed(actor, state.config, live_confirmed=live_confirmed)
        await self._venues.venue(state.config.account_id).market(state.config.ticker)
        event = Start(at=self._clock.now())
        await self._commands.give(actor, bot_id, event, revision, OwnerActed(act=OwnerAct.START))
        return await self._views.card(actor, bot_id)

    @audited(Tried.STOP)
    async def stop(self, actor: Actor, bot_id: BotId, form: StopForm, seen: AsSeen | None) -> StopReport:
        """Stop the bot, if it is as it was seen, and say what came of it. Raises BotNotFound, CardOutdated.

        A stop that fits nothing (it stands already) is not an error: the report says `refused`.
        """
        return await self._stops.stop(actor, bot_id, form, seen)

    async def check_edit(self, actor: Actor, bot_id: BotId, draft: BotDraft) -> None:
        """Raise CommandRejected where the bot, as it stands, cannot be changed to the draft.

        Its amounts may be anything. Raises BotNotFound, UnknownTicker, UnknownExchange, UnknownAccount.
        """
        state = await self._views.state(actor, bot_id)
        if not draft.ticker or not draft.exchange or not draft.first_order:
            return
        account_id = AccountId(draft.exchange, draft.mode, draft.account)
        market = await self._venues.venue(account_id).market(draft.ticker)
        config = replace(
            state.config,
            ticker=market.symbol,
            exchange=draft.exchange,
            mode=draft.mode,
            account=draft.account,
            first_order=draft.first_order,
            leverage=draft.leverage,
        )
        if (conflict := edit_conflict(state, config)) is not None:
            raise CommandRejected(conflict)

    @audited(Tried.EDIT)
    async def edit(
        self,
        actor: Actor,
        bot_id: BotId,
        draft: BotDraft,
        revision: int | None,
        *,
        live_confirmed: bool = False,
    ) -> BotCard:
        """Trade by another configuration from now on. Raises as `create` and `start` do."""
        await self._views.state(actor, bot_id)
        config, market = await self._config(actor, draft)
        self._accounts.check_confirmed(actor, config, live_confirmed=live_confirmed)
        event = Edit(at=self._clock.now(), config=config, market=market)
        await self._commands.give(actor, bot_id, event, revision, OwnerActed(act=OwnerAct.EDIT))
        return await self._views.card(actor, bot_id)

    @audited(Tried.NAME)
    async def rename(self, actor: Actor, bot_id: BotId, name: str) -> BotCard:
        """Call the bot so; "" takes its name away. Raises BotNotFound, NameTooLong."""
        await self._views.state(actor, bot_id)
        event = Rename(at=self._clock.now(), name=checked_name(name))
        await self._commands.give(actor, bot_id, event, None, OwnerActed(act=OwnerAct.NAME))
        return await self._views.card(actor, bot_id)

    @audited(Tried.DELETE)
    async def delete(self, actor: Actor, bot_id: BotId, revision: int | None, *, release: bool) -> None:
        """Delete the bot with its trades; its log lines stay.

        Raises CommandRejected while it runs (STILL_RUNNING), while an order is open or unknown
        (ORDER_UNRESOLVED), and while it holds coin unless `release` says that it is let go (HOLDS_COIN).
        """
        state = await self._views.state(actor, bot_id)
        if revision is not None and revision != state.revision:
            raise CardOutdated
        if state.status is Status.ACTIVE:
            raise CommandRejected(Refusal.STILL_RUNNING)
        if state.order_pending or state.may_have_foreseen_out:
            raise CommandRejected(Refusal.ORDER_UNRESOLVED)
        if state.held and not release:
            raise CommandRejected(Refusal.HOLDS_COIN)
        now = self._clock.now()
        until = self._accounts.time_there(state.config, now)
        async with self.paper.changing:
            try:
                await self._book.delete(bot_id, now, by=actor.person_id, seen=state, until=until)
            except StorageUnavailable:  # it may be deleted all the same
                self._supervisor.dismiss_if_gone(bot_id)
                raise
            await self._supervisor.dismiss(bot_id)

    # --- all bots ---------------------------------------------------------------------------------------

    async def running(self, actor: Actor) -> tuple[BotCard, ...]:
        """Return the actor's bots that work, are paused, or have an order out."""
        return tuple([await self._views.lively(card) for card in await self._views.at_work(actor)])

    @audited(Tried.STOP_ALL)
    async def stop_all(
        self,
        actor: Actor,
        form: StopForm = StopForm.STOP,
        shown: Sequence[SeenBot] | None = None,
        progress: Progress = lambda _done, _of: None,
    ) -> tuple[StopReport | StopFailed, ...]:
        """Stop all that `running` lists at this moment, side by side, and report on each.

        One that cannot be stopped keeps no other from being stopped, nor its report from being given.
        With `shown` nothing is done unless just these run, as they were: it raises BotsOutdated. One that
        changes after that is left alone, and reported as not stopped for that.
        """
        return await self._stops.stop_all(actor, form, shown, progress)

    # --- real accounts --------------------------------------------------------------------------------

    async def accounts(self, actor: Actor) -> tuple[AccountView | AccountSilent, ...]:
        """Ask every account with keys that the actor may use what it can do."""
        check_trader(actor)
        return await self._accounts.look(actor)

    def longest_hold_s(self, actor: Actor) -> float | None:
        """Return for how long bots could not react in the last hour; None where nobody measures it."""
        check_listed(actor)
        return longest_hold_s()

    async def health(self, actor: Actor) -> Health:
        """Return how the program is doing: it concerns all bots of the installation."""
        check_owner(actor)
        return await self._health.read()

    # --- looking ----------------------------------------------------------------------------------------

    async def bots(self, actor: Actor, which: BotFilter, page: int, page_size: int = 6) -> BotPage:
        """Return one page of the bots that the actor sees."""
        return await self._views.page(actor, which, page, page_size)

    async def card(self, actor: Actor, bot_id: BotId) -> BotCard:
        """Return a bot's card. Raises BotNotFound."""
        return await self._views.card(actor, bot_id)

    async def stats(self, actor: Actor, zone: tzinfo = UTC) -> Stats:
        """Return the actor's figures; today is the present day in the time zone."""
        return await self._statistics.in_all(actor, zone)

    async def period_stats(
        self, actor: Actor, period: Period, day: date | None = None, zone: tzinfo = UTC
    ) -> PeriodStats:
        """Return what each of the actor's bots did in the period with the day; None: the present day."""
        return await self._statistics.of_period(actor, period, day, zone)

    async def figures_between(self, actor: Actor, begins: datetime, ends: datetime) -> Sequence[BotFigures]:
        """Return what each of the actor's bots did from the one moment to the other."""
        return await self._statistics.between(actor, begins, ends)

    async def own(self, actor: Actor) -> Sequence[BotCard]:
        """Return the cards of all bots that the actor commands, with the newest prices, oldest first."""
        return await self._views.own(actor)

    async def inventory(self, actor: Actor) -> tuple[BotCard, ...]:
        """Return the cards of the actor's bots that hold something, with the newest prices."""
        return tuple([card for card in await self._views.own(actor) if card.state.held])

    # --- logs -------------------------------------------------------------------------------------------

    async def logs(self, actor: Actor, query: LogQuery) -> LogPage:
        """Return one page of log lines."""
        check_logs(actor, query.owner_id)
        return await self._journal.logs(query)

    def all_logs(self, actor: Actor, query: LogQuery) -> AsyncIterator[LogEntry]:
        """Yield every line that the query means, newest first."""
        check_logs(actor, query.owner_id)
        return self._journal.all_logs(query)

    async def audit(
        self,
        actor: Actor,
        *,
        bot_id: BotId | None = None,
        before: int | None = None,
        after: int | None = None,
    ) -> AuditPage:
        """Return one page of who did what, of one bot or of all: an owner sees all, a trader their own.

        Raises ReadOnly.
        """
        return await self._journal.audit(
            AuditQuery(owner_id=audited_person(actor), bot_id=bot_id, before=before, after=after)
        )

    async def note(self, actor: Actor, text: str) -> None:
        """Store a line of the actor's own."""
        check_trader(actor)
        await self._journal.note(actor.person_id, Note(text=text), self._clock.now())

    async def clearable(self, actor: Actor, query: LogQuery) -> int:
        """Return how many lines `clear_logs` would delete, counted up to one more than MOST_COUNTED."""
        check_logs(actor, query.owner_id)
        return await self._journal.clearable(query)

    @audited(Tried.CLEAR_LOGS)
    async def clear_logs(self, actor: Actor, query: LogQuery) -> int:
        """Delete the lines that the query means, audit lines excepted. Return how many went."""
        check_trader(actor)
        check_logs(actor, query.owner_id)
        gone = await self._journal.clear(query)
        await self._commands.audit(actor, None, LogsCleared(lines=gone))
        return gone

    async def _config(self, actor: Actor, draft: BotDraft) -> tuple[BotConfig, Market]:
        found = await self.review(actor, draft)
        if found.config is None:
            raise InvalidConfig(found.complaints)
        return found.config, found.market
