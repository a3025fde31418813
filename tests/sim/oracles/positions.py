"""[position] What is true of perpetuals: exits only reduce, one bot a symbol, kept as the bot asks for."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from engine.core.types import BotId, Leg, Status
from tests.sim.faults import Fault
from tests.sim.oracles.case import Case
from tests.sim.reference import names
from tests.sim.reference.figures import NOTHING, shown
from tests.sim.reference.positions import Change, followed
from tests.sim.reference.records import Step, Terms

TERMS_SEEN_S = 100.0
"""Looked at every minute, in a look at all positions every twenty seconds."""

STORED_S = 1.0


def positions(case: Case) -> list[str]:
    """Return what is wrong with positions."""
    if not case.world.exchange.derivative:
        return []
    judges = (_exits_reduce, _never_turned, _held_by_bots, _kept_as_asked, _one_bot_each)
    return [f"[position] {complaint}" for judge in judges for complaint in judge(case)]


def really(case: Case) -> dict[str, list[Change]]:
    """Return what happened to the position of each symbol."""
    found: defaultdict[str, list[Change]] = defaultdict(list)
    forced = [trade for trade, _ in case.chronicle.forced.values()]
    for trade in (*case.chronicle.traded, *case.chronicle.traded_by_others, *forced):
        found[trade.symbol].append(Change.by(trade))
    return {symbol: list(followed(changes)) for symbol, changes in found.items()}


def _exits_reduce(case: Case) -> Iterator[str]:
    """Exits and closes may reduce a position and nothing else; entries make one."""
    for placed in case.chronicle.placed.values():
        name = names.read(placed.name)
        if name is not None and placed.reduce_only is not (name.leg is Leg.EXIT):
            yield f"{placed.name} is at the exchange with reduce-only {placed.reduce_only}"


def _never_turned(case: Case) -> Iterator[str]:
    """No exit of ours opens a position, or turns one round."""
    for symbol, changes in really(case).items():
        for one in changes:
            name = names.read(one.name)
            exits = name is not None and name.leg is Leg.EXIT
            if exits and (one.before * one.after < 0 or abs(one.after) >= abs(one.before)):
                yield f"{one.name} makes {shown(one.after)} {symbol} of {shown(one.before)}"


def _held_by_bots(case: Case) -> Iterator[str]:
    """The positions there are those of the bots, and what others have made."""
    held: defaultdict[str, Fraction] = defaultdict(Fraction)
    for model in case.opinion.models.values():
        held[model.plan.symbol] += model.held
    for trade in case.chronicle.traded_by_others:
        held[trade.symbol] += trade.side.sign * Fraction(trade.quantity)
    there = {one.symbol: Fraction(one.quantity or 0) for one in case.world.exchange.margins.all()}
    for symbol in sorted(held.keys() | there.keys()):
        if held[symbol] != there.get(symbol, NOTHING):
            yield f"{symbol}: {shown(there.get(symbol, NOTHING))} is there, {shown(held[symbol])} is held"


def _kept_as_asked(case: Case) -> Iterator[str]:
    """Each entry finds one-way mode, isolated margin and the bot's own leverage."""
    decided = {one.name: step for step in case.chronicle.steps for one in step.decided}
    for placed in case.chronicle.placed.values():
        step = decided.get(placed.name)
        if step is None or placed.reduce_only:
            continue
        by_hand = [one for one in case.chronicle.struck if one.fault == Fault.TERMS_BY_HAND]
        if any(one.at <= placed.at <= seen_by(case, one.at) for one in by_hand):
            continue
        asked = Terms(one_way=True, isolated=True, leverage=placed.terms.leverage)
        if placed.terms != asked or placed.terms.leverage != step.plan.leverage:
            yield f"{placed.name} is taken under {placed.terms}, asked for was {step.plan.leverage}"


def seen_by(case: Case, moment: float) -> float:
    """Return by when the program has seen how positions are kept at that moment."""
    return moment + TERMS_SEEN_S + case.troubles.excuse(moment, moment + TERMS_SEEN_S)


def _one_bot_each(case: Case) -> Iterator[str]:
    """No entry is decided, nor begun to be waited for, while another bot has the symbol."""
    newest: dict[BotId, Step] = {}
    for step in case.chronicle.steps:
        entries: list[str] = [one.name for one in step.decided if one.leg is Leg.ENTRY]
        before = newest.get(step.bot)
        if step.after.phase == "WATCHING" and step.after.leg is Leg.ENTRY:
            stood = before is None or before.after.phase in {"IDLE", "PAUSED"}
            entries += ["a trail's entry"] * stood
        for bot, other in newest.items():
            is_there = bot in case.world.disk.bots and bot != step.bot
            has_it = other.plan.symbol == step.plan.symbol and occupies(other)
            if entries and is_there and has_it and not _lets_go(case, bot, step.at):
                what = f"{entries[0]} of bot {step.bot.int}"
                yield f"{what} is begun while bot {bot.int} has {step.plan.symbol}"
        newest[step.bot] = step


def _lets_go(case: Case, bot: BotId, at: float) -> bool:
    """Say whether what the bot has had there was traded by then, and is stored a moment later.

    Or by the next life of the program, where this one ended before that.
    """
    until = at + STORED_S + case.troubles.excuse(at, at + STORED_S, bot.int)
    if any(run.ended_at is not None and at <= run.ended_at <= until for run in case.chronicle.runs):
        until = case.now
    return any(
        at < one.at <= until and one.booked and not occupies(one)
        for one in case.opinion.steps_of.get(bot, ())
        if all(fill.at <= at for fill in one.booked)
    )


def occupies(step: Step) -> bool:
    """Say whether nobody else may use the symbol after that step of the bot.

    An order that it has foreseen, and that follows none which is out, may be out since before a crash.
    """
    standing = step.after
    works = standing.status is Status.ACTIVE and standing.phase != "PAUSED"
    order = standing.order
    may_be_out = step.foreseen is not None and not (order is not None and order.live)
    return works or bool(standing.held) or (order is not None and not order.final) or may_be_out
