"""Bots of which what is stored cannot be read, and what other tables tell of them.

They do nothing until somebody has put that right: their orders rest where they are, and what they hold stays
theirs. So whoever reckons with what all bots hold has to know what is known of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import rows
from db.codec import state_from_text
from db.models import Bot, OrderRow, StateOfBot, Trade
from db.session import Database
from engine.core.ids import OrderNaming
from engine.core.money import ZERO, exact
from engine.core.orders import Order
from engine.core.results import Tally
from engine.core.state import BotState, Phase
from engine.core.types import BotConfig, BotId, Market, Side
from engine.errors import BotUnreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A bot that does nothing, because what is stored of it cannot be read."""

    state: BotState
    """What other tables tell of it: whose it is, its plan, what it holds, and its order. Never stored."""
    problem: str
    """What cannot be read, for the log."""


async def bots_set_aside(database: Database, which: Collection[BotId]) -> Sequence[SetAside]:
    """Return those of these bots, oldest first. Raises StorageUnavailable."""
    return await database.ask(lambda session: _look(session, which))


def _look(session: Session, which: Collection[BotId]) -> Sequence[SetAside]:
    wanted = select(Bot, StateOfBot).join(StateOfBot, StateOfBot.bot_id == Bot.id)
    found = []
    for bot, stored in session.execute(wanted.where(Bot.id.in_(which)).order_by(Bot.number)):
        try:
            state_from_text(bot.id, stored.state)
        except BotUnreadable as e:
            order = _newest_order(session, bot)
            state = _as_others_tell(bot, _held(session, bot), order, is_out=stored.order_pending)
            found.append(SetAside(state=state, problem=e.problem))
    return found


def _as_others_tell(bot: Bot, held: Decimal, order: Order | None, *, is_out: bool) -> BotState:
    facts = bot.config
    market = Market(
        venue=bot.exchange,
        symbol=bot.ticker,
        base=str(facts.get("base") or bot.ticker.partition("/")[0]),
        quote=bot.quote,
        tick=_amount(facts.get("tick")),
        step=_amount(facts.get("step")),
    )
    config = BotConfig(
        **{name: getattr(bot, name) for name in _OF_CONFIG},
        account=str(facts.get("account") or ""),
    )
    return BotState(
        bot_id=BotId(bot.id),
        owner_id=bot.owner_id,
        naming=OrderNaming(epoch=0, serial=bot.number),
        config=config,
        market=market,
        name=bot.name,
        status=bot.status,
        phase=Phase.WORKING if is_out else Phase.PAUSED,
        order=order if is_out else None,
        tally=Tally(carried=held),
        pnl=bot.pnl,
    )


_OF_CONFIG = (
    *("ticker", "exchange", "mode", "first_order", "quantity", "buy_price", "sell_price"),
    *("trailing_percent", "infinite_loop"),
)
_SMALLEST = Decimal("1E-8")


def _amount(text: Any) -> Decimal:  # noqa: ANN401 - whatever stands there
    try:
        return Decimal(str(text)) or _SMALLEST
    except ArithmeticError:
        return _SMALLEST


def _held(session: Session, bot: Bot) -> Decimal:
    """Return buys - sells - base fees of what it has traded where it is now."""
    base, held = bot.ticker.partition("/")[0], ZERO
    columns = Trade.side, Trade.quantity, Trade.commission_amount, Trade.commission_coin
    wanted = select(*columns).where(Trade.bot_id == bot.id, Trade.symbol == bot.ticker)
    with exact():
        for side, quantity, fee, coin in session.execute(wanted):
            held += Side(side).sign * quantity - (fee if coin == base else ZERO)
    return held


def _newest_order(session: Session, bot: Bot) -> Order | None:
    newest = select(OrderRow).where(OrderRow.bot_id == bot.id)
    row = session.scalar(newest.order_by(OrderRow.created_at.desc(), OrderRow.attempt.desc()).limit(1))
    return None if row is None else rows.order_of(row, ())
