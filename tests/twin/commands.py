"""What a test in another process can do to the world: every public method is a command."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

from tests.twin.core.accounts import ApiKey, FeeCoin, Fees
from tests.twin.core.faults import Answer, Fault, FaultKind, Operation
from tests.twin.core.frames import FrameFault, FrameFaultKind, Stream
from tests.twin.core.values import Kind, Side
from tests.twin.core.world import World
from tests.twin.exchange import Exchanges

Json = dict[str, object]


class Commands:
    """Arguments are JSON values; amounts are texts, so that they stay exact."""

    def __init__(self, world: World, exchanges: Exchanges) -> None:
        self._world = world
        self._exchanges = exchanges

    # The market

    def trade(
        self, venue: str, symbol: str, price: str, quantity: str | None = None, taker: str | None = None
    ) -> None:
        """Print a public trade; without a quantity every order that it reaches is filled whole."""
        self._world.venue(venue).trade(
            symbol,
            Decimal(price),
            None if quantity is None else Decimal(quantity),
            None if taker is None else Side(taker),
        )

    def quote(self, venue: str, symbol: str, bid: str, ask: str) -> None:
        self._world.venue(venue).quote(symbol, Decimal(bid), Decimal(ask))

    def depth(self, venue: str, symbol: str, side: str, quantity: str | None) -> None:
        """Limit what the market offers on one side (BUY: its bids); null lifts the limit."""
        market = self._world.venue(venue).market(symbol)
        market.depth[Side(side)] = None if quantity is None else Decimal(quantity)

    def mark(self, venue: str, symbol: str, price: str | None) -> None:
        self._world.venue(venue).market(symbol).mark = None if price is None else Decimal(price)

    def walk(self, venue: str, symbol: str, seed: int = 0, pause_s: float = 0.1, ticks: int = 5) -> None:
        """Let a market move by itself."""
        self._world.walks.start(self._world.venue(venue), symbol, seed=seed, pause_s=pause_s, ticks=ticks)

    async def stand_still(self) -> None:
        """End all walks."""
        await self._world.walks.stop()

    def trading(self, venue: str, symbol: str, *, allowed: bool) -> None:
        self._world.venue(venue).change_symbol(symbol, trading=allowed)

    def delist(self, venue: str, symbol: str) -> None:
        """End what is open on a symbol, and know it no more."""
        self._world.venue(venue).delist(symbol)

    def filters(self, venue: str, symbol: str, **changes: str) -> None:
        """Change filters: tick, step, min_quantity, min_notional and the like."""
        amounts = {name: Decimal(value) for name, value in changes.items()}
        self._world.venue(venue).change_symbol(symbol, **amounts)

    # Accounts

    def account(self, name: str, wallets: Mapping[str, Mapping[str, str]]) -> Json:
        """Open an account and return its key."""
        coins = {
            wallet: {coin: Decimal(amount) for coin, amount in held.items()}
            for wallet, held in wallets.items()
        }
        account = self._world.open_account(name, coins)
        return _shown(account.keys[0])

    def add_key(self, account: str, label: str, **permissions: bool) -> Json:
        """Add a key: can_trade, can_withdraw."""
        key = self._world.accounts.named(account).add_key(label, **permissions)
        return _shown(key)

    def disable_key(self, key: str) -> None:
        """Take a key out of use. KeyError when there is none."""
        found = self._world.accounts.with_key(key)
        if found is None:
            raise KeyError("no such key")
        found[1].enabled = False

    def deposit(self, venue: str, account: str, coin: str, amount: str) -> None:
        self._world.venue(venue).deposit(account, coin, Decimal(amount))

    def fees(self, account: str, kind: str, maker: str, taker: str, coin: str, tax: str = "0") -> None:
        """Set shares and coin (received, rebate_given, quote, bnb) for spot or perpetual."""
        fees = Fees(Decimal(maker), Decimal(taker), FeeCoin(coin), Decimal(tax))
        owner = self._world.accounts.named(account)
        if Kind(kind) is Kind.SPOT:
            owner.fees = fees
        else:
            owner.perpetual_fees = fees

    def hedge(self, venue: str, account: str, *, hedge: bool) -> None:
        self._world.venue(venue).contracts.set_hedge(account, hedge=hedge)

    def leverage(self, venue: str, account: str, symbol: str, leverage: int) -> None:
        self._world.venue(venue).contracts.set_leverage(account, symbol, leverage)

    # Orders, by hand or by the exchange

    def cancel(self, venue: str, account: str, symbol: str, order_id: str) -> None:
        """Cancel as a person at the website does."""
        self._world.venue(venue).cancel(account, symbol, order_id=order_id, cancel_client_id="web")

    def amend(
        self,
        venue: str,
        account: str,
        symbol: str,
        order_id: str,
        price: str | None = None,
        quantity: str | None = None,
        client_order_id: str | None = None,
    ) -> None:
        """Change an open order as a person at the website does."""
        self._world.venue(venue).amend(
            account,
            symbol,
            order_id,
            price=None if price is None else Decimal(price),
            quantity=None if quantity is None else Decimal(quantity),
            client_order_id=client_order_id,
        )

    def expire(self, venue: str, account: str, symbol: str, order_id: str) -> None:
        self._world.venue(venue).expire(account, symbol, order_id)

    def settle(self, venue: str, account: str, symbol: str, price: str) -> None:
        """Close the position because the contract ends. UnknownNameError without one."""
        self._world.venue(venue).contracts.settle(account, symbol, Decimal(price))

    def liquidate(self, venue: str, account: str, symbol: str, price: str) -> None:
        self._world.venue(venue).contracts.liquidate(account, symbol, Decimal(price))

    def deleverage(self, venue: str, account: str, symbol: str, price: str) -> None:
        self._world.venue(venue).contracts.deleverage(account, symbol, Decimal(price))

    def fund(self, venue: str, account: str, symbol: str, rate: str) -> None:
        """Let a position pay (or receive) funding."""
        self._world.venue(venue).contracts.fund(account, symbol, Decimal(rate))

    def reject_next(self, venue: str, reason: str, times: int = 1) -> None:
        """Let the engine reject the next orders after they have been accepted."""
        self._world.venue(venue).rejections.extend([reason] * times)

    # What is unpleasant

    def fault(  # every field of a fault
        self,
        kind: str,
        operations: list[str] | None = None,
        answer: str | Mapping[str, object] | None = None,
        **fields: object,
    ) -> int:
        """Put a fault in force and return its number. `answer`: the name of a known one, or its fields."""
        return self._world.faults.add(
            Fault(
                kind=FaultKind(kind),
                operations=tuple(Operation(one) for one in operations or []),
                answer=self._answer(answer),
                **fields,  # type: ignore[arg-type]  # fields by name, checked by the dataclass
            )
        )

    def frame_fault(self, kind: str, streams: list[str] | None = None, **fields: object) -> int:
        """Put a websocket fault in force and return its number."""
        return self._world.frames.add(
            FrameFault(
                kind=FrameFaultKind(kind),
                streams=tuple(Stream(one) for one in streams or []),
                **fields,  # type: ignore[arg-type]  # fields by name, checked by the dataclass
            )
        )

    def hits(self) -> Json:
        """Return how often each fault has really hit."""
        return {
            "faults": {str(number): fault.hits for number, fault in self._world.faults.all().items()},
            "frame_faults": {str(number): fault.hits for number, fault in self._world.frames.all().items()},
        }

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._world.faults.clear()
        self._world.frames.clear()

    def close_streams(self, venue: str, code: int = 1006, stream: str = "", account: str = "") -> int:
        """Close open websockets, 1006 without a farewell; return how many."""
        return self._exchanges.of(venue).close_streams(venue, code, stream=stream, account=account)

    def lag(self, venue: str, least_s: float, most_s: float | None = None) -> None:
        self._world.venue(venue).lag.set(least_s, most_s)

    def forget(self, venue: str, after_s: float | None) -> None:
        """Forget orders that ended without a fill so many seconds ago; null keeps them."""
        self._world.venue(venue).rules.forget_unfilled_s = after_s

    def clock(self, offset_s: float) -> None:
        """Put the server's clock ahead."""
        self._world.clock.offset = timedelta(seconds=offset_s)

    def ban(self, venue: str, seconds: float) -> None:
        self._exchanges.of(venue).ban(venue, seconds)

    def limit(self, venue: str, limit: int) -> None:
        self._exchanges.of(venue).set_limit(venue, limit)

    def engine_delay(self, venue: str, seconds: float) -> None:
        self._exchanges.of(venue).set_engine_delay(venue, seconds)

    def end_private_streams(self, venue: str, account: str) -> None:
        self._exchanges.of(venue).end_private_streams(venue, account)

    def state(self) -> Json:
        """Return wallets, open orders and positions as they really are."""
        return {"accounts": self._accounts(), "venues": self._venues()}

    def _answer(self, answer: str | Mapping[str, object] | None) -> Answer:
        if answer is None:
            return Answer()
        if isinstance(answer, str):
            return self._exchanges.answer(answer)
        return Answer(**answer)  # type: ignore[arg-type]  # fields by name, checked by the dataclass

    def _accounts(self) -> Json:
        return {
            account.name: {
                wallet: {
                    coin: {"free": f"{held.free:f}", "locked": f"{held.locked:f}"}
                    for coin, held in coins.coins().items()
                }
                for wallet, coins in account.wallets.items()
            }
            for account in self._world.accounts.all()
        }

    def _venues(self) -> Json:
        found: Json = {}
        for name, venue in self._world.venues.items():
            found[name] = {
                "last": {symbol: f"{market.last:f}" for symbol, market in venue.markets.items()},
                "open_orders": [
                    {key: str(value) for key, value in asdict(order).items()}
                    for order in venue.store.open_orders()
                ],
                "positions": venue.contracts.margins.amounts() if venue.kind is Kind.PERPETUAL else {},
            }
        return found


def _shown(key: ApiKey) -> Json:
    return {"key": key.key, "secret": key.secret, "passphrase": key.passphrase}
