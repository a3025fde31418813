"""One bot as it should be: which leg it works, what it holds, what its cycles earned, what it may order.

It follows the transactions of the bot. From each it takes which executions were booked and which orders
have ended, and from the exchange's journal what those really were; all else it works out by itself and
compares.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.core.reasons.causes import Force
from engine.core.types import BotId, ClientOrderId, FundingId, Leg, Side, TradeId
from tests.sim.reference import names
from tests.sim.reference.figures import NOTHING, Pool, down, price_of, same, shown, to_bring_home, too_little
from tests.sim.reference.records import (
    ITS_PRICE,
    THIRD_COIN,
    Booked,
    Decided,
    Foreseen,
    Funded,
    Known,
    Plan,
    Rules,
    Step,
    Taken,
    Traded,
)

Journal = Mapping[tuple[TradeId, ClientOrderId], Traded]
"""The exchange's executions, by their ids and the orders that they belong to."""


@dataclass(frozen=True, slots=True)
class Imposed:
    """What the exchange does by itself to positions, by symbol and id, and what its stream tells wrongly."""

    forced: Mapping[tuple[str, TradeId], tuple[Traded, Force]]
    """Its trades by which it closes them."""
    funded: Mapping[tuple[str, FundingId], Funded]
    mistold: Mapping[tuple[TradeId, ClientOrderId], Taken]
    """Fees, by the trade and its order."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A cycle that is over."""

    step: int
    """Which of the bot's transactions closed it."""
    cycle: int
    result: Fraction
    fees: Fraction
    funding: Fraction
    total: Fraction
    """Of all cycles until then."""


@dataclass(slots=True)
class _Own:
    """An order of the bot."""

    decided: Decided
    leg: int
    """The how manieth leg it is for."""
    ended: bool = False


