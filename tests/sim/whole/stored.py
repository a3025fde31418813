"""[stored] What the tables say in the end: the exchange's journal, the steps, and nothing else."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, select

from db.chat_models import OutboxRow
from db.codec import NOTICE, STATE, account_to_text, audience_to_text, line_from_data
from db.models import (
    ActivityLog,
    BookedFillRow,
    Bot,
    DayResult,
    FundingRow,
    LeaseRow,
    OrderRow,
    StateOfBot,
    Trade,
)
from db.rows import order_of
from db.statements import table
from engine.core.money import exact, quantize
from engine.core.notices import BotNotice, Charge, CycleClosed
from engine.core.orders import Order
from engine.core.types import BotId, Leg
from engine.memory_ledger import KeptOrder
from engine.outbox import KeptFor, ToAlerts, ToPerson
from engine.reads.journal import OrderLine, OrderNews
from tests.sim.chronicle import plan_of, seconds
from tests.sim.reference import names
from tests.sim.reference.records import ITS_PRICE, THIRD_COIN, Step, Traded
from tests.sim.resting import bot_part, leg_part
from tests.sim.virtual_time import START

if TYPE_CHECKING:
    from tests.sim.whole.world import WholeWorld

WIDEST_MESSAGE = 500
_LEGS = {"e": Leg.ENTRY, "x": Leg.EXIT}
Rows = list[Row[Any]]


@dataclass(slots=True)
class Tables:
    """All rows, in the order of their keys."""

    bots: Rows
    states: Rows
    orders: Rows
    trades: Rows
    fills: Rows
    fundings: Rows
    days: Rows
    logs: Rows
    outbox: Rows
    lease: Rows


def read_tables(world: "WholeWorld") -> Tables:
    """Read what is stored now."""
    models = (
        Bot,
        StateOfBot,
        OrderRow,
        Trade,
        BookedFillRow,
        FundingRow,
        DayResult,
        ActivityLog,
        OutboxRow,
        LeaseRow,
    )
    with world.sql.writing.connect() as connection:
        found = [
            list(connection.execute(select(table(model)).order_by(*table(model).primary_key)))
            for model in models
        ]
    return Tables(*found)


def stored(world: "WholeWorld", tables: Tables) -> list[str]:
    """Return what is wrong with what is stored."""
    return [
        f"[stored] {what}"
        for oracle in (_trades, _guards, _fundings, _orders, _bots, _days, _logs, _outbox, _lease)
        for what in oracle(world, tables)
    ]


def bot_of(trade: Traded) -> BotId:
    """Return whose trade it was, by the name of its order."""
    return BotId(UUID(int=int(bot_part(trade.name), 36)))


def executions(world: "WholeWorld") -> list[tuple[BotId, Traded]]:
    """Return all that bots have traded, and whose it was: by orders of theirs, and by force.

    Whose position it was that the exchange has closed is judged with the books in memory.
    """
    record = world.chronicle
    found = [(bot_of(trade), trade) for trade in record.traded]
    for step in record.steps:
        for booked in step.booked:
            forced, _ = record.forced.get((step.rules.symbol, booked.trade_id), (None, None))
            if forced is not None and names.is_forced(booked.name):
                found.append((step.bot, replace(forced, name=booked.name)))
    return found


def _leg_of(trade: Traded) -> Leg:
    return Leg.EXIT if names.is_forced(trade.name) else _LEGS[leg_part(trade.name)[-1]]


def _trades(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """Each execution of a bot that is still there has its row, with its figures."""
    rows = {(row.symbol, row.trade_id, row.side): row for row in tables.trades}
    fees = {(one.trade_id, one.name): one.taken for step in world.chronicle.steps for one in step.booked}
    fees |= {(one.trade_id, one.name): one.fee for step in world.chronicle.steps for one in step.corrected}
    expected = {
        (t.symbol, t.trade_id, t.side): (bot, t.costing(fees.get((t.trade_id, t.name), t.taken)))
        for bot, t in executions(world)
        if bot in world.disk.bots
    }
    yield from (f"trade {key} has a row, and never happened" for key in rows.keys() - expected.keys())
    yield from (f"trade {key} has no row" for key in expected.keys() - rows.keys())
    results = {
        (step.plan.symbol, booked.trade_id, booked.side): booked.result
        for step in world.chronicle.steps
        for booked in step.booked
    }
    open_fees = {row.bot_id for row in tables.states if STATE.load(row.state).unvalued}
    for key in rows.keys() & expected.keys():
        row, (bot, trade) = rows[key], expected[key]
        found = {
            "bot": row.bot_id,
            "account": row.account,
            "side": row.side,
            "price": row.price,
            "quantity": row.quantity,
            "fee": row.commission_amount,
            "fee's coin": row.commission_coin,
            "fee's value": row.commission,
            "order": row.client_order_id,
            "order there": row.exchange_order_id,
            "result": row.pnl,
            "leg": row.extra_data["leg"],
        }
        is_so = {
            "bot": bot,
            "account": account_to_text(world.account_id),
            "side": trade.side,
            "price": trade.price,
            "quantity": trade.quantity,
            "fee": trade.fee,
            "fee's coin": trade.fee_coin,
            "fee's value": row.commission
            if _may_be_worth(row.commission, trade, bot in open_fees)
            else "another",
            "order": trade.name,
            "order there": trade.number,
            "result": results.get(key),
            "leg": _leg_of(trade),
        }
        yield from _differences(f"trade {key}", found, is_so)
        if not _same_time(row.executed_at, trade.at):
            yield f"trade {key} is of {row.executed_at}, it was at {trade.at:.3f}"


def _may_be_worth(commission: Decimal, trade: Traded, is_open: bool) -> bool:
    """Say whether a row may show that value of a fee; one without a price at first has it in the end."""
    if trade.fee_value or trade.fee_coin != THIRD_COIN:
        return commission == trade.fee_value
    known_later = commission == quantize(Decimal(trade.fee) * ITS_PRICE)
    return known_later or (is_open and not commission)


def _guards(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """Each execution is guarded against a second booking, for ever."""
    found = {(row.account, row.symbol, row.trade_id, row.side): row.client_order_id for row in tables.fills}
    is_so = {
        (account_to_text(world.account_id), t.symbol, t.trade_id, t.side): t.name
        for _, t in executions(world)
    }
    yield from _differences("guard of", found, is_so)


def _fundings(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """Each payment is a row of its own, the exchange's sum with its rests, of whoever held the position."""
    found = {(row.symbol, row.funding_id): (row.account, row.bot_id, row.amount) for row in tables.fundings}
    account = account_to_text(world.account_id)
    is_so = {
        (step.rules.symbol, charged.funding_id): (account, step.bot, charged.amount)
        for step in world.chronicle.steps
        for charged in step.charged
    }
    yield from _differences("funding", found, is_so)


