"""What the twin's journal, the database and the chat must agree on after the kills."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tests.kills.tally import rows
from tests.support.person import Seen
from tests.twin import Twin
from tests.twin.bybit.text import trade_name
from tests.twin.core.journal import Entry
from tests.twin.core.values import Fill
from tests.twin.core.venue import Venue
from tests.twin.okx.text import trade_id

LINE = re.compile(r"^(BUY|SELL) (\S+) (\S+) @ (\S+) (?:\((?:\S+ )?TESTNET, .+\)$|· fee )", re.MULTILINE)
HISTORY = (
    "SELECT payload FROM outbox"
    " WHERE kind = 'fill' AND kept_for = 'history' AND audience <> 'alerts' ORDER BY id"
)
REPEAT = "may be a repeat"
ENDS = {"order_canceled", "order_expired", "order_rejected"}

Line = tuple[str, str, Decimal, Decimal]
"""Side, coin, quantity, price."""


@dataclass(slots=True)
class Judge:
    """Compares; `complaints` is empty when all is well."""

    twin: Twin
    database_url: str
    account: str = "main"

    def _journal(self, *kinds: str) -> list[Entry]:
        return self.twin.world.journal.read(*kinds, account=self.account)

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
        return [
            *self._one_order_per_leg(),
            *await self._orders_have_rows(),
            *await self._fills_are_booked(),
            *await self._fills_are_told(messages),
        ]

    def repeats(self, messages: Iterable[Seen]) -> int:
        """Count the messages that say of themselves that they may be a repeat."""
        return sum(REPEAT in message.text for message in messages if message.by_bot)

    def _one_order_per_leg(self) -> list[str]:
        complaints = []
        names = Counter(entry.facts["client_order_id"] for entry in self.orders)
        complaints += [f"order {name} was taken {times} times" for name, times in names.items() if times > 1]
        open_now: defaultdict[str, set[str]] = defaultdict(set)
        left: dict[str, Decimal] = {}
        for entry in self._journal("order_created", "order_filled", *ENDS):
            name = entry.facts["client_order_id"]
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
            leg = entry.facts["client_order_id"][4:14]
            planned[leg] = max(planned[leg], Decimal(entry.facts["quantity"]))
        traded: defaultdict[str, Decimal] = defaultdict(Decimal)
        for entry in self.fills:
            traded[entry.facts["client_order_id"][4:14]] += Decimal(entry.facts["quantity"])
        return [
            f"leg {leg} traded {amount} of {planned[leg]}"
            for leg, amount in traded.items()
            if amount > planned[leg]
        ]

    async def _orders_have_rows(self) -> list[str]:
        stored = {name for (name,) in await rows(self.database_url, "SELECT client_order_id FROM orders")}
        return [
            f"order {entry.facts['client_order_id']} has no row"
            for entry in self.orders
            if entry.facts["client_order_id"] not in stored
        ]

    async def _fills_are_booked(self) -> list[str]:
        names = self._names_in_the_books()
        happened = Counter(
            (entry.symbol, names.get((entry.venue, entry.symbol, trade_id, entry.facts["side"]), trade_id))
            for entry in self.fills
            if (trade_id := entry.facts["trade_id"])
        )
        complaints = []
        for table in ("booked_fills", "trades"):
            found = await rows(
                self.database_url,
                f"SELECT symbol, trade_id, account, client_order_id FROM {table}",  # noqa: S608 - two names of ours
            )
            booked = Counter((symbol.replace("/", ""), trade_id) for symbol, trade_id, _, _ in found)
            complaints += [f"lost, not in {table}: {fill}" for fill in happened - booked]
            complaints += [
                f"doubled or made up in {table}: {row}"
                for fill in booked - happened
                for row in found
                if (row[0].replace("/", ""), row[1]) == fill
            ]
        return complaints

    def _names_in_the_books(self) -> dict[tuple[str, str, str, str], str]:
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


def _name_in_the_books(venue: Venue, fill: Fill) -> str:
    """Return the exchange's name of a trade with the side: the name alone is the same for both sides."""
    name = trade_id(fill) if venue.name.startswith("OKX") else trade_name(venue.kind, fill)
    return f"{name}:{fill.side}"
