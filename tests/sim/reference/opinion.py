"""The second opinion on a whole run: a model of each bot, and what each transaction has wrong."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.core.types import BotId, ClientOrderId, Side, TradeId
from tests.sim.faults import STORAGE_FAULTS
from tests.sim.reference.bots import BotModel, Imposed
from tests.sim.reference.figures import NOTHING, down, price_of, quote_apart, up
from tests.sim.reference.moments import between
from tests.sim.reference.records import Asked, Decided, Plan, Priced, Rules, Step, Struck, Traded
from tests.sim.reference.trails import may_fire

CLOSE_SLIPPAGE = Fraction(1, 200)
"""A close goes no further than half a percent from the best price."""
QUOTE_AGE_S = 25.0
"""So old the quote of a close may be when its order is stored, with a database that is slow."""
SURE_BY_S = 0.05
"""Two things that happen within so short a time may have happened in either order."""
DECIDED_WITHIN_S = 8.0
"""So long after its price an order may be decided: the wallet may be looked at first."""
STORAGE_S = 4.5
"""So long one step may wait for a database that fails once, and what comes meanwhile for the step."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the model made of one transaction."""

    step: Step
    held: Fraction
    value: Fraction
    """What an order for the rest of its leg would be worth, where people are told something."""
    earned: Fraction
    """By the cycles that it closed."""
    traded: bool
    """Whether the cycle that it left the bot in has any fill."""


@dataclass(slots=True)
class Watch:
    """A leg that waits for its trail."""

    bot: BotId
    symbol: str
    since: float
    side: Side
    price: Fraction
    percent: Fraction
    heard_from: float
    """The prices since then may count for it."""
    until: float | None = None
    sure: bool = True
    """Whether nothing but prices decides when it ends."""


