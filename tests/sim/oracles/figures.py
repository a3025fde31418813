"""[order] [book] [wallet] What the reference says of orders, fills, cycles and results, and of the wallet."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from engine.core.orders import Order
from engine.core.types import BotId, ClientOrderId, Side, TradeId
from tests.sim.oracles.case import Case
from tests.sim.reference import names
from tests.sim.reference.figures import NOTHING, same, shown
from tests.sim.reference.positions import Change, followed
from tests.sim.reference.records import Funded, Traded

FIRST_LOOK_S, LAST_LOOK_S = 60.0, 630.0
"""After the hour: so soon, and so late at the most, payments are looked for."""
LONGEST_LAG_S = 10.0
"""So long a reading may lag, and what it shows may be on its way."""
LOOKS_BACK_S = 300.0
"""A reading of all trades looks back further. Who looks for an order asks for those since it was made."""
_Owned = tuple[TradeId, ClientOrderId, BotId | None]


def reference(case: Case) -> list[str]:
    """Return what the second opinion has to say of each transaction."""
    return [f"[order] {complaint}" for complaint in case.opinion.complaints]


def taken_orders(case: Case) -> Iterator[str]:
    """What the exchange took is what was decided, once, with those very figures."""
    decided = {one.name: (one, step) for step in case.chronicle.steps for one in step.decided}
    for name, placed in case.chronicle.named.items():
        if name not in decided:
            if not case.is_known_unworked(name):
                yield f"[order] {name} is at the exchange, and nobody has decided it"
            continue
        one, step = decided[name]
        was_foreseen = any(sent.name == name and case.was_foreseen(sent) for sent in case.chronicle.creates)
        if len(placed) > 1:
            yield f"[order] {name} was taken {len(placed)} times"
        for taken in placed:
            figures = taken.symbol, taken.side, taken.price, taken.quantity
            if figures != (step.plan.symbol, one.side, one.price, one.quantity):
                yield f"[order] {name} is {figures} at the exchange, decided was {one}"
            if taken.at < step.at and not was_foreseen:
                yield f"[order] {name} was taken before it was on disk"


def one_at_a_time(case: Case) -> Iterator[str]:
    """No two orders of one bot are ever open at the exchange together."""
    open_until: dict[BotId, float] = {}
    for placed in sorted(case.chronicle.placed.values(), key=lambda one: one.at):
        bot = case.bot_of(placed.name)
        if bot is None:
            continue
        if open_until.get(bot, -1.0) > placed.at:
            yield f"[order] {placed.name} of bot {bot.int} is taken while another of it is open"
        ended = case.now if placed.ended_at is None else placed.ended_at
        open_until[bot] = max(ended, open_until.get(bot, -1.0))


def fills(case: Case) -> Iterator[str]:
    """Each execution is booked once, for the bot whose order it was."""
    steps = case.chronicle.steps
    booked: Counter[_Owned] = Counter(
        (one.trade_id, one.name, step.bot)
        for step in steps
        for one in step.booked
        if not names.is_forced(one.name)
    )
    real: Counter[_Owned] = Counter(
        (one.trade_id, one.name, case.bot_of(one.name)) for one in case.chronicle.traded
    )
    yield from (f"[book] trade {key[0]} of {key[1]} is not booked" for key in real - booked)
    yield from (f"[book] fill {key[0]} of {key[1]} is booked, and not real" for key in booked - real)
    kept = Counter(str(key.trade_id) for key in case.world.disk.fills)
    by_force = [trade for trade, _ in case.chronicle.forced.values()]
    there = Counter(str(one.trade_id) for one in (*case.chronicle.traded, *by_force))
    yield from (f"[book] trade {trade_id} is not in the books" for trade_id in there - kept)
    yield from (f"[book] fill {trade_id} is in the books, and not real" for trade_id in kept - there)


def forced_fills(case: Case) -> Iterator[str]:
    """What the exchange has closed by force is booked once, by who held it."""
    booked = Counter(
        (step.plan.symbol, one.trade_id)
        for step in case.chronicle.steps
        for one in step.booked
        if names.is_forced(one.name)
    )
    real = Counter(case.chronicle.forced.keys())
    yield from (
        f"[book] forced trade {trade_id} on {symbol} is not booked" for symbol, trade_id in real - booked
    )
    yield from (f"[book] forced trade {key} is booked, and not real" for key in booked - real)


def stored_figures(case: Case) -> Iterator[str]:
    """What is stored of a bot at last is what its executions make."""
    for bot, state in case.world.disk.bots.items():
        model = case.opinion.models.get(bot)
        if model is None:
            continue
        for what, told, real in (
            ("held", state.held, model.held),
            ("earned", state.pnl, model.pnl),
            ("fees", state.fees, model.fees),
            ("funding", state.funding, model.funding),
            ("fills", state.trades, model.trades),
            ("cycles", state.cycles, len(model.closed)),
        ):
            if not same(Fraction(told), Fraction(real)):
                yield f"[book] bot {bot.int} has {what} {told}, it should be {shown(Fraction(real))}"


def stored_orders(case: Case) -> Iterator[str]:
    """What the books say of each order is what became of it at the exchange."""
    traded: defaultdict[str, Decimal] = defaultdict(Decimal)
    for trade in case.chronicle.traded:
        traded[trade.name] += trade.quantity
    hidden = {trade.name for trade in case.chronicle.traded if trade.shown_at > trade.at}
    there = {"filled": "FILLED", "canceled": "CANCELED", "expired": "EXPIRED", "rejected": "REJECTED"}
    for name, kept in case.world.disk.orders.items():
        order, placed = kept.order, case.chronicle.named.get(name)
        if names.is_forced(name):
            continue
        if order.filled != traded[name]:
            yield f"[book] {name} has traded {traded[name]}, and its row says {order.filled}"
        if order.accepted_as_is or order.state == "QUARANTINED" or name in hidden:
            continue
        has_ended = placed and placed[-1].ended_at is not None
        if (
            placed
            and has_ended
            and order.state != there[placed[-1].how]
            and not _stands_aside(case, name, order)
        ):
            yield f"[book] {name} has {placed[-1].how} at the exchange, and is {order.state} in the books"
        if not placed and order.state not in {"ABSENT", "NEVER_SENT", "REJECTED"}:
            yield f"[book] {name} never was at the exchange, and is {order.state} in the books"


def wallet(case: Case) -> Iterator[str]:
    """What was put in and what the bots say they did make what the wallet has."""
    expected: defaultdict[str, Fraction] = defaultdict(Fraction)
    for coin, amount in case.chronicle.deposits:
        expected[coin] += Fraction(amount)
    for coin, gained in _gained(case):
        expected[coin] += gained
    for one in _funded(case):
        expected[one.symbol.partition("/")[2]] += Fraction(one.amount)
    for step in case.chronicle.steps:
        for fill in step.booked:
            sign = 1 if fill.side is Side.BUY else -1
            if not step.rules.derivative:
                expected[step.rules.base] += sign * Fraction(fill.quantity)
                expected[step.rules.quote] -= sign * Fraction(fill.quantity) * Fraction(fill.price)
            expected[fill.fee_coin] -= Fraction(fill.fee)
    for coin, taken in _taken_otherwise(case):
        expected[coin] -= taken
    for coin in sorted({*expected, *case.world.exchange.wallet}):
        has = case.world.exchange.wallet[coin]
        if not same(has, expected[coin]):
            yield f"[wallet] {coin}: the wallet has {has}, by the books {float(expected[coin])}"


def _taken_otherwise(case: Case) -> Iterator[tuple[str, Fraction]]:
    """Return what was really taken of fees that were booked otherwise first, less what was booked."""
    fixed = [(one.was, one.fee) for step in case.chronicle.steps for one in step.corrected]
    for was, real in (*fixed, *((was.taken, real.taken) for was, real in _mistold(case))):
        yield was[1], -Fraction(was[0])
        yield real[1], Fraction(real[0])


def _mistold(case: Case) -> Iterator[tuple[Traded, Traded]]:
    """Return what is booked with a fee that was told wrongly, and as it is."""
    for model in case.opinion.models.values():
        yield from ((was, case.opinion.journal[key]) for key, was in model.mistold.items())


def told_fees(case: Case) -> Iterator[str]:
    """Fees that the stream has told wrongly are corrected with the next reading of all trades."""
    for was, _ in _mistold(case):
        bot = case.bot_of(was.name)
        booked_at = next(
            step.at
            for step in case.chronicle.steps
            for one in step.booked
            if (one.trade_id, one.name) == (was.trade_id, was.name)
        )
        since = max(booked_at, was.shown_at) + LONGEST_LAG_S
        read = [
            one.at
            for one in case.chronicle.answers
            if (one.question, one.symbol) == ("trades", was.symbol)
            and one.since is not None
            and one.since < was.shown_at - LOOKS_BACK_S
        ]
        if bot in case.world.disk.bots and any(since <= at < case.now - LONGEST_LAG_S for at in read):
            yield f"[book] {was.trade_id} of {was.name} is booked with a fee that is not true"


def _funded(case: Case) -> Iterator[Funded]:
    """Return what was paid for positions and is booked, or could not be: its bot was deleted meanwhile."""
    booked = {(step.plan.symbol, one.funding_id) for step in case.chronicle.steps for one in step.charged}
    for key, one in case.chronicle.funded.items():
        if key in booked or _holder(case, one) not in case.world.disk.bots or _is_looked_for(case, one):
            yield one


def _is_looked_for(case: Case, funded: Funded) -> bool:
    """Say whether it was for more than was known to be held, and the run ends before the last look for it."""
    booked_later = any(
        fill.at <= funded.at
        for step in case.chronicle.steps
        if step.plan.symbol == funded.symbol and step.at > funded.at + FIRST_LOOK_S
        for fill in step.booked
    )
    return booked_later and case.now < funded.at + LAST_LOOK_S


def _holder(case: Case, funded: Funded) -> BotId | None:
    """Return whose position it was: the bot that has traded there last."""
    names_ = [
        one.name for one in case.chronicle.traded if one.symbol == funded.symbol and one.at <= funded.at
    ]
    return case.bot_of(names_[-1]) if names_ else None


def fundings(case: Case) -> Iterator[str]:
    """What was paid for positions is booked once, by who held them."""
    booked = Counter(
        ((step.plan.symbol, one.funding_id), step.bot)
        for step in case.chronicle.steps
        for one in step.charged
    )
    real = {key: (_holder(case, one), one) for key, one in case.chronicle.funded.items()}
    for key, (holder, one) in real.items():
        is_due = holder in case.world.disk.bots and not _is_looked_for(case, one)
        if is_due and not booked[key, holder or BotId(UUID(int=0))]:
            yield f"[book] {one} is not booked"
    for (key, bot), count in booked.items():
        if count > 1 or key not in real or bot != real[key][0]:
            yield f"[book] funding {key} is booked {count} times by bot {bot.int}: {real.get(key)}"


def _gained(case: Case) -> Iterator[tuple[str, Fraction]]:
    """Return what positions on perpetuals have brought to the wallet, by the books and by what others did."""
    booked: defaultdict[tuple[str, str], list[Change]] = defaultdict(list)
    for step in case.chronicle.steps:
        if step.rules.derivative:
            booked[step.rules.quote, step.plan.symbol] += map(Change.by, step.booked)
    for one in case.chronicle.traded_by_others:
        booked[one.symbol.partition("/")[2], one.symbol].append(Change.by(one))
    for (quote, _), changes in booked.items():
        yield quote, sum((change.gained for change in followed(changes)), NOTHING)


def holdings(case: Case) -> Iterator[str]:
    """What the bots hold together, deleted ones too, is what came to the wallet of it."""
    came = {coin: Fraction(has) for coin, has in case.world.exchange.wallet.items()}
    for coin, amount in case.chronicle.deposits:
        came[coin] -= Fraction(amount)
    together: defaultdict[str, Fraction] = defaultdict(Fraction)
    for model in case.opinion.models.values():
        if model.rules is not None and not model.rules.derivative:
            together[model.rules.base] += model.held
    for was, real in _mistold(case):
        for one, sign in ((was, 1), (real, -1)):
            if one.fee_coin in together:
                together[one.fee_coin] += sign * Fraction(one.fee)
    for coin, held in together.items():
        if not same(came.get(coin, NOTHING), held):
            yield f"[wallet] the bots hold {shown(held)} {coin} together, {came.get(coin)} have come"


JUDGES = (
    reference,
    taken_orders,
    one_at_a_time,
    fills,
    forced_fills,
    fundings,
    stored_figures,
    told_fees,
    stored_orders,
    wallet,
    holdings,
)


def figures(case: Case) -> list[str]:
    """Return what is wrong with orders, fills, results and the wallet."""
    return [complaint for judge in JUDGES for complaint in judge(case)]


def _stands_aside(case: Case, name: ClientOrderId, order: Order) -> bool:
    """Say whether no step ever worked with it: what it trades is booked, how it ends is nobody's matter."""
    return order.state == "ABSENT" and not order.filled and case.is_known_unworked(name)
