"""Writes down what happens in a run, in the plain values of `tests.sim.reference.records`.

The world, the exchange, the wire and the books tell it what they do; it decides nothing. The oracles
read it.
"""

import asyncio
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from engine.core.events import AcceptAsIs, Adopt, Edit, Event, Start, Stop
from engine.core.money import exact
from engine.core.notices import FeeCorrected, FeeValued, FundingBooked
from engine.core.orders import ForeseenOrder, Order
from engine.core.reasons.causes import Force
from engine.core.state import BookedFill, BotState, CancelOrder, Outcome, PlaceOrder
from engine.core.types import (
    BotConfig,
    BotId,
    ClientOrderId,
    Fee,
    Fill,
    FundingId,
    Market,
    Mode,
    StopForm,
    TradeId,
    VenueOrderId,
)
from engine.venues.live.gateway import FundingReport, MarginSettings, OrderReport, TradeReport
from tests.sim.reference.records import (
    Answered,
    Asked,
    Booked,
    Charged,
    Corrected,
    Created,
    Decided,
    Foreseen,
    Funded,
    Known,
    Placed,
    Plan,
    Priced,
    Rules,
    Run,
    Sent,
    Standing,
    Step,
    Struck,
    Taken,
    Terms,
    TooDear,
    Traded,
    Valued,
    Wish,
)
from tests.sim.virtual_time import START

_WISHES = {StopForm.STOP: Wish.STOP, StopForm.FINISH: Wish.FINISH, StopForm.CLOSE: Wish.CLOSE}


