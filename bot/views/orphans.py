"""Orders with our tag that no bot owns, and why no bot can go on with one."""

from datetime import datetime

from bot.views.errors import refusal
from bot.views.text import account_name, age, esc, figures, number, part_filled, short_badge
from engine.core.state import Refusal
from engine.reads.views import OrphanOrder, OrphanView, Unfit

_MOST_REASONS = 3


def orphan_text(orphan: OrphanOrder, now: datetime) -> str:
    """Return an order that no bot owns."""
    base = esc(orphan.symbol.partition("/")[0])
    where = f"{short_badge(orphan.account_id.mode)}, {account_name(orphan.account_id)}"
    order = f"{figures(orphan, base)}{part_filled(orphan.filled)}"
    return f"{esc(orphan.symbol)} ({where}): {order} · {age(now - orphan.created_at)}"


def why_none(orphan: OrphanView) -> str:
    """Return in a sentence why no bot of the person can adopt it."""
    if not orphan.unfit:
        return f"You have no bot for {esc(orphan.order.symbol)} there that could adopt it."
    reasons = "; ".join(_why(unfit) for unfit in orphan.unfit[:_MOST_REASONS])
    return f"None of your bots can adopt it: {reasons}."


def _why(unfit: Unfit) -> str:
    state = unfit.card.state
    name, base = f"#{unfit.card.number}", esc(state.market.base)
    match unfit.why:
        case Refusal.STILL_RUNNING:
            return f"{name} is running, stop it first"
        case Refusal.ORDER_UNRESOLVED:
            return f"the last order of {name} is not settled"
        case Refusal.WRONG_SIDE:
            return f"{name} waits for a {state.side.value}"
        case Refusal.MORE_THAN_HELD:
            return f"{name} holds only {number(state.held)} {base}"
        case Refusal.NOT_ALLOWED:
            return "LIVE trading is switched off"
        case Refusal.NAME_NOT_FREE:
            return f"its id is not one {name} can use"
        case _:
            return f"{name}: {refusal(unfit.why).removesuffix('.')}"
