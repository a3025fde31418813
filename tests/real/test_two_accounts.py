"""Two accounts of one exchange in one installation: each with its own keys, money, orders and books."""

from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.config.settings import ExchangeKeys, Settings
from bot.context import AppContext
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.types import AccountId, BotId, Mode, Side
from engine.errors import CardOutdated
from engine.reads.open_orders import OrphanName, OrphanView
from engine.reads.views import AccountView
from tests.acceptance import acceptance
from tests.kills.books import rows
from tests.real.conftest import ANNA, mode_of, paused, plain_draft, program, resting, started, state_of, until
from tests.support.person import Person
from tests.twin import Twin
from tests.twin.core.accounts import Account
from tests.twin.core.values import OrderRequest, OrderType
from tests.twin.core.values import Side as TwinSide
from tests.twin.server import FIRST_COINS

SYMBOL = "BTCUSDT"
PRICE = Decimal(94000)
SECOND = "second"
NAME = "szzz000100001e0001"
"""As a bot of ours might have called it, in a time that is lost."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the books' own tests try both."""
    return sqlite_url


@pytest.fixture
def second(twin: Twin) -> Account:
    return twin.world.open_account(SECOND, FIRST_COINS)


@pytest.fixture
def both(settings: Settings, second: Account) -> Settings:
    """With a second account at every exchange with keys."""
    key = second.keys[0]
    keys = ExchangeKeys(SecretStr(key.key), SecretStr(key.secret), SecretStr(key.passphrase))
    exchanges = ("binance", "bybit", "coindcx", "okx")
    return settings.with_accounts({one: {SECOND: keys} for one in exchanges if settings.accounts(one)})


def account_id(exchange: str, label: str = "") -> AccountId:
    return AccountId(exchange, Mode.TESTNET, label)


async def money(app_context: AppContext, exchange: str) -> dict[str, Decimal]:
    """Return what /accounts shows of USDT at the exchange, by label."""
    shown = await app_context.service.accounts(ANNA)
    return {
        view.account_id.label: view.balances["USDT"]
        for view in shown
        if isinstance(view, AccountView) and view.account_id.venue == exchange
    }