class Chronicle:
    """Everything that is on record of one run, each list in the order of time."""

    def __init__(self) -> None:  # noqa: PLR0915 - one for each kind of record
        self.plans: dict[BotId, Plan] = {}
        """Bot -> how it was made."""
        self.rules: dict[BotId, Rules] = {}
        """Bot -> the rules of its market when it was made."""
        self.asked: list[Asked] = []
        self.deposits: list[tuple[str, Decimal]] = []
        self.refused_for_money: dict[ClientOrderId, TooDear] = {}
        """Orders that the exchange did not take because the wallet had not enough."""
        self.placed: dict[tuple[str, VenueOrderId], Placed] = {}
        """By symbol, and number there."""
        self.named: defaultdict[ClientOrderId, list[Placed]] = defaultdict(list)
        self.traded: list[Traded] = []
        self.forced: dict[tuple[str, TradeId], tuple[Traded, Force]] = {}
        """By symbol and number there."""
        self.funded: dict[tuple[str, FundingId], Funded] = {}
        """Likewise."""
        self.traded_by_others: list[Traded] = []
        """On perpetuals, where all share one position."""
        self.prices: defaultdict[str, list[Priced]] = defaultdict(list)
        """Symbol -> what it traded at."""
        self.creates: list[Created] = []
        self.kept_here: set[ClientOrderId] = set()
        """Orders that no way led to the exchange for: a dead line, or a ban."""
        self.cancels: list[Sent] = []
        self.answers: list[Answered] = []
        self.denials: list[Sent] = []
        """Orders that the exchange said it does not have."""
        self.refusals: list[Sent] = []
        """Orders that it has refused, by proof."""
        self.steps: list[Step] = []
        self._foreseen: dict[BotId, ForeseenOrder | None] = {}
        """As the newest transaction of each bot has it."""
        self.results: defaultdict[tuple[date, Mode, str], Decimal] = defaultdict(Decimal)
        """What the database keeps of each day, by mode and quote coin."""
        self.mistold: dict[tuple[TradeId, ClientOrderId], Taken] = {}
        """Fees that the stream has told wrongly."""
        self.struck: list[Struck] = []
        self.runs: list[Run] = []
        self.quiet_from: float | None = None
        self.rests_from: float | None = None
        """When all bots were told to stop, at the end."""

    # --- people --------------------------------------------------------------------------------------------

    def made(self, state: BotState) -> None:
        """Note a bot that is new."""
        self.plans[state.bot_id] = plan_of(state.config)
        self.rules[state.bot_id] = rules_of(state.market)

    def asks(self, bot_id: BotId, event: Event) -> Asked:
        """Note a command of a person; the answer is noted on what is returned."""
        match event:
            case Start():
                wish = Wish.START
            case Stop():
                wish = _WISHES[event.form]
            case Edit():
                wish = Wish.EDIT
            case Adopt():
                wish = Wish.ADOPT
            case AcceptAsIs():
                wish = Wish.ACCEPT
            case _:
                wish = Wish.OTHER
        plan = plan_of(event.config) if isinstance(event, Edit) else None
        asked = Asked(_now(), bot_id, wish, plan)
        self.asked.append(asked)
        return asked

    # --- the exchange ---------------------------------------------------------------------------------------

    def takes(self, report: OrderReport, order: Order, best: Decimal, settings: MarginSettings) -> None:
        """Note an order that the exchange takes, and how it keeps positions there at that moment."""
        number, name = report.venue_order_id, order.client_order_id
        placed = Placed(
            at=_now(),
            number=number,
            name=name,
            symbol=report.symbol,
            side=report.side,
            price=report.price,
            quantity=report.quantity,
            best=best,
            reduce_only=order.reduce_only,
            terms=Terms(settings.one_way, settings.isolated, settings.leverage),
        )
        self.placed[report.symbol, number] = placed
        self.named[name].append(placed)

    def too_dear(self, name: ClientOrderId, how: TooDear) -> None:
        """Note an order that the exchange does not take, because the wallet has not enough."""
        self.refused_for_money[name] = how

    def trades(self, trade: TradeReport, name: ClientOrderId, shown_in: float = 0.0) -> None:
        """Note an execution, and how long the exchange hides it."""
        self.placed[trade.symbol, trade.venue_order_id].traded += trade.quantity
        self.traded.append(_traded(trade, name, shown_in))

    def forces(self, trade: TradeReport, force: Force) -> None:
        """Note an execution by which the exchange closes a position itself."""
        self.forced[trade.symbol, trade.trade_id] = _traded(trade, ClientOrderId("")), force

    def funds(self, report: FundingReport) -> None:
        """Note what is paid for a position."""
        funded = Funded(_now(), report.symbol, report.funding_id, report.amount)
        self.funded[report.symbol, report.funding_id] = funded

    def trades_beside(self, trade: TradeReport) -> None:
        """Note an execution of somebody else."""
        self.traded_by_others.append(_traded(trade, ClientOrderId("")))

    def ends(self, report: OrderReport, how: str, *, by_hand: bool = False) -> None:
        """Note the end of an order at the exchange."""
        placed = self.placed[report.symbol, report.venue_order_id]
        if placed.ended_at is None:
            placed.ended_at, placed.how, placed.by_hand = _now(), how, by_hand

    def amends(self, report: OrderReport) -> None:
        """Note the figures that a hand has given to an order at the exchange."""
        placed = self.placed[report.symbol, report.venue_order_id]
        placed.figures.append((report.price, report.quantity))
        placed.amended_at.append(_now())

    def deposited(self, coin: str, amount: Decimal) -> None:
        """Note what is put into the wallet."""
        self.deposits.append((coin, amount))

    def prints(self, symbol: str, price: Decimal) -> None:
        """Note a price."""
        self.prices[symbol].append(Priced(_now(), price))

    # --- the wire -------------------------------------------------------------------------------------------

    def sends(self, run: int, order: Order, symbol: str) -> None:
        """Note a create that leaves."""
        name, dated, what = (
            order.client_order_id,
            seconds(order.created_at),
            _foreseen(ForeseenOrder.of(order)),
        )
        self.creates.append(Created(_now(), run, name, symbol, dated, what))

    def keeps_here(self, name: ClientOrderId) -> None:
        """Note an order that cannot be brought to the exchange now."""
        self.kept_here.add(name)

    def cancels_out(self, run: int, name: ClientOrderId, symbol: str) -> None:
        """Note a cancel that leaves."""
        self.cancels.append(Sent(_now(), run, name, symbol))

    def answered(self, run: int, question: str, symbol: str, since: datetime | None = None) -> None:
        """Note a question that was answered."""
        begin = None if since is None else seconds(since)
        self.answers.append(Answered(_now(), run, question, symbol, begin))

    def denied(self, run: int, name: ClientOrderId, symbol: str) -> None:
        """Note that the exchange said "no such order"."""
        self.denials.append(Sent(_now(), run, name, symbol))

    def mistells(self, fill: Fill) -> None:
        """Note that the stream tells another fee of it than was taken."""
        self.mistold[fill.trade_id, fill.client_order_id] = _taken(fill.fee)

    def refuses(self, run: int, name: ClientOrderId, symbol: str) -> None:
        """Note that the exchange refuses an order."""
        self.refusals.append(Sent(_now(), run, name, symbol))

    # --- the books ------------------------------------------------------------------------------------------

    def keeps(self, run: int, outcome: Outcome) -> None:
        """Note a step that is stored."""
        state = outcome.state
        for day, result in outcome.results.values():
            with exact():
                self.results[day, state.config.mode, state.market.quote] += result
        decided = [r.order for r in outcome.requests if isinstance(r, PlaceOrder)]
        before, self._foreseen[state.bot_id] = self._foreseen.get(state.bot_id), state.foreseen
        self.steps.append(
            Step(
                at=_now(),
                run=run,
                bot=state.bot_id,
                plan=plan_of(state.config),
                rules=rules_of(state.market),
                after=_standing(state),
                foreseen=None if state.foreseen is None else _foreseen(state.foreseen),
                decided=tuple(
                    _decided(order, asked_first=before is not None and before.since == order.created_at)
                    for order in decided
                ),
                changed=tuple(_known(order) for order in outcome.orders),
                booked=tuple(_booked(fill) for fill in outcome.fills),
                cancels=tuple(r.client_order_id for r in outcome.requests if isinstance(r, CancelOrder)),
                charged=tuple(_charged(one) for one in outcome.charges if isinstance(one, FundingBooked)),
                valued=tuple(_valued(one) for one in outcome.charges if isinstance(one, FeeValued)),
                corrected=tuple(_corrected(one) for one in outcome.charges if isinstance(one, FeeCorrected)),
                notices=outcome.told,
            )
        )

    # --- faults ---------------------------------------------------------------------------------------------

    def strikes(self, fault: str, lasts_s: float = 0.0, name: ClientOrderId | None = None) -> None:
        """Note a fault, for how long it lasts, and which order it hits."""
        now = _now()
        self.struck.append(Struck(now, now + lasts_s, fault, name))

    def runs_from(self, run: int) -> None:
        """Note that the program starts."""
        self.runs.append(Run(run, _now()))

    def runs_no_more(self) -> None:
        """Note that the program has ended, or is dead from now on."""
        if self.runs and self.runs[-1].ended_at is None:
            self.runs[-1].ended_at = _now()


