"""What a step means for the tables, rows as plain mappings, and what rows tell. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import DeclarativeBase

from db.codec import (
    ASKED,
    NOTICE,
    REASON,
    STATE,
    account_from_text,
    account_to_text,
    audience_to_text,
    line_to_data,
    reason_from_text,
    state_from_text,
    with_correlation,
)
from db.models import MESSAGE_LENGTH, Bot, Installation, OrderRow, StateOfBot, Trade
from db.types import storable
from engine.asked import Asked
from engine.core.money import ZERO, plain
from engine.core.notices import BotRef, FillBooked, FundingBooked
from engine.core.orders import Order
from engine.core.state import BookedFill, BotState, Outcome, Phase
from engine.core.types import (
    BotConfig,
    BotId,
    ClientOrderId,
    CoinAmount,
    Fee,
    Fill,
    Market,
    Mode,
    TradeId,
    VenueOrderId,
)
from engine.notices import Notice
from engine.outbox import Audience, ToAlerts, ToPerson
from engine.ports import StoredBot
from engine.reads.figures import Figures
from engine.reads.journal import AuditLine, JournalLine, WordLine
from engine.reads.journal_lines import level_of
from engine.storms import cause_of

Row = dict[str, Any]
ALERTS = audience_to_text(ToAlerts())


def _columns_like(model: type[DeclarativeBase], kind: type) -> set[str]:
    """Return the columns of a table that hold a field of that dataclass as it is."""
    return set(model.__table__.columns.keys()) & {field.name for field in fields(kind)}


_AS_IN_CONFIG = _columns_like(Bot, BotConfig)
_AS_IN_ORDER = sorted(_columns_like(OrderRow, Order) - {"reason"})
_AS_IN_FILL = sorted(_columns_like(Trade, Fill))
_values_of_order, _values_of_fill = attrgetter(*_AS_IN_ORDER), attrgetter(*_AS_IN_FILL)


def bot_columns(state: BotState, at: datetime) -> Row:
    """Return the columns of `bots` that a step may change."""
    config, market = state.config, state.market
    return {name: getattr(config, name) for name in _AS_IN_CONFIG} | {
        "name": state.name,
        "quote": market.quote,
        "config": _market_facts(market) | {"leverage": config.leverage, "account": config.account},
        **moving_bot_columns(state, at),
    }


def moving_bot_columns(state: BotState, at: datetime) -> Row:
    """Return those of them that may change while its configuration and its market stay."""
    return {
        "status": state.status,
        "paused": state.phase is Phase.PAUSED,
        "revision": state.revision,
        "pnl": state.pnl,
        "fees": state.fees,
        "cycles": state.cycles,
        "total_trades": state.trades,
        "last_fill_time": state.last_fill_at,
        "updated_at": at,
    }


def state_columns(state: BotState, feed_offset: int | None) -> Row:
    """Return the columns of `bot_states`, but for its key and version."""
    may_be_out = state.order_pending or state.may_have_foreseen_out
    return {"state": STATE.dump(state), "feed_offset": feed_offset, "order_pending": may_be_out}


def order_row(state: BotState, order: Order, at: datetime) -> Row:
    """Return the row of an order. Its account counts when it is new, else the stored one stays."""
    return dict(zip(_AS_IN_ORDER, _values_of_order(order), strict=True)) | {
        "bot_id": state.bot_id,
        "account": account_to_text(order.account_id or state.config.account_id),
        "symbol": order.symbol or state.config.ticker,
        "reason": None if order.reason is None else REASON.dump(order.reason),
        "updated_at": at,
    }


def fill_guards(outcome: Outcome, at: datetime) -> list[Row]:
    """Return the rows that let each fill be booked once."""
    return [
        {
            "account": account_to_text(notice.bot.account_id),
            "symbol": notice.bot.ticker,
            "trade_id": booked.fill.trade_id,
            "side": booked.fill.side,
            "client_order_id": booked.fill.client_order_id,
            "executed_at": booked.fill.executed_at,
            "booked_at": at,
        }
        for booked, notice in outcome.told_fills
    ]


def funding_rows(outcome: Outcome, at: datetime) -> list[Row]:
    """Return the rows of `fundings`: with them each payment is booked once."""
    return [
        {
            "account": account_to_text(charge.bot.account_id),
            "symbol": charge.bot.ticker,
            "funding_id": charge.funding_id,
            "bot_id": charge.bot.bot_id,
            "quote": charge.bot.quote,
            "amount": charge.amount,
            "charged_at": charge.at,
            "booked_at": at,
        }
        for charge in outcome.charges
        if isinstance(charge, FundingBooked)
    ]


def trade_rows(outcome: Outcome) -> list[Row]:
    """Return the rows of `trades`."""
    orders = {order.client_order_id: order for order in outcome.orders}
    return [_trade_row(booked, notice, orders) for booked, notice in outcome.told_fills]


def _trade_row(booked: BookedFill, notice: FillBooked, orders: Mapping[ClientOrderId, Order]) -> Row:
    fill, bot = booked.fill, notice.bot
    order = orders.get(fill.client_order_id)
    return dict(zip(_AS_IN_FILL, _values_of_fill(fill), strict=True)) | {
        "bot_id": bot.bot_id,
        "account": account_to_text(bot.account_id),
        "exchange": bot.exchange,
        "mode": bot.mode,
        "symbol": bot.ticker,
        "quote": bot.quote,
        "exchange_order_id": order.venue_order_id if order else None,
        "pnl": booked.pnl,
        "commission": fill.fee.value,
        "commission_amount": fill.fee.amount,
        "commission_coin": fill.fee.coin,
        "extra_data": {
            "leg": notice.leg.value,
            "cycle": order.cycle if order else None,
            "taker": fill.taker,
            "late": notice.late,
            **unvalued_data(fill.fee),
        },
    }


def unvalued_data(fee: Fee) -> Row:
    """Return what stands in the extra data of a trade whose fee is not valued in full."""
    return {"unvalued": {part.coin: f"{part.amount:f}" for part in fee.unvalued}} if fee.unvalued else {}


def fill_of(row: Trade) -> Fill:
    """Return the fill that a row of `trades` tells, with its fee as it is valued by now."""
    extra = row.extra_data or {}
    unvalued = extra.get("unvalued", {}).items()
    fee = Fee(
        amount=row.commission_amount,
        coin=row.commission_coin,
        value=row.commission,
        unvalued=tuple(CoinAmount(amount=Decimal(amount), coin=coin) for coin, amount in unvalued),
    )
    return Fill(
        **{name: getattr(row, name) for name in _AS_IN_FILL},
        fee=fee,
        taker=extra.get("taker", False),
        venue_order_id=None if row.exchange_order_id is None else VenueOrderId(row.exchange_order_id),
    )


def day_changes(*outcomes: Outcome) -> list[tuple[Row, Figures]]:
    """Return what steps add to which day: by bot, mode, quote coin and UTC day."""
    return days_of([change for outcome in outcomes for change in moment_changes(outcome)])


def days_of(changes: Iterable["MomentChange"]) -> list[tuple[Row, Figures]]:
    """Return what changes add to which day."""
    days: dict[_DayKey, Figures] = {}
    for key, change in changes:
        day = _DayKey(key.bot_id, key.mode, key.quote, key.at.astimezone(UTC).date())
        days[day] = _together(days.get(day), change)
    return [(day._asdict(), change) for day, change in days.items()]


def moment_changes(outcome: Outcome) -> list["MomentChange"]:
    """Return what a step adds to figures, and of which moment that is."""
    owner_id = outcome.state.owner_id
    changes: dict[_ResultKey, Figures] = {}
    for bot, at, change in _changes(outcome):
        key = _ResultKey(bot.bot_id, owner_id, bot.mode, bot.quote, at)
        changes[key] = _together(changes.get(key), change)
    return list(changes.items())


def result_rows(changes: Iterable["MomentChange"]) -> list[Row]:
    """Return the rows of `booked_results` that tell of changes."""
    return [key._asdict() | figures_row(change) for key, change in changes]


def figures_row(figures: Figures) -> Row:
    """Return the columns that add up, of `day_results` and `booked_results`."""
    return {
        "result": figures.result,
        "fees": figures.fees,
        "trades": figures.trades,
        "cycles": figures.cycles,
    }


def _together(known: Figures | None, more: Figures) -> Figures:
    return more if known is None else known + more


def _changes(outcome: Outcome) -> Iterator[tuple[BotRef, datetime, Figures]]:
    for booked, notice in outcome.told_fills:
        yield notice.bot, booked.fill.executed_at, Figures(fees=booked.fill.fee.value, trades=1)
    for cycle in outcome.cycles:
        yield cycle.bot, outcome.time_of(cycle), Figures(result=cycle.result, cycles=1)
    for charge in outcome.charges:
        fees = ZERO if isinstance(charge, FundingBooked) else -charge.change
        result = ZERO if charge.total is None else charge.change
        yield charge.bot, charge.at, Figures(result=result, fees=fees)


def log_row(
    line: JournalLine,
    word_line: WordLine,
    at: datetime,
    *,
    owner_id: int,
    bot_id: BotId | None = None,
    asked: Asked | None = None,
    to_data: Callable[[JournalLine], object] = line_to_data,
) -> Row:
    """Return one row of `activity_logs`. `asked`: of an audit line, whose asking it tells of."""
    message, data = storable(word_line(line)), to_data(line)
    if asked is not None and isinstance(data, dict) and isinstance(line, AuditLine):
        data |= {"asked": ASKED.dump_document(asked)}
    return {
        "bot_id": bot_id,
        "owner_id": owner_id,
        "level": level_of(line),
        "message": message if len(message) <= MESSAGE_LENGTH else f"{message[: MESSAGE_LENGTH - 1]}…",
        "timestamp": at,
        "audit": isinstance(line, AuditLine),
        "extra_data": data,
    }


def outbox_rows(
    outcome: Outcome, at: datetime, bodies: Mapping[int, str] = MappingProxyType({}), correlation: str = ""
) -> list[Row]:
    """Return what is owed to the owner for the step, in its order.

    `bodies`: the JSON of notices that is known, by their identity.
    """
    owner = ToPerson(outcome.state.owner_id)
    return [outbox_row(owner, notice, at, bodies.get(id(notice)), correlation) for notice in outcome.told]


def outbox_row(
    audience: Audience, notice: Notice, at: datetime, body: str | None = None, correlation: str = ""
) -> Row:
    """Return one row of `outbox`, without a key. `body`: the notice's JSON, if it is known."""
    cause = cause_of(notice)
    body = NOTICE.body(notice) if body is None else body
    return {
        "audience": audience_to_text(audience),
        "kind": notice.kind,
        "payload": NOTICE.of_body(with_correlation(body, correlation)),
        "created_at": at,
        "cause": None if cause is None else cause.text,
    }