@acceptance(22)
async def test_both_trade_one_symbol_and_each_books_its_own_side_of_their_trade(
    both: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    """Their orders meet: one trade of the exchange, of one id, is a fill at each of the accounts."""
    venue = twin.world.venue(exchange)
    async with program(both) as app_context:
        buyer = await started(app_context, plain_draft(exchange=exchange, infinite_loop=False), "buyer")
        await resting(app_context, buyer)
        venue.quote(SYMBOL, PRICE - 1, PRICE + 1)
        draft = plain_draft(
            exchange=exchange,
            account=SECOND,
            infinite_loop=False,
            first_order=Side.SELL,
            buy_price=Decimal(92000),
            sell_price=PRICE,
        )
        seller = await started(app_context, draft, "seller")
        await resting(app_context, buyer, Side.SELL)
        await resting(app_context, seller, Side.BUY)
        venue.trade(SYMBOL, Decimal(91999))
        venue.trade(SYMBOL, Decimal(96001))

        async def both_closed() -> bool:
            return all([(await state_of(app_context, bot)).cycles == 1 for bot in (buyer, seller)])

        await until(both_closed)
    filled = {
        name: sorted(
            str(entry.facts["trade_id"]) for entry in twin.world.journal.read("order_filled", account=name)
        )
        for name in ("main", SECOND)
    }
    assert len(filled["main"]) == len(filled[SECOND]) == 2
    assert len({*filled["main"], *filled[SECOND]}) == 3
    booked = await rows(
        database_url, "SELECT account, count(*) FROM booked_fills GROUP BY account ORDER BY 1"
    )
    mode = mode_of(exchange)
    assert booked == [(f"{exchange}:{mode}", 2), (f"{exchange}:{mode}:{SECOND}", 2)]


async def test_the_wallet_of_one_is_not_the_other_s(both: Settings, twin: Twin) -> None:
    wallet = twin.world.accounts.named(SECOND).wallet("Binance")
    twin.world.venue("Binance").deposit(SECOND, "USDT", Decimal(500) - wallet.of("USDT").total)
    async with program(both) as app_context:
        assert await money(app_context, "Binance") == {"": Decimal(100_000), SECOND: Decimal(500)}
        poor = await started(app_context, plain_draft(account=SECOND), "poor")
        reason = await paused(app_context, poor)
        assert isinstance(reason, InsufficientFunds)
        assert reason.available == Decimal(500)
        rich = await started(app_context, plain_draft(), "rich")
        await resting(app_context, rich)
        assert (await app_context.service.card(ANNA, rich)).state.config.account_id == account_id("Binance")


async def test_an_orphan_of_one_is_not_for_the_other(both: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Binance")
    venue.place(
        OrderRequest(
            account=SECOND,
            symbol=SYMBOL,
            side=TwinSide.BUY,
            order_type=OrderType.LIMIT,
            client_order_id=NAME,
            quantity=Decimal("0.01"),
            price=PRICE,
        )
    )
    async with program(both) as app_context:
        service = app_context.service.orders
        of_first = await made(app_context, "")
        of_second = await made(app_context, SECOND)
        orphan = await only_orphan(app_context)
        assert orphan.order.account_id == account_id("Binance", SECOND)
        assert [card.state.bot_id for card in (*orphan.fit, *(one for one, _ in orphan.unfit))] == [of_second]
        name = OrphanName(
            account_id=orphan.order.account_id, symbol="BTC/USDT", side=Side.BUY, client_order_id=NAME
        )
        with pytest.raises(CardOutdated):
            await service.adopt(ANNA, of_first, name, 0, live_confirmed=False)
        assert not await service.cancel_orphan(ANNA, account_id("Binance"), NAME)
        assert venue.store.open_orders(account=SECOND)
        assert await service.cancel_orphan(ANNA, account_id("Binance", SECOND), NAME)
        assert not venue.store.open_orders(account=SECOND)


async def made(app_context: AppContext, label: str) -> BotId:
    """Make a bot on that account, and leave it standing."""
    card = await app_context.service.create(ANNA, plain_draft(account=label), start=False, key=f"of {label}")
    return card.state.bot_id


async def only_orphan(app_context: AppContext) -> OrphanView:
    """Wait until one orphan is listed, and return it."""

    async def is_there() -> bool:
        return len((await app_context.service.orders.open_orders(ANNA)).orphans) == 1

    await until(is_there)
    return (await app_context.service.orders.open_orders(ANNA)).orphans[0]


async def test_an_account_is_chosen_by_its_name_in_the_form(
    both: Settings, twin: Twin, owner: Person
) -> None:
    venue = twin.world.venue("Binance")
    async with program(both) as app_context:
        await app_context.chat_is_up.wait()
        await owner.send("/newbot BTC/USDT Binance testnet BUY 0.01 94000 96000")
        await owner.reads("Exchange: Binance", within_seconds=60)
        await owner.tap("Change")
        await owner.reads("What do you want to change?", within_seconds=60)
        await owner.tap("Mode")
        asked = await owner.reads("In which mode?", within_seconds=60)
        assert "🧫 TESTNET second" in asked.labels
        await owner.send("testnet third")
        await owner.reads("Choose one of: TESTNET, TESTNET second", within_seconds=60)
        await owner.tap("🧫 TESTNET second")
        await owner.reads("Exchange: Binance (second)", within_seconds=60)
        await owner.tap("Create and start")
        await owner.reads("Created and started.", within_seconds=60)

        async def has_order() -> bool:
            return bool(venue.store.open_orders(account=SECOND))

        await until(has_order)
    assert venue.store.open_orders(account="main") == []