def _orders(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """Each order that the exchange took has a row, with what was traded; what it never had traded nothing."""
    rows = {row.client_order_id: row for row in tables.orders}
    fills = defaultdict(list)
    for fill in tables.fills:
        fills[fill.client_order_id].append(fill.trade_id)
    account = account_to_text(world.account_id)
    yield from _differences("orders", dict.fromkeys(rows, True), dict.fromkeys(world.disk.orders, True))
    for placed in world.chronicle.placed.values():
        row = rows.get(placed.name)
        if row is None:
            yield f"order {placed.name} was taken by the exchange, and has no row"
            continue
        found = row.symbol, row.side, row.filled, row.account
        is_so = placed.symbol, placed.side, placed.traded, account
        if found != is_so:
            yield f"order {placed.name} is stored as {found}, it is {is_so}"
        # The figures that a hand gave it last may have ended with it before anybody saw them.
        figures = [(placed.price, placed.quantity), *placed.figures]
        if (row.price, row.quantity) not in figures:
            yield f"order {placed.name} is stored as {row.price}, {row.quantity}, it was {figures}"
        if row.venue_order_id not in {None, placed.number}:
            yield f"order {placed.name} is {placed.number} there, and stored as {row.venue_order_id}"
    taken = {placed.name for placed in world.chronicle.placed.values()}
    for name, row in rows.items():
        if name not in taken and row.filled and not names.is_forced(name):
            yield f"order {name} was never there, and has {row.filled} filled"
        kept = world.disk.orders.get(name)
        read = order_of(row, fills[name])
        if kept is not None and read != _as_in_rows(kept):
            yield f"order {name} is read as {read}, it was {kept.order}"


def _as_in_rows(kept: KeptOrder) -> Order:
    """Return an order without what only a bot's state remembers of it, and with what only its row does."""
    order = replace(kept.order, accepted_as_is=False, sent_price=None, sent_quantity=None)
    if names.is_forced(order.client_order_id):
        return replace(order, account_id=kept.account_id, symbol=kept.symbol)
    return order


def _bots(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """Each bot's columns are what its last step made of it, and its state is read as it was."""
    states = {row.bot_id: row for row in tables.states}
    last = {step.bot: step for step in world.chronicle.steps}
    if {row.id for row in tables.bots} != set(world.disk.bots) or set(states) != set(world.disk.bots):
        yield f"{len(tables.bots)} bots, {len(states)} states, there are {len(world.disk.bots)}"
    traded = Counter(bot for bot, _ in executions(world))
    for row in tables.bots:
        state, kept = STATE.load(states[row.id].state), world.disk.bots.get(row.id)
        if state != kept:
            yield f"bot {row.number} is read as {state}, it was {kept}"
        steps = world.disk.versions[row.id]
        if states[row.id].version != steps or states[row.id].order_pending != state.order_pending:
            yield f"bot {row.number} is at version {states[row.id].version} after {steps} steps"
        if row.total_trades != traded[row.id]:
            yield f"bot {row.number} has {row.total_trades} trades, it has traded {traded[row.id]} times"
        if row.id not in last:
            continue
        after, plan = last[row.id].after, plan_of(state.config)
        found = {
            "status": row.status,
            "paused": row.paused,
            "result": row.pnl,
            "revision": row.revision,
            "last fill": row.last_fill_time,
            "plan": (row.ticker, row.first_order, row.quantity, row.buy_price, row.sell_price),
            "trail": (row.trailing_percent, row.infinite_loop),
        }
        is_so = {
            "status": after.status,
            "paused": after.phase == "PAUSED",
            "result": after.pnl,
            "revision": state.revision,
            "last fill": state.last_fill_at,
            "plan": (plan.symbol, plan.first, plan.quantity, plan.buy_price, plan.sell_price),
            "trail": (plan.trailing_percent, plan.loops),
        }
        yield from _differences(f"bot {row.number}", found, is_so)


@dataclass(slots=True)
class _Day:
    result: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    trades: int = 0
    cycles: int = 0


def _days(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """A day's sums are those of its executions, and of the cycles that they closed."""
    days: defaultdict[tuple[BotId, date], _Day] = defaultdict(_Day)
    with exact():
        for step in world.chronicle.steps:
            for booked in step.booked:
                day = days[step.bot, _date(booked.at)]
                day.fees += booked.fee_value
                day.trades += 1
            closing = [booked.at for booked in step.booked if booked.result is not None]
            for notice in step.notices:
                if isinstance(notice, CycleClosed):
                    at = closing[-1] if closing else seconds(notice.at)
                    days[step.bot, _date(at)].result += notice.result
                    days[step.bot, _date(at)].cycles += 1
            for charged in step.charged:
                if charged.total is not None:
                    days[step.bot, _date(charged.at)].result += charged.amount
            for fixed in step.corrected:
                day, more = days[step.bot, _day_of(world, step, fixed.at)], fixed.fee[2] - fixed.was[2]
                day.fees += more
                day.result -= more if fixed.total is not None else Decimal(0)
            for valued in step.valued:
                day = days[step.bot, _day_of(world, step, valued.at)]
                day.fees += valued.value
                day.result -= valued.value if valued.total is not None else Decimal(0)
    found = {(row.bot_id, row.day): _Day(row.result, row.fees, row.trades, row.cycles) for row in tables.days}
    # A day without anything is as good as none: a charge may come to nothing in the end.
    yield from _differences(
        "day", *({key: day for key, day in of.items() if day != _Day()} for of in (found, days))
    )


def _day_of(world: "WholeWorld", step: Step, decided_at: float) -> date:
    """Return the day of a change of fees: that of its decision, which waits for the database across midnight.

    What cannot have been decided then, by the run that stored it, counts for the day of the step.
    """
    begun_at = next(run.begun_at for run in world.chronicle.runs if run.number == step.run)
    return _date(decided_at if begun_at <= decided_at <= step.at else step.at)


def _logs(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """What was told has its line, in its order, and each order that was decided has one."""
    told: defaultdict[BotId, list[object]] = defaultdict(list)
    decided: Counter[str] = Counter()
    for step in world.chronicle.steps:
        told[step.bot] += step.notices
        decided.update(one.name for one in step.decided)
    logged: defaultdict[BotId, list[object]] = defaultdict(list)
    placed: Counter[str] = Counter()
    for row in tables.logs:
        line = line_from_data(row.extra_data)
        if line is None or not row.message or len(row.message) > WIDEST_MESSAGE:
            yield f"log line {row.id} cannot be read: {row.message!r}"
        if isinstance(line, BotNotice) and not (isinstance(line, Charge) and line.total is None):
            logged[line.bot.bot_id].append(line)
            if row.bot_id != (line.bot.bot_id if line.bot.bot_id in world.disk.bots else None):
                yield f"log line {row.id} is of bot {row.bot_id}, it tells of {line.bot.bot_id}"
        if isinstance(line, OrderLine) and line.news in {OrderNews.PLACED, OrderNews.ADOPTED}:
            placed[line.client_order_id] += line.news is OrderNews.PLACED
    for bot in told.keys() | logged.keys():
        if told[bot] != logged[bot]:
            yield f"bot {bot.int} has told {len(told[bot])} things, {len(logged[bot])} are in its log"
    yield from _differences("order in the log", dict(+placed), dict(+decided))


def _outbox(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """Whatever was told is owed once to each audience, in its order, and nothing waits."""
    owed: defaultdict[str, list[object]] = defaultdict(list)
    for row in tables.outbox:
        notice = NOTICE.load(row.payload)
        if isinstance(notice, BotNotice):
            owed[row.audience].append(notice)
        # Kept for a cycle that goes on, or for the next change of a message.
        if row.sent_at is None and row.kept_for not in {KeptFor.CYCLE, KeptFor.REPEAT}:
            yield f"{row.kind} notice {row.id} for {row.audience} is not delivered: {row.dead_reason}"
    told = [notice for step in world.chronicle.steps for notice in step.notices]
    to_owner, to_alerts = audience_to_text(ToPerson(1)), audience_to_text(ToAlerts())
    # Of a deleted bot its owner is told alone: nothing says any more that the alert chat wants it.
    alerts = [notice for notice in told if world.alerts and not getattr(notice, "of_deleted", False)]
    expected = {to_owner: told, to_alerts: alerts}
    yield from _differences(
        "owed to", dict(owed), {to: notices for to, notices in expected.items() if notices}
    )


def _lease(world: "WholeWorld", tables: Tables) -> Iterator[str]:
    """The last one that began is the owner, and each had a number of its own."""
    (row,) = tables.lease
    owners = [program for program in world.programs if program.store.database.fence.ownership is not None]
    if row.holder != str(owners[-1].number) or row.fencing < len(owners):
        yield f"the lease is {row.holder}'s with number {row.fencing}, {len(owners)} had it"


def _differences(what: str, found: dict[Any, Any], is_so: dict[Any, Any]) -> Iterator[str]:
    for key in sorted(found.keys() | is_so.keys(), key=str):
        if found.get(key) != is_so.get(key):
            yield f"{what} {key}: {_short(found.get(key))} is stored, it is {_short(is_so.get(key))}"


def _short(value: object) -> str:
    return f"{len(value)} of them" if isinstance(value, list) else str(value)


def _date(at: float) -> date:
    return (START + timedelta(seconds=at)).astimezone(UTC).date()


def _same_time(stored_at: datetime, at: float) -> bool:
    return abs(seconds(stored_at) - at) < 1e-3
