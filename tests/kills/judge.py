"""What the twin's journal, the database and the chat must agree on after the kills.

The journal is the truth. An order is called here as our books call it, as soon as they know it: by its client
order id where the exchange has that, and else by the row that bears the exchange's number. One that no row
knows has no name, and is a complaint.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tests.kills.market import is_nameless
from tests.kills.tally import rows
from tests.support.person import Seen
from tests.twin import Twin
from tests.twin.bybit.text import trade_name
from tests.twin.core.journal import Entry
from tests.twin.core.values import Fill
from tests.twin.core.venue import Venue
from tests.twin.okx.text import trade_id

LINE = re.compile(
    r"^(BUY|SELL) (\S+) (\S+) @ (\S+) (?:\((?:\S+ )?(?:TESTNET|LIVE), .+\)$|· fee )", re.MULTILINE
)
HISTORY = (
    "SELECT payload FROM outbox"
    " WHERE kind = 'fill' AND kept_for = 'history' AND audience <> 'alerts' ORDER BY id"
)
ORDERS = (
    "SELECT client_order_id, venue_order_id, symbol, side, price, quantity, filled, state, bot_id FROM orders"
)
TRADES = (
    "SELECT symbol, trade_id, side, client_order_id, quantity, price, commission_amount, commission_coin,"
    " bot_id, commission, pnl FROM trades"
)
BOOKED = "SELECT symbol, trade_id, side, client_order_id FROM booked_fills"
BOTS = "SELECT id, total_trades, fees, pnl FROM bots"
REPEAT = "may be a repeat"
ENDS = {"order_canceled", "order_expired", "order_rejected"}
OVER = {"FILLED", "CANCELED", "EXPIRED", "REJECTED", "NEVER_SENT", "ABSENT"}
"""States in which nothing more is expected of an order."""
SENT_IN_VAIN = OVER - {"FILLED"}

Line = tuple[str, str, Decimal, Decimal]
"""Side, coin, quantity, price."""
Booked = tuple[str, str, str, str, Decimal, Decimal, Decimal, str]
"""Symbol, name of the trade where it has one, side, order, quantity, price, fee and its coin."""
SideOfTrade = tuple[str, str, str, str]
"""Venue, symbol, number, side."""


@dataclass(slots=True)
class Judge:
    """Compares; `complaints` is empty when all is well. `others`: orders of the account that are no bot's."""

    twin: Twin
    database_url: str
    account: str = "main"
    others: frozenset[str] = frozenset()
    _names: Mapping[str, str] = field(default_factory=dict)
    """The exchange's number -> our name, where the exchange does not know that."""

    def _journal(self, *kinds: str) -> list[Entry]:
        found = self.twin.world.journal.read(*kinds, account=self.account)
        return [entry for entry in found if entry.facts["order_id"] not in self.others]

    @property
    def fills(self) -> list[Entry]:
        """What was really traded."""
        return self._journal("order_filled")

    @property
    def orders(self) -> list[Entry]:
        """What was really taken."""
        return self._journal("order_created")

    async def complaints(self, messages: Iterable[Seen]) -> list[str]:
        """Return what does not agree, once all is quiet."""
        numbered = await rows(self.database_url, ORDERS)
        self._names = {number: name for name, number, *_ in numbered if number}
        return [
            *self._one_order_per_leg(),
            *await self._orders_have_rows(),
            *await self._fills_are_booked(),
            *await self._bots_add_up(),
            *await self._fills_are_told(messages),
        ]

    def repeats(self, messages: Iterable[Seen]) -> int:
        """Count the messages that say of themselves that they may be a repeat."""
        return sum(REPEAT in message.text for message in messages if message.by_bot)

    def _name(self, entry: Entry) -> str:
        if is_nameless(entry.venue):
            return self._names.get(entry.facts["order_id"], "")
        return entry.facts["client_order_id"]

    def _one_order_per_leg(self) -> list[str]:
        complaints = []
        names = Counter(self._name(entry) for entry in self.orders)
        complaints += [f"order {name} was taken {times} times" for name, times in names.items() if times > 1]
        open_now: defaultdict[str, set[str]] = defaultdict(set)
        left: dict[str, Decimal] = {}
        for entry in self._journal("order_created", "order_filled", *ENDS):
            name = self._name(entry)
            bot = name[4:8]
            if entry.kind == "order_created":
                open_now[bot].add(name)
                left[name] = Decimal(entry.facts["quantity"])
                if len(open_now[bot]) > 1:
                    complaints.append(f"two orders at once: {sorted(open_now[bot])}")
            elif entry.kind == "order_filled":
                left[name] -= Decimal(entry.facts["quantity"])
            if entry.kind in ENDS or not left[name]:
                open_now[bot].discard(name)
        return [*complaints, *self._no_leg_traded_twice()]

    def _no_leg_traded_twice(self) -> list[str]:
        planned: defaultdict[str, Decimal] = defaultdict(Decimal)
        for entry in self.orders:
            leg = self._name(entry)[4:14]
            planned[leg] = max(planned[leg], Decimal(entry.facts["quantity"]))
        traded: defaultdict[str, Decimal] = defaultdict(Decimal)
        for entry in self.fills:
            traded[self._name(entry)[4:14]] += Decimal(entry.facts["quantity"])
        return [
            f"leg {leg} traded {amount} of {planned[leg]}"
            for leg, amount in traded.items()
            if amount > planned[leg]
        ]

    async def _orders_have_rows(self) -> list[str]:
        """Each order has one row that says of it what the exchange does; other rows have traded nothing."""
        complaints, there = [], {}
        traded: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for entry in self.fills:  # an exchange numbers the orders of each symbol
            traded[entry.symbol, entry.facts["order_id"]] += Decimal(entry.facts["quantity"])
        open_there = {
            (order.symbol, order.order_id)
            for venue in self.twin.world.venues.values()
            for order in venue.store.open_orders(account=self.account)
        }
        for entry in self.orders:
            there[self._name(entry)] = entry
            if not self._name(entry):
                complaints.append(f"order {entry.facts['order_id']} has no row")
        found = await rows(self.database_url, ORDERS)
        for name, number, symbol, side, price, quantity, filled, state, _ in found:
            said = (symbol.replace("/", ""), side, *map(_number, (price, quantity, filled)))
            entry_of_it = there.pop(name, None)
            if state not in OVER and not (
                entry_of_it and (entry_of_it.symbol, entry_of_it.facts["order_id"]) in open_there
            ):
                complaints.append(f"order {name} is {state} though all is quiet")
            if entry_of_it is None:
                if state not in SENT_IN_VAIN or _number(filled):
                    complaints.append(f"order {name}, {state}, was never taken: {said}")
                continue
            facts = entry_of_it.facts
            happened = (
                entry_of_it.symbol,
                facts["side"],
                Decimal(facts["price"]),
                Decimal(facts["quantity"]),
                traded[entry_of_it.symbol, facts["order_id"]],
            )
            if said != happened:
                complaints.append(f"order {name} is booked as {said}, and was {happened}")
            if number not in {None, facts["order_id"]}:
                complaints.append(f"order {name} has the number {number}, not {facts['order_id']}")
        return [*complaints, *(f"order {name} has no row" for name in there if name)]

    async def _fills_are_booked(self) -> list[str]:
        names = self._names_in_the_books()
        happened = Counter(self._as_booked(entry, names) for entry in self.fills)
        nameless = {entry.symbol for entry in self.fills if is_nameless(entry.venue)}
        found = await rows(self.database_url, TRADES)
        guards = Counter(
            (symbol, name, side, order) for symbol, name, side, order in await rows(self.database_url, BOOKED)
        )
        trades = Counter((symbol, name, side, order) for symbol, name, side, order, *_ in found)
        booked: Counter[Booked] = Counter(
            (
                symbol.replace("/", ""),
                "" if symbol.replace("/", "") in nameless else name,
                side,
                order,
                _number(quantity),
                _number(price),
                _number(fee),
                coin,
            )
            for symbol, name, side, order, quantity, price, fee, coin, *_ in found
        )
        return [
            *(f"lost, not in trades: {fill}" for fill in happened - booked),
            *(f"doubled or made up in trades: {fill}" for fill in booked - happened),
            *(f"lost, not in booked_fills: {fill}" for fill in trades - guards),
            *(f"doubled or made up in booked_fills: {fill}" for fill in guards - trades),
        ]

    def _as_booked(self, entry: Entry, names: Mapping[SideOfTrade, str]) -> Booked:
        facts = entry.facts
        key = (entry.venue, entry.symbol, facts["trade_id"], facts["side"])
        return (
            entry.symbol,
            "" if is_nameless(entry.venue) else names.get(key, facts["trade_id"]),
            facts["side"],
            self._name(entry),
            Decimal(facts["quantity"]),
            Decimal(facts["price"]),
            Decimal(facts["fee"]) + Decimal(facts["tax"]),
            facts["fee_coin"],
        )

    def _names_in_the_books(self) -> dict[SideOfTrade, str]:
        """Return what each side of a trade is called in our books, where that is not its number."""
        fills = [
            (venue, fill)
            for venue in self.twin.world.venues.values()
            if venue.name.startswith(("Bybit", "OKX"))
            for _, fill in venue.store.fills
        ]
        return {
            (venue.name, fill.symbol, str(fill.trade_id), str(fill.side)): _name_in_the_books(venue, fill)
            for venue, fill in fills
        }

    async def _bots_add_up(self) -> list[str]:
        """What a bot's list says of it is the sum of its trades, which are those of the exchange."""
        counted: Counter[str] = Counter()
        fees: defaultdict[str, Decimal] = defaultdict(Decimal)
        results: defaultdict[str, Decimal] = defaultdict(Decimal)
        for *_, bot_id, fee, result in await rows(self.database_url, TRADES):
            counted[bot_id] += 1
            fees[bot_id] += _number(fee)
            results[bot_id] += _number(result or "0")
        complaints = []
        for bot_id, trades, fee, result in await rows(self.database_url, BOTS):
            said = (int(trades), _number(fee), _number(result))
            added = (counted[bot_id], fees[bot_id], results[bot_id])
            if said != added:
                complaints.append(f"bot {bot_id} says {said}, its trades {added}")
        return complaints

    async def _fills_are_told(self, messages: Iterable[Seen]) -> list[str]:
        """Every fill stands in a message without a remark, or at least in one with it, or in the history."""
        kept = [json.loads(payload) for (payload,) in await rows(self.database_url, HISTORY)]
        sure: Counter[Line] = Counter(
            (fill["side"], fill["bot"]["base"], Decimal(fill["quantity"]), Decimal(fill["price"]))
            for fill in kept
        )
        perhaps: Counter[Line] = Counter()
        for message in messages:
            if message.by_bot:
                told = perhaps if REPEAT in message.text else sure
                told.update(
                    (side, coin, Decimal(quantity), Decimal(price))
                    for side, quantity, coin, price in LINE.findall(message.text)
                )
        happened = Counter(
            (
                entry.facts["side"],
                entry.symbol.removesuffix("USDT"),
                Decimal(entry.facts["quantity"]),
                Decimal(entry.facts["price"]),
            )
            for entry in self.fills
        )
        complaints = [f"told too often: {fill}" for fill in sure - happened]
        return [*complaints, *(f"not told: {fill}" for fill in happened - sure - perhaps)]


def _number(value: object) -> Decimal:
    return Decimal(str(value))


def _name_in_the_books(venue: Venue, fill: Fill) -> str:
    """Return the exchange's name of a trade with the side: the name alone is the same for both sides."""
    name = trade_id(fill) if venue.name.startswith("OKX") else trade_name(venue.kind, fill)
    return f"{name}:{fill.side}"