class Opinion:
    """`catch_up` follows the run as far as it has come."""

    def __init__(
        self,
        plans: Mapping[BotId, Plan],
        rules: Mapping[BotId, Rules],
        steps: Sequence[Step],
        traded: Sequence[Traded],
        prices: Mapping[str, Sequence[Priced]],
        asked: Sequence[Asked],
        struck: Sequence[Struck],
        imposed: Imposed,
    ) -> None:
        """`prices`: by symbol."""
        self.models: dict[BotId, BotModel] = {}
        self.complaints: list[str] = []
        self.watches: list[Watch] = []
        self.steps_of: defaultdict[BotId, list[Step]] = defaultdict(list)
        self.seen: list[Seen] = []
        """All transactions, in their order."""
        self.journal: dict[tuple[TradeId, ClientOrderId], Traded] = {}
        self._plans = plans
        self._rules = rules
        self._steps = steps
        self._imposed = imposed
        self._traded = traded
        self._prices = prices
        self._asked = asked
        self._struck = struck
        self._watch_of: dict[BotId, Watch] = {}
        self._seen_steps = self._seen_trades = 0

    def catch_up(self) -> None:
        """Follow what has happened since the last time."""
        for trade in self._traded[self._seen_trades :]:
            self.journal[trade.trade_id, trade.name] = trade
        self._seen_trades = len(self._traded)
        for step in self._steps[self._seen_steps :]:
            self._follow(step)
        self._seen_steps = len(self._steps)

    def _follow(self, step: Step) -> None:
        model = self.models.get(step.bot)
        if model is None:
            plan = self._plans.get(step.bot, step.plan)
            model = self.models[step.bot] = BotModel(step.bot, plan, self.journal, self._imposed)
            model.first_rules = self._rules.get(step.bot)
        closed = len(model.closed)
        found = model.follow(step)
        earned = sum((one.result for one in model.closed[closed:]), NOTHING)
        earned += sum((Fraction(one.amount) for one in step.charged if one.total is not None), NOTHING)
        earned -= sum((Fraction(one.value) for one in step.valued if one.total is not None), NOTHING)
        earned -= sum(
            (Fraction(one.fee[2] - one.was[2]) for one in step.corrected if one.total is not None), NOTHING
        )
        value = model.left(step.rules) * model.price if step.notices else NOTHING
        self.seen.append(Seen(step, model.held, value, earned, bool(model.pool.trades)))
        for decided in step.decided:
            found += self._priced_right(decided, step)
            found += self._turned(decided, step)
        self._watch(step, model)
        self.steps_of[step.bot].append(step)
        self.complaints += [f"bot {step.bot.int} at {step.at:.2f}: {what}" for what in found]

    # --- the price of a close ------------------------------------------------------------------------------

    def closing_prices(self, step: Step, side: Side) -> set[Fraction]:
        """Return the prices that a close of that step may have: half a percent from one of late."""
        tick, apart = step.rules.tick, Fraction(quote_apart(step.rules.tick))
        prices = self._prices.get(step.plan.symbol, ())
        first = bisect_left(prices, step.at - QUOTE_AGE_S, key=lambda one: one.at)
        last = bisect_right(prices, step.at, key=lambda one: one.at)
        seen = [Fraction(one.price) for one in prices[max(first - 1, 0) : last]]
        if side is Side.SELL:
            return {up((price - apart) * (1 - CLOSE_SLIPPAGE), tick) for price in seen}
        return {down((price + apart) * (1 + CLOSE_SLIPPAGE), tick) for price in seen}

    def _priced_right(self, decided: Decided, step: Step) -> list[str]:
        right = self.closing_prices(step, decided.side) if decided.immediate else ()
        if right and Fraction(decided.price) not in right:
            return [f"{decided.name} closes at {decided.price}, half a percent from no price of late"]
        return []

    # --- trails --------------------------------------------------------------------------------------------

    def _turned(self, decided: Decided, step: Step) -> list[str]:
        watch = self._watch_of.get(step.bot)
        if decided.immediate or step.plan.trailing_percent is None:
            return []
        if watch is None:
            return [f"{decided.name} is sent without a watch for its trail"]
        seen = between(self._prices.get(step.plan.symbol, ()), watch.heard_from, step.at)
        percent, since = Fraction(step.plan.trailing_percent), decided.at - DECIDED_WITHIN_S
        if not may_fire(seen, decided.side, price_of(step.plan, decided.side), percent, since):
            return [f"{decided.name} is sent before its price was touched and had turned"]
        return []

    def _watch(self, step: Step, model: BotModel) -> None:
        watch = self._watch_of.get(step.bot)
        watches = step.after.phase == "WATCHING" and step.plan.trailing_percent is not None
        # One that a new plan wants just as it is goes on, with what its trail has reached.
        goes_on = watch is not None and watches and _is_wanted(watch, step, model)
        if watch is not None and model.trusts and not (goes_on and model.is_replanned):
            watch.sure = False
        if watch is not None and not goes_on:
            watch.until = step.at
            del self._watch_of[step.bot]
            watch = None
        if watches and watch is None:
            percent = Fraction(step.plan.trailing_percent or 0)
            watch = Watch(
                step.bot,
                step.plan.symbol,
                step.at,
                model.side,
                model.price,
                percent,
                self._heard_from(step, model),
                sure=not model.trusts,
            )
            self._watch_of[step.bot] = watch
            self.watches.append(watch)

    def _heard_from(self, step: Step, model: BotModel) -> float:
        """Return since when prices may have waited behind what began the watch: the database had failed."""
        since = step.at
        for struck in reversed(self._struck):
            if struck.at < since - STORAGE_S:
                break
            if struck.at < since and struck.fault in STORAGE_FAULTS:
                since = struck.at
        if model.is_replanned:  # by an edit, and what came before that came before the watch
            edits = (one for one in self._asked if one.bot == step.bot and one.plan == step.plan)
            since = max([since, *(one.at for one in edits if one.at <= step.at)])
        return since - SURE_BY_S


def _is_wanted(watch: Watch, step: Step, model: BotModel) -> bool:
    wanted = step.plan.symbol, model.side, model.price, Fraction(step.plan.trailing_percent or 0)
    return (watch.symbol, watch.side, watch.price, watch.percent) == wanted