class BotModel:
    """One bot. `follow` takes its transactions in their order."""

    def __init__(self, bot_id: BotId, plan: Plan, journal: Journal, imposed: Imposed) -> None:
        self.bot_id = bot_id
        self.plan = plan
        self.rules: Rules | None = None
        self.first_rules: Rules | None = None
        self.leg = Leg.ENTRY
        self.cycle = 1
        self.traded_in_leg = NOTHING
        self.pool = Pool()
        self.pnl = NOTHING
        self.fees = NOTHING
        self.trades = 0
        self.closed: list[Closed] = []
        self.is_replanned = False
        """Whether the last step has put another plan into force."""
        self.trusts = False
        """Whether the leg is the engine's word in this step: a person or new rules have had theirs."""
        self._journal = journal
        self._imposed = imposed
        self.funding = NOTHING
        self._unvalued_now = self._unvalued_before = NOTHING
        """Fees in a coin without a price: of this cycle, and of those before it."""
        self.mistold: dict[tuple[TradeId, ClientOrderId], Traded] = {}
        """What is booked with a fee that the stream has told wrongly, as it is booked."""
        self._orders: dict[ClientOrderId, _Own] = {}
        self._beside: dict[ClientOrderId, int] = {}
        """Orders that nobody decides -> the how manieth leg they are for."""
        self._newest: _Own | None = None
        self._legs = 1
        self._steps = 0
        self._phase = "IDLE"
        """After the last step."""
        self._watched = False
        self._compared: tuple[object, ...] = ()
        self._foreseen: Foreseen | None = None
        """The order that its last transaction has foreseen."""

    # --- what it has and wants -----------------------------------------------------------------------------

    @property
    def side(self) -> Side:
        """The side of the present leg."""
        first = self.plan.first
        return first if self.leg is Leg.ENTRY else first.other

    @property
    def price(self) -> Fraction:
        """The price of the present leg."""
        return price_of(self.plan, self.side)

    @property
    def held(self) -> Fraction:
        """Base held."""
        return self.pool.held

    def left(self, rules: Rules) -> Fraction:
        """Return what the present leg has still to trade."""
        if self.leg is Leg.ENTRY:
            return down(Fraction(self.plan.quantity) - self.traded_in_leg, rules.step)
        if (self.held > 0) is not (self.side is Side.SELL):
            return NOTHING
        return to_bring_home(self.held, rules)

    def is_complete(self, rules: Rules) -> bool:
        """Say whether the present leg has nothing left that the exchange would take."""
        if self.leg is Leg.ENTRY and not self.traded_in_leg:
            return False
        if self.leg is Leg.ENTRY and rules.derivative and not self.held:
            return True  # the exchange has closed it by force
        return too_little(rules, self.left(rules), self.price, leaves=self.leg is Leg.EXIT)

    # --- following it --------------------------------------------------------------------------------------

    def follow(self, step: Step) -> list[str]:
        """Take the next transaction, and return what is wrong with it."""
        complaints: list[str] = []
        before, rules = self.rules or step.rules, step.rules
        self.rules = rules
        self.first_rules = self.first_rules or rules
        self.is_replanned = step.plan != self.plan
        self.trusts = (
            self.is_replanned
            or not rules == before == self.first_rules
            or _tells_of_rules(step)  # of those before, though they are by now as they were at first
            or any(known.accepted_as_is for known in step.changed)
        )
        self.plan = step.plan
        complaints += self._book(step, rules)
        complaints += self._charge(step, rules)
        complaints += self._value(step)
        complaints += self._correct(step, rules)
        self._turn(step, rules)
        for decided in step.decided:
            complaints += self._decided(decided, step, rules)
        complaints += self._compare(step)
        self._note_unworked(step)
        self._phase, self._foreseen = step.after.phase, step.foreseen
        self._steps += 1
        return complaints

    def _note_unworked(self, step: Step) -> None:
        """Note an order that the books come to know, and that was foreseen and is never decided.

        It was sent before a crash. What it trades is the present leg's, where that is its side.
        """
        foreseen = self._foreseen
        if foreseen is None or foreseen.name in self._orders or foreseen.side is not self.side:
            return
        if any(known.name == foreseen.name for known in step.changed):
            self._beside.setdefault(foreseen.name, self._legs)

    def _book(self, step: Step, rules: Rules) -> Iterator[str]:
        for booked in step.booked:
            trade = self.trade_of(booked, rules)
            if trade is None:
                yield f"booked {booked.trade_id} of {booked.name}, which never happened"
                continue
            key = booked.trade_id, booked.name
            if booked.taken != trade.taken and booked.taken == self._imposed.mistold.get(key):
                trade = self.mistold[key] = trade.costing(booked.taken)
            told = booked.side, booked.price, booked.quantity, booked.fee, booked.fee_coin, booked.fee_value
            real = trade.side, trade.price, trade.quantity, trade.fee, trade.fee_coin, trade.fee_value
            if told != real or abs(booked.at - trade.at) > 1e-6:
                yield f"booked {told} at {booked.at}, it was {real} at {trade.at}"
            self.pool.add(trade, rules.base)
            self.fees += Fraction(trade.fee_value)
            if not trade.fee_value:
                self._unvalued_now += Fraction(trade.fee)
            self.trades += 1
            own = self._orders.get(booked.name)
            is_of_leg = own is not None and own.leg == self._legs and not own.decided.immediate
            if is_of_leg or (own is None and self._beside.get(booked.name) == self._legs):
                self.traded_in_leg += Fraction(trade.quantity)

    def _charge(self, step: Step, rules: Rules) -> Iterator[str]:
        """Take what was paid for a position: part of its cycle's result, or of the total if that is over."""
        for charged in step.charged:
            real = self._imposed.funded.get((rules.symbol, charged.funding_id))
            if real is None or real.amount != charged.amount or abs(real.at - charged.at) > 1e-6:
                yield f"is charged {charged}, it was {real}"
                continue
            self.funding += Fraction(real.amount)
            of_this_cycle = real.at >= min((trade.at for trade in self.pool.trades), default=step.at)
            of_this_cycle |= charged.total is None and self._had_traded_unbooked(real.at)
            if of_this_cycle:
                self.pool.funding += Fraction(real.amount)
            else:
                self.pnl += Fraction(real.amount)
            total = None if of_this_cycle else self.pnl
            told = charged.total or NOTHING
            if (charged.total is None) is not of_this_cycle or not same(told, total or NOTHING):
                yield f"tells {charged.total} with {charged.funding_id}, all is {total and shown(total)}"

    def _had_traded_unbooked(self, moment: float) -> bool:
        """Say whether an order of the present cycle had traded by then, though it is booked later.

        It may be shown by then as well: the next reading may be minutes away, and had no answer.
        """
        booked = {(trade.trade_id, trade.name) for trade in self.pool.trades}
        own = (trade for trade in self._journal.values() if trade.name in self._orders)
        return any(
            trade.at <= moment
            and (trade.trade_id, trade.name) not in booked
            and _cycle_of(trade.name) == self.cycle
            for trade in own
        )

    def _value(self, step: Step) -> Iterator[str]:
        """Take fees whose coin has a price now: of this cycle's result, or of the total."""
        for valued in step.valued:
            late = valued.total is not None
            amount = self._unvalued_before if late else self._unvalued_now
            worth = amount * Fraction(ITS_PRICE)
            if valued.coin != THIRD_COIN or not same(valued.amount, amount) or not same(valued.value, worth):
                yield f"values {valued}, open are {shown(amount)}"
            self.fees += worth
            if late:
                self.pnl, self._unvalued_before = self.pnl - worth, NOTHING
            else:
                self.pool.fees, self._unvalued_now = self.pool.fees + worth, NOTHING
                self.pool.fees_beside += worth
            if valued.total is not None and not same(valued.total, self.pnl):
                yield f"tells {valued.total} with {valued}, all is {shown(self.pnl)}"

    def _correct(self, step: Step, rules: Rules) -> Iterator[str]:
        """Take fees that were told wrongly as they are."""
        for one in step.corrected:
            key = one.trade_id, one.name
            was, real = self.mistold.pop(key, None), self._journal.get(key)
            if was is None or real is None or (one.was, one.fee) != (was.taken, real.taken):
                yield f"corrects {one}, booked was {was} of {real}"
                continue
            now, before = Pool(), Pool()
            now.add(real, rules.base)
            before.add(was, rules.base)
            more = now.fees - before.fees
            self.fees += more
            if one.total is None:
                self.pool.came += now.came - before.came
                self.pool.went += now.went - before.went
                self.pool.fees += more
                self.pool.fees_beside += now.fees_beside - before.fees_beside
            else:
                self.pnl -= more
                self.pool.began_with += now.held - before.held
                self.pool.began_at_cost -= more - (now.fees_beside - before.fees_beside)
            if one.total is not None and not same(one.total, self.pnl):
                yield f"tells {one.total} with {one}, all is {shown(self.pnl)}"

    def trade_of(self, booked: Booked, rules: Rules) -> Traded | None:
        """Return what really happened; None when nothing did."""
        if names.is_forced(booked.name):
            found = self._imposed.forced.get((rules.symbol, booked.trade_id))
            return found[0] if found else None
        return self._journal.get((booked.trade_id, booked.name))

    def _turn(self, step: Step, rules: Rules) -> None:
        """Turn the leg, as often as what was booked or has ended says so."""
        newest, known = self._newest, step.after.order
        ended, turned = self._ends_now(step), False
        if newest is not None and ended is not None and newest.decided.immediate:
            if self._closing_ended(ended, rules):
                return
        elif newest is not None and ended is not None and _is_whole(ended, newest.decided):
            self._next_leg()
            turned = True
        pending = known is not None and not known.final and not step.decided
        watches = step.after.phase == "WATCHING"
        begins = bool(step.decided) or (watches and not self._watched) or ended is not None
        self._watched = watches
        # A bot that was on its way to stand does not look further: its start will.
        stands = self._phase not in {"WORKING", "WATCHING"} and step.after.phase in {"PAUSED", "IDLE"}
        # A start that was turned away may have turned the leg before.
        was_begun = stands and (step.after.leg, step.after.cycle) != (self.leg, self.cycle)
        closes = any(one.immediate for one in step.decided)  # whatever leg it is, all goes home
        if self.trusts or pending or closes or not (begins or step.booked or was_begun):
            return
        while self.is_complete(rules) and not (stands and turned):
            self._next_leg()
            turned = True

    def _ends_now(self, step: Step) -> Known | None:
        """Return the newest order when it is over with this transaction, and all of it is booked."""
        newest = self._newest
        if newest is None or newest.ended:
            return None
        for known in step.changed:
            if known.name == newest.decided.name and known.final:
                newest.ended = True
                return known
        return None

    def _closing_ended(self, known: Known, rules: Rules) -> bool:
        """Say whether something is left, which the next start looks at."""
        if known.state == "REJECTED":
            return False
        dust = up_to_step(self.held, rules)
        small = too_little(rules, dust, Fraction(self.plan.buy_price), leaves=True)
        bought_back = self._newest is not None and self._newest.decided.side is Side.BUY
        overshot = self.held > 0 if bought_back else self.held < 0
        if (known.filled or not self.held) and (small or overshot):
            self._close_cycle()
        elif known.filled:
            self.leg, self.traded_in_leg = Leg.EXIT, NOTHING
            self._legs += 1
            return True
        return False

    def _next_leg(self) -> None:
        taken_away = self.leg is Leg.ENTRY and not self.held and self._is_derivative
        if self.leg is Leg.ENTRY and not taken_away:
            self.leg, self.traded_in_leg = Leg.EXIT, NOTHING
            self._legs += 1
        else:
            self._close_cycle()

    @property
    def _is_derivative(self) -> bool:
        return self.rules is not None and self.rules.derivative

    def _close_cycle(self) -> None:
        result = self.pool.result()
        self.pnl += result
        self.closed.append(
            Closed(self._steps, self.cycle, result, self.pool.fees, self.pool.funding, self.pnl)
        )
        self.pool = self.pool.next()
        self._unvalued_before, self._unvalued_now = self._unvalued_before + self._unvalued_now, NOTHING
        self.leg, self.traded_in_leg = Leg.ENTRY, NOTHING
        self.cycle += 1
        self._legs += 1

    # --- its orders ----------------------------------------------------------------------------------------

    def _decided(self, decided: Decided, step: Step, rules: Rules) -> Iterator[str]:
        if self.trusts:
            self._take_its_word(step)
        if self._newest is not None and not self._newest.ended and self._is_out(step):
            yield f"{decided.name} is decided while {self._newest.decided.name} has not ended"
        if decided.name in self._orders:
            yield f"{decided.name} is decided twice"
        yield from self._named_right(decided)
        side, price = self.side, self.price
        if decided.asked_first and self._foreseen is not None:  # by what was known before its fill
            price, quantity = Fraction(self._foreseen.price), Fraction(self._foreseen.quantity)
        elif decided.immediate:
            side = Side.SELL if self.held > 0 else Side.BUY
            quantity = to_bring_home(self.held, rules)
        else:
            quantity = self.left(rules)
        if not decided.immediate and Fraction(decided.price) != price:
            yield f"{decided.name} is at {decided.price}, the {self.leg} leg at {shown(price)}"
        if decided.side is not side:
            yield f"{decided.name} would {decided.side}, the {self.leg} leg is a {side}"
        if Fraction(decided.quantity) != quantity:
            yield f"{decided.name} is for {decided.quantity}, {shown(quantity)} is to be traded"
        if decided.reduce_only is not (rules.derivative and (decided.immediate or self.leg is Leg.EXIT)):
            yield f"{decided.name} has reduce-only {decided.reduce_only}"
        self._newest = self._orders[decided.name] = _Own(decided, self._legs)

    def _is_out(self, step: Step) -> bool:
        assert self._newest is not None
        return not any(one.name == self._newest.decided.name and one.final for one in step.changed)

    def _named_right(self, decided: Decided) -> Iterator[str]:
        name = names.read(decided.name)
        leg = Leg.EXIT if decided.immediate else self.leg
        if name is None:
            yield f"{decided.name} is no name of ours"
        elif (name.cycle, name.leg, decided.leg) != (self.cycle, leg, leg):
            yield f"{decided.name} is not named for the {leg} of cycle {self.cycle}"

    # --- what the books say --------------------------------------------------------------------------------

    def _take_its_word(self, step: Step) -> None:
        """Be where the engine says that the bot is. What it has and has earned stays our own sum."""
        after = step.after
        if (after.leg, after.cycle) == (self.leg, self.cycle):
            return
        while self.cycle < after.cycle:
            self._close_cycle()
        if self.leg is not after.leg:
            self.leg, self.traded_in_leg = after.leg, NOTHING
            self._legs += 1

    def _compare(self, step: Step) -> Iterator[str]:
        after = step.after
        if self.trusts:
            self._take_its_word(step)
        if (after.leg, after.cycle) != (self.leg, self.cycle):
            yield f"is at the {after.leg} of cycle {after.cycle}, not the {self.leg} of {self.cycle}"
            self._take_its_word(step)
        figures = after.held, after.pnl, after.fees, after.funding, after.trades, after.cycles
        if not step.booked and figures == self._compared:
            return
        self._compared = figures
        for what, told, real in (
            ("held", after.held, self.held),
            ("earned", after.pnl, self.pnl),
            ("fees", after.fees, self.fees),
            ("funding", after.funding, self.funding),
            ("fills", Fraction(after.trades), Fraction(self.trades)),
            ("cycles", Fraction(after.cycles), Fraction(len(self.closed))),
        ):
            if not same(told, real):
                yield f"{what}: the books say {told}, it is {shown(real)}"


def _cycle_of(name: ClientOrderId) -> int | None:
    read = names.read(name)
    return read.cycle if read else None


def _is_whole(ended: Known, decided: Decided) -> bool:
    """Say whether it has traded what was decided. One that a hand has made smaller has not."""
    return ended.state == "FILLED" and ended.filled >= decided.quantity


def up_to_step(held: Fraction, rules: Rules) -> Fraction:
    """Return what is held as an order could trade it, a debt rounded up."""
    return down(held, rules.step) if held >= 0 else -down(held, rules.step)


def _tells_of_rules(step: Step) -> bool:
    reasons = (getattr(notice, "reason", None) for notice in step.notices)
    return any(getattr(reason, "code", None) == "rules_changed" for reason in reasons)