def _traded(trade: TradeReport, name: ClientOrderId, shown_in: float = 0.0) -> Traded:
    now = _now()
    return Traded(
        now,
        trade.trade_id,
        trade.venue_order_id,
        name,
        trade.symbol,
        trade.side,
        trade.price,
        trade.quantity,
        trade.fee.amount,
        trade.fee.coin,
        trade.fee.value,
        now + shown_in,
    )


def plan_of(config: BotConfig) -> Plan:
    return Plan(
        account=str(config.account_id),
        symbol=config.ticker,
        first=config.first_order,
        quantity=config.quantity,
        buy_price=config.buy_price,
        sell_price=config.sell_price,
        trailing_percent=config.trailing_percent,
        loops=config.infinite_loop,
        leverage=config.leverage,
    )


def rules_of(market: Market) -> Rules:
    return Rules(
        symbol=market.symbol,
        base=market.base,
        quote=market.quote,
        tick=market.tick,
        step=market.step,
        min_quantity=market.min_quantity,
        min_notional=market.min_notional,
        dearest_fee=max(market.maker_fee, market.taker_fee),
        derivative=market.derivative,
    )


def seconds(moment: datetime) -> float:
    """Return a moment as the records have it."""
    return (moment - START).total_seconds()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _standing(state: BotState) -> Standing:
    return Standing(
        status=state.status,
        phase=str(state.phase),
        goal=str(state.goal),
        finishing=state.finishing,
        leg=state.leg,
        cycle=state.cycle,
        held=state.held,
        pnl=state.pnl,
        fees=state.fees,
        funding=state.funding,
        trades=state.trades,
        cycles=state.cycles,
        order=_known(state.order) if state.order is not None else None,
        extreme=state.trail.extreme if state.trail is not None else None,
        revision=state.revision,
        last_fill_at=seconds(state.last_fill_at) if state.last_fill_at is not None else None,
    )


def _foreseen(order: ForeseenOrder) -> Foreseen:
    return Foreseen(order.client_order_id, order.side, order.price, order.quantity)


def _known(order: Order) -> Known:
    return Known(
        name=order.client_order_id,
        state=str(order.state),
        live=order.live,
        final=order.final,
        price=order.price,
        quantity=order.quantity,
        filled=order.filled,
        accepted_as_is=order.accepted_as_is,
    )


def _decided(order: Order, *, asked_first: bool) -> Decided:
    return Decided(
        at=seconds(order.created_at),
        name=order.client_order_id,
        side=order.side,
        leg=order.leg,
        price=order.price,
        quantity=order.quantity,
        immediate=order.immediate,
        reduce_only=order.reduce_only,
        asked_first=asked_first,
    )


def _valued(one: FeeValued) -> Valued:
    return Valued(seconds(one.at), one.fee.coin, one.fee.amount, one.value, one.total)


def _taken(fee: Fee) -> Taken:
    return fee.amount, fee.coin, fee.value


def _corrected(one: FeeCorrected) -> Corrected:
    return Corrected(
        seconds(one.at), one.trade_id, one.client_order_id, _taken(one.was), _taken(one.fee), one.total
    )


def _charged(paid: FundingBooked) -> Charged:
    return Charged(seconds(paid.at), paid.funding_id, paid.amount, paid.total)


def _booked(booked: BookedFill) -> Booked:
    fill = booked.fill
    return Booked(
        trade_id=fill.trade_id,
        name=fill.client_order_id,
        side=fill.side,
        price=fill.price,
        quantity=fill.quantity,
        fee=fill.fee.amount,
        fee_coin=fill.fee.coin,
        fee_value=fill.fee.value,
        at=seconds(fill.executed_at),
        result=booked.pnl,
    )
