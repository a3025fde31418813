"""An installation of version 0.1.0 goes on trading, at exchanges that hold what they held when it ended."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import ChatPlace, MarketSource
from bot.context import AppContext
from bot.localchat import LocalChat
from bot.localchat.model import Person as Somebody
from db.migrate import upgrade
from db.store import open_store
from engine.clock import Clock, SystemClock
from engine.core.orders import OrderState
from engine.core.state import BotState, Phase
from engine.core.types import BotId, Mode, Side, Status
from engine.crash_points import no_crash
from engine.people import Actor, Role
from engine.reads.views import BotFilter
from engine.tasks import Nursery
from tests.kills.books import rows
from tests.localchat.controlled import ControlledChat
from tests.real.conftest import created, until
from tests.support.chat_control import ChatControl
from tests.support.count import count_trades
from tests.support.installation import ANN, BOB, REPLAYED, TOKEN, TRADES, Installation, install
from tests.support.person import Person
from tests.support.wishes import wants_each_fill
from tests.support.words import line_text
from tests.twin import Operation, Twin
from tests.twin.core.saved import restore
from tests.twin.core.values import Fill

VENUES = ("Binance", "Binance F", "Bybit", "Bybit F")
REPLAY = {"market_data": MarketSource("csv", TRADES), "replay_symbol": REPLAYED}
MADE_UP = {"market_data": MarketSource("synthetic", None)}
EVERY = 90.0
"""Seconds that a thing may take."""
pytestmark = pytest.mark.timeout(400)


def _owner(person_id: int) -> Actor:
    return Actor(person_id, Role.OWNER)


@dataclass
class OldProgram:
    """What is needed to start the installation again."""

    installed: Installation
    clock: Clock
    """The exchanges' too: each that is asked for begins at the moment when it is."""
    twin: Twin
    chat: LocalChat
    control: ChatControl
    settings: dict[str, Any]
    bots: dict[int, tuple[Actor, BotId]]
    """Owner and id by number."""

    def run(self, **changes: object) -> AbstractAsyncContextManager[AppContext]:
        settings = Settings(_env_file=None, **(self.settings | changes))
        return open_app(settings, clock=self.clock, crash_hook=no_crash)

    async def state(self, context: AppContext, number: int) -> BotState:
        return (await context.service.card(*self.bots[number])).state

    async def order(
        self, context: AppContext, number: int, state: OrderState, side: Side | None = None
    ) -> BotState:
        """Wait until the bot's order is known to stand so."""

        async def so() -> bool:
            order = (await self.state(context, number)).order
            return order is not None and order.state is state and side in {None, order.side}

        return await self._once(so, context, number)

    async def status(self, context: AppContext, number: int, status: Status) -> BotState:
        async def so() -> bool:
            return (await self.state(context, number)).status is status

        return await self._once(so, context, number)

    async def _once(self, so: Callable[[], Awaitable[bool]], context: AppContext, number: int) -> BotState:
        try:
            await until(so, EVERY)
        except TimeoutError:
            raise AssertionError(f"it stays so: {await self.state(context, number)}") from None
        return await self.state(context, number)

    async def trades(self, number: int) -> int:
        [(found,)] = await rows(
            self.installed.url,
            f"SELECT count(*) FROM trades JOIN bots ON bots.id = bot_id WHERE number = {number:d}",  # noqa: S608
        )
        return int(str(found))


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Without tables: those of that version are made."""
    return empty_database_url


@pytest.fixture
async def old(database_url: str, tmp_path: Path) -> AsyncIterator[OldProgram]:
    installed = await install(database_url)
    installed.put_file_beside(tmp_path)
    clock = installed.clock()
    twin = Twin(time=clock)
    restore(twin.world, installed.exchanges)
    await twin.start()
    chat = ControlledChat(token=TOKEN, now=lambda: clock.now().timestamp())
    chat.world.updates.next_id = installed.was["newest_update"] + 1
    await chat.start()
    for person_id, name in ((ANN, "Ann"), (BOB, "Bob")):
        chat.world.add_person(Somebody(person_id, name), started=True)
    async with ChatControl(chat.page_url) as control:
        alerts = await control.group("Alerts", {ANN: "creator"})
        settings = _settings(installed, twin, chat, tmp_path, alerts)
        yield OldProgram(installed, clock, twin, chat, control, settings, await _bots(installed))
    await chat.stop()
    await twin.stop()


def _settings(
    installed: Installation, twin: Twin, chat: LocalChat, folder: Path, alerts: int
) -> dict[str, Any]:
    key = twin.account.keys[0]
    return {
        "scalper_data_dir": folder,
        "database_url": installed.url,
        "telegram_bot_token": TOKEN,
        "telegram_api_url": chat.url,
        "telegram_owner_ids": (ANN, BOB),
        "telegram_chat_id": ChatPlace(alerts, None),
        "max_bots_per_user": 100,
        "replay_speed": 0,
        "exchange_urls": twin.urls,
        "binance_api_key": key.key,
        "binance_secret_key": key.secret,
        "bybit_api_key": key.key,
        "bybit_secret_key": key.secret,
    }


async def _bots(installed: Installation) -> dict[int, tuple[Actor, BotId]]:
    await upgrade(installed.url)
    nursery = Nursery(SystemClock())
    async with open_store(installed.url, nursery, line_text) as store:
        found = await store.ledger.load_all()
    await nursery.close()
    return {bot.state.naming.serial: (_owner(bot.state.owner_id), bot.state.bot_id) for bot in found}


async def looked_through(old: OldProgram) -> None:
    """Wait until the program has read the trades of every account, and has come to know of them."""

    async def read() -> bool:
        asked = Counter(one.venue for one in old.twin.world.requests if one.operation is Operation.TRADES)
        return asked.keys() >= set(VENUES)

    await until(read, EVERY)


async def booked(old: OldProgram, mode: Mode) -> dict[str, tuple[int, Decimal]]:
    """Return number and quantity of the fills in the books, by our name of their order."""
    found = await rows(
        old.installed.url,
        f"SELECT client_order_id, quantity FROM trades WHERE mode = '{mode.value}'",  # noqa: S608
    )
    return _added((str(name), Decimal(str(quantity))) for name, quantity in found)


def traded(old: OldProgram, account: str) -> dict[str, tuple[int, Decimal]]:
    """Return the same as the exchanges know it."""
    return _added(
        (fill.client_order_id, fill.quantity)
        for venue in old.twin.world.venues.values()
        for _, fill in venue.store.fills
        if fill.account == account
    )


def _added(fills: Iterable[tuple[str, Decimal]]) -> dict[str, tuple[int, Decimal]]:
    found: dict[str, tuple[int, Decimal]] = {}
    for name, quantity in fills:
        number, total = found.get(name, (0, Decimal(0)))
        found[name] = (number + 1, total + quantity)
    return found


async def books_agree(old: OldProgram) -> bool:
    return await booked(old, Mode.TESTNET) == traded(old, "main")


@pytest.mark.slow
async def test_fills_that_are_reported_again_are_not_booked_again(old: OldProgram) -> None:
    """Each account reads its trades from before the newest one that is booked."""
    before = await booked(old, Mode.TESTNET)
    assert before == traded(old, "main")
    for venue in VENUES:
        assert any(fill.account == "main" for _, fill in old.twin.world.venue(venue).store.fills)
    async with old.run(**REPLAY) as context:
        await looked_through(old)
        await old.status(context, 26, Status.STOPPED)  # the close trades what it holds
    after = await booked(old, Mode.TESTNET)
    assert before.items() <= after.items()
    assert after == traded(old, "main")
    assert await booked(old, Mode.LIVE) == traded(old, "money")


@pytest.mark.slow
async def test_what_was_going_on_goes_on(old: OldProgram) -> None:
    was = old.installed.was["bots"]
    names = {number: bot["order"]["client_order_id"] for number, bot in was.items() if bot["order"]}
    async with old.run(**REPLAY) as context:
        arrived = await old.order(context, 32, OrderState.OPEN)
        assert arrived.order is not None
        assert arrived.order.client_order_id == names["32"]
        for number in (30, 31):  # these never arrived: a new attempt follows
            again = await old.order(context, number, OrderState.OPEN)
            assert again.order is not None
            assert (again.attempt, again.order.client_order_id != names[str(number)]) == (2, True)
        await old.status(context, 28, Status.STOPPED)
        edited = await old.order(context, 29, OrderState.OPEN)
        assert edited.order is not None
        assert (edited.order.price, edited.order.quantity) == (Decimal(610), Decimal("0.2"))
        assert (edited.config.buy_price, edited.pending_edit) == (Decimal(610), None)
        closed = await old.status(context, 26, Status.STOPPED)
        assert closed.held == Decimal(0)
        assert closed.cycles == 1
        for number in (17, 22, 23, 24):
            assert (await old.state(context, number)).phase is Phase.PAUSED
        assert (await old.state(context, 20)).status is Status.ERROR
    taken = created(old.twin)
    assert len(taken) == len(set(taken))
    assert not set(taken) & set(names.values())


@pytest.mark.slow
async def test_the_market_moves_and_every_bot_does_what_it_would_have_done(old: OldProgram) -> None:
    binance, futures, bybit = (old.twin.world.venue(name) for name in ("Binance", "Binance F", "Bybit"))
    async with old.run(**REPLAY) as context:
        await looked_through(old)
        await old.order(context, 32, OrderState.OPEN)
        binance.trade("BTCUSDT", Decimal(96001))
        assert (await old.order(context, 11, OrderState.OPEN, Side.BUY)).cycles == 2
        fired = await old.order(context, 13, OrderState.OPEN)  # 2 % above the lowest price, seen before
        assert fired.order is not None
        assert fired.order.price == Decimal(94500)
        binance.trade("BTCUSDT", Decimal(99001))
        finished = await old.status(context, 14, Status.STOPPED)
        assert finished.cycles == 1
        binance.trade("ETHUSDT", Decimal(3451))
        assert (await old.order(context, 15, OrderState.OPEN, Side.BUY)).cycles == 1
        binance.trade("XRPUSDT", Decimal("2.1499"))
        assert (await old.order(context, 18, OrderState.OPEN, Side.SELL)).trades == 2
        futures.trade("BTCUSDT", Decimal(96001))
        assert (await old.order(context, 19, OrderState.OPEN, Side.BUY)).cycles == 1
        bybit.trade("BTCUSDT", Decimal(96001))
        assert (await old.order(context, 21, OrderState.OPEN, Side.BUY)).cycles == 3
        bybit.trade("ETHUSDT", Decimal(3249))
        assert (await old.order(context, 25, OrderState.OPEN, Side.SELL)).trades == 1
        await until(lambda: books_agree(old), EVERY)


@pytest.mark.slow
async def test_the_order_nobody_could_ask_about_is_still_asked_about(old: OldProgram) -> None:
    async with old.run(**REPLAY) as context:
        await looked_through(old)
        owner, bot_id = old.bots[27]
        state = await old.state(context, 27)
        assert state.out_of_reach
        found = await context.service.orders.inspect_order(owner, bot_id, state.revision)
        card = await context.service.orders.accept_as_is(owner, bot_id, found.figures, state.revision)
        assert (card.state.phase, card.state.order_pending) == (Phase.PAUSED, False)
        await context.service.start(owner, bot_id, None)
        again = await old.order(context, 27, OrderState.OPEN)
        assert again.attempt == 2


@pytest.mark.slow
async def test_replayed_bots_do_what_they_would_have_done_without_the_end(old: OldProgram) -> None:
    plain = count_trades(TRADES, quantity=Decimal(10), buy=Decimal("99.80"), sell=Decimal("100.10"))
    trailing = count_trades(
        TRADES, quantity=Decimal(5), buy=Decimal("99.90"), sell=Decimal("100.20"), trailing=Decimal("0.1")
    )
    async with old.run(**REPLAY) as context:

        async def over() -> bool:
            return [await old.trades(number) for number in (9, 10)] >= [len(plain.fills), len(trailing.fills)]

        await until(over, EVERY)
        for number, counted in ((9, plain), (10, trailing)):
            state = await old.state(context, number)
            assert (state.trades, state.cycles) == (len(counted.fills), counted.cycles)
            assert state.pnl == counted.result


@pytest.mark.slow
async def test_bots_on_the_made_up_market_trade_on(old: OldProgram) -> None:
    before = {number: old.installed.was["bots"][str(number)]["cycles"] for number in (6, 7, 8)}
    async with old.run(**MADE_UP, replay_speed=40) as context:
        for number, cycles in before.items():

            async def went_on(number: int = number, cycles: int = cycles) -> bool:
                return (await old.state(context, number)).cycles > cycles

            await until(went_on, EVERY)


@pytest.mark.slow
async def test_the_bot_with_money_goes_on_once_live_is_on_again(old: OldProgram) -> None:
    plenty = {"USDT": Decimal(100_000)}
    key = old.twin.world.accounts.named("money").keys[0]
    changes = {
        "binance_testnet": False,
        "live_trading": True,
        "max_order_value": plenty,
        "max_exposure": plenty,
        "max_daily_loss": plenty,
        "binance_api_key": key.key,
        "binance_secret_key": key.secret,
    }
    name = old.installed.was["bots"]["5"]["order"]["client_order_id"]
    async with old.run(**REPLAY, **changes) as context:
        kept = (await old.state(context, 5)).kept_order
        assert kept is not None
        assert kept.client_order_id == name
        await context.service.start(*old.bots[5], None, live_confirmed=True)
        old.twin.world.venue("Binance").trade("BTCUSDT", Decimal(99001))
        again = await old.order(context, 5, OrderState.OPEN, Side.BUY)
        assert (again.cycles, again.trades) == (1, 2)
    assert await booked(old, Mode.LIVE) == traded(old, "money")


@pytest.mark.slow
async def test_a_fill_that_comes_late_finds_its_bot(old: OldProgram) -> None:
    """Its order had ended, and is known by what the exchange calls it at that account."""
    for exchange, number in (("Binance", 17), ("Bybit", 22)):
        order = old.installed.was["bots"][str(number)]["order"]
        late_fill(old, exchange, order["venue_order_id"])
    before = {number: await old.trades(number) for number in (17, 22)}
    async with old.run(**REPLAY) as context:
        for number in (17, 22):

            async def booked_late(number: int = number) -> bool:
                return await old.trades(number) == before[number] + 1

            await until(booked_late, EVERY)
            assert (await old.state(context, number)).held > 0


def late_fill(old: OldProgram, exchange: str, order_id: str) -> None:
    """Have an order at the exchange filled a little more, unseen until now."""
    venue = old.twin.world.venue(exchange)
    order = venue.store.get(("ETHUSDT", order_id))
    assert order is not None
    quantity, at = Decimal("0.02"), old.installed.ended_at
    filled = replace(order, filled=order.filled + quantity)
    venue.store.change(filled, at)
    fill = Fill(
        trade_id=venue.market("ETHUSDT").next_trade_id(),
        order_id=order_id,
        client_order_id=order.client_order_id,
        account="main",
        symbol="ETHUSDT",
        side=order.side,
        price=order.price,
        quantity=quantity,
        fee=Decimal(0),
        fee_coin="ETH",
        maker=True,
        realized=Decimal(0),
        at=at,
    )
    venue.store.add_fill(fill, at)


@pytest.mark.slow
async def test_notices_that_waited_are_told_once_and_in_their_order(old: OldProgram) -> None:
    waited = old.installed.was["owed"]["Ann"]
    async with Person(old.chat.page_url, ANN, patience_seconds=EVERY) as ann:
        async with old.run(**REPLAY, replay_speed=0.001):
            await wants_each_fill(ann)
            await told(old)
        await ann.catch_up()
        shown = [message.text for message in ann.messages if message.by_bot]
    everything = "\n".join(shown)
    place = 0
    for owed in waited:  # of which those with a fill wait until it is said that they are wanted
        if "fill" not in owed:
            place = everything.index(f"#{owed['bot'] or ''}", place) + 1
        assert owed.get("reason", "") in everything
    lines = everything.splitlines()
    for fill, times in Counter(owed["fill"] for owed in waited if "fill" in owed).items():
        assert sum(line.startswith((f"{fill} (", f"{fill} · ")) for line in lines) == times
    assert "BotRef" not in everything  # how a notice looks that cannot be worded


async def told(old: OldProgram) -> None:
    """Wait until nothing waits that was owed when the installation ended."""
    ids = [owed["id"] for waiting in old.installed.was["owed"].values() for owed in waiting]
    asked = f"SELECT count(*) FROM outbox WHERE id <= {max(ids):d} AND sent_at IS NULL AND kept_for IS NULL"  # noqa: S608

    async def nothing() -> bool:
        return await rows(old.installed.url, asked) == [(0,)]

    await until(nothing, EVERY)


@pytest.mark.slow
async def test_the_form_that_was_open_goes_on(old: OldProgram) -> None:
    async with Person(old.chat.page_url, ANN, patience_seconds=EVERY) as ann, old.run(**REPLAY) as context:
        await context.chat_is_up.wait()
        for typed, asked in (
            ("2", "Buy at which price in EUR?"),
            ("90", "Sell at which price in EUR?"),
            ("110", "Trail the price?"),
            ("none", "Start again"),
            ("yes", "Each cycle brings"),
        ):
            await ann.send(typed)
            await ann.reads(asked)
        await ann.tap("Create stopped")
        await ann.reads("#33 SOL/EUR")
        made = (await context.service.bots(_owner(ANN), BotFilter.ALL, 0)).rows[0]
        config = (await context.service.card(_owner(ANN), made.bot_id)).state.config
        assert made.number == 33
        assert (config.exchange, config.first_order, config.quantity) == ("Bybit", Side.BUY, Decimal(2))
