"""A twin as JSON text, and back: for an exchange that is older than a test."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import TypeAdapter

from tests.twin.core.accounts import Balance
from tests.twin.core.perpetual import Position
from tests.twin.core.values import Fill, Kind, Order
from tests.twin.core.venue import Venue
from tests.twin.core.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedVenue:
    """One venue. Positions are by account and symbol."""

    last: Mapping[str, Decimal]
    prints: Mapping[str, int]
    """How many public trades each symbol has seen: trade ids are numbered by them."""
    halted: tuple[str, ...]
    orders: tuple[Order, ...]
    fills: tuple[Fill, ...]
    positions: Mapping[str, Mapping[str, Position]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedWorld:
    """Everything that an exchange still knows the day after. Coins are by account, wallet and name."""

    coins: Mapping[str, Mapping[str, Mapping[str, Balance]]]
    venues: Mapping[str, SavedVenue]


_WORLD = TypeAdapter(SavedWorld)


def save(world: World) -> str:
    """Return the world as text."""
    coins = {
        account.name: {name: wallet.coins() for name, wallet in account.wallets.items()}
        for account in world.accounts.all()
    }
    accounts = tuple(coins)
    venues = {name: _saved(venue, accounts) for name, venue in world.venues.items()}
    return _WORLD.dump_json(SavedWorld(coins=coins, venues=venues), indent=1).decode()


def restore(world: World, text: str) -> None:
    """Make a fresh world what the text tells, opening the accounts that it does not have."""
    saved = _WORLD.validate_json(text)
    known = {account.name for account in world.accounts.all()}
    for name, wallets in saved.coins.items():
        account = world.accounts.named(name) if name in known else world.open_account(name, {})
        for wallet, coins in wallets.items():
            for coin, held in coins.items():
                account.wallet(wallet).of(coin).free = held.total  # open orders lock their part again
    for name, venue in saved.venues.items():
        _restore(world.venue(name), venue)


def _saved(venue: Venue, accounts: tuple[str, ...]) -> SavedVenue:
    keys = [key for account in accounts for key in venue.store.keys(account)]
    orders = [order for key in keys if (order := venue.store.get(key)) is not None]
    positions = {}
    if venue.kind is Kind.PERPETUAL:
        positions = {
            account: {symbol: venue.contracts.position(account, symbol) for symbol in venue.markets}
            for account in accounts
        }
    return SavedVenue(
        last={symbol: market.last for symbol, market in venue.markets.items()},
        prints={
            symbol: max((trade.trade_id for trade in market.trades), default=0)
            for symbol, market in venue.markets.items()
        },
        halted=tuple(name for name, symbol in venue.symbols.items() if not symbol.trading),
        orders=tuple(orders),
        fills=tuple(fill for _, fill in venue.store.fills),
        positions=positions,
    )


def _restore(venue: Venue, saved: SavedVenue) -> None:
    for symbol, market in venue.markets.items():
        while saved.prints[symbol] >= market.next_trade_id():
            pass
        market.last = saved.last[symbol]
        market.set_quote(market.last - market.symbol.tick, market.last + market.symbol.tick)
    for symbol in saved.halted:
        venue.change_symbol(symbol, trading=False)
    for account, positions in saved.positions.items():
        for symbol, was in positions.items():
            position = venue.contracts.position(account, symbol)
            position.amount, position.entry_price = was.amount, was.entry_price
            position.leverage, position.isolated = was.leverage, was.isolated
            position.realized, position.updated_at = was.realized, was.updated_at
    venue.take_over(saved.orders, saved.fills)