def stored_bots(which: ColumnElement[bool]) -> Select[UUID, str, int | None, datetime, int, int]:
    """Return the question for the bots that are meant, oldest first, with their versions.

    `epoch` beside them is that of all order names now.
    """
    epoch = select(Installation.epoch).scalar_subquery().label("epoch")
    columns = Bot.id, StateOfBot.state, StateOfBot.feed_offset, Bot.created_at, StateOfBot.version, epoch
    return select(*columns).join(Bot, Bot.id == StateOfBot.bot_id).where(which).order_by(Bot.number)


def stored_bot(row: Any) -> StoredBot:  # noqa: ANN401 - a row of `stored_bots`
    """Return the bot that the row tells. Raises BotUnreadable."""
    state = state_from_text(row.id, row.state)
    return StoredBot(state=state, feed_offset=row.feed_offset, created_at=row.created_at)


def order_of(row: Any, trade_ids: Iterable[str]) -> Order:  # noqa: ANN401 - a row of `orders`
    """Return the order that a row of `orders` and its booked fills tell."""
    return Order(
        **{name: getattr(row, name) for name in _AS_IN_ORDER},
        trade_ids=frozenset(TradeId(trade_id) for trade_id in trade_ids),
        reason=reason_from_text(row.reason),
        account_id=account_from_text(row.account),
    )


class _DayKey(NamedTuple):
    bot_id: BotId
    mode: Mode
    quote: str
    day: date


class _ResultKey(NamedTuple):
    bot_id: BotId
    owner_id: int
    mode: Mode
    quote: str
    at: datetime


MomentChange = tuple[_ResultKey, Figures]


def _market_facts(market: Market) -> Row:
    amounts = ("tick", "step", "min_quantity", "min_notional", "maker_fee", "taker_fee")
    return {"venue": market.venue, "symbol": market.symbol, "base": market.base, "quote": market.quote} | {
        name: f"{plain(getattr(market, name)):f}" for name in amounts
    }
