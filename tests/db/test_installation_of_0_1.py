"""An installation of version 0.1.0 opens, is upgraded, and everything of it goes on."""

import html
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from bot.views.card import card_body
from db.migrate import upgrade, writable_connection
from db.store import Store, open_store
from engine.core.notices import FillBooked
from engine.core.state import BookedFill, BotState, Outcome
from engine.core.types import ClientOrderId, Fee, Fill, Mode, Side, TradeId
from engine.errors import FillAlreadyBooked
from engine.outbox import Audience, ToAlerts, ToPerson
from engine.reads.logs import LogQuery
from engine.tasks import Nursery
from tests.db.test_migrations import downgrade
from tests.kills.books import rows
from tests.support.clock import ManualClock
from tests.support.installation import ANN, BOB, DELETED, Installation, Json, described, install
from tests.support.words import EN, line_text

AUDIENCES: dict[str, Audience] = {"Ann": ToPerson(ANN), "Bob": ToPerson(BOB), "alerts": ToAlerts()}


REAL = {
    ("Binance", Mode.LIVE),
    ("Binance", Mode.TESTNET),
    ("Binance F", Mode.TESTNET),
    ("Bybit", Mode.TESTNET),
    ("Bybit F", Mode.TESTNET),
}


@pytest.fixture
async def installed(database_url: str) -> Installation:
    """The old database as its program left it."""
    return await install(database_url)


@pytest.fixture
async def store(installed: Installation) -> AsyncIterator[Store]:
    """The old database, upgraded."""
    nursery = Nursery(ManualClock())
    await upgrade(installed.url)
    async with open_store(installed.url, nursery, line_text) as store:
        yield store
    await nursery.close()


async def test_every_bot_is_as_it_was(store: Store, installed: Installation) -> None:
    found = {str(bot.state.naming.serial): described(bot) for bot in await store.ledger.load_all()}
    assert found.keys() == installed.was["bots"].keys()
    for number, bot in found.items():
        assert bot == installed.was["bots"][number], f"#{number}"


async def test_every_bot_is_as_it_was_after_a_way_down_and_up_again(installed: Installation) -> None:
    """With rows in every table, not only empty ones: to the version that it came from, and back."""
    await upgrade(installed.url)
    await downgrade(installed.url, "0002")
    for table, number in installed.was["counts"].items():
        counted = await rows(installed.url, f"SELECT count(*) FROM {table}")  # noqa: S608
        assert counted == [(number,)], table
    await upgrade(installed.url)
    nursery = Nursery(ManualClock())
    async with open_store(installed.url, nursery, line_text) as store:
        found = {str(bot.state.naming.serial): described(bot) for bot in await store.ledger.load_all()}
    await nursery.close()
    assert found == installed.was["bots"]
    await downgrade(installed.url)
    await upgrade(installed.url)
    assert await rows(installed.url, "SELECT count(*) FROM bots") == [(0,)]


async def test_what_works_is_taken_up_and_nothing_else(store: Store, installed: Installation) -> None:
    stored = await store.ledger.load_all()
    at_work = {str(bot.state.naming.serial) for bot in stored if bot.at_work}
    assert at_work == {number for number, bot in installed.was["bots"].items() if bot["status"] == "ACTIVE"}


async def test_every_card_can_be_shown_and_tells_the_reason_as_it_was_written(
    store: Store, installed: Installation
) -> None:
    cards = {str(card.number): card for owner in (ANN, BOB) for card in await store.reads.bots(owner)}
    assert cards.keys() == installed.was["bots"].keys()
    for number, card in cards.items():
        shown = html.unescape(card_body(EN, card, installed.ended_at))
        assert f"#{number} {installed.was['bots'][number]['config']['ticker']}" in shown
        assert installed.was["reasons"].get(number, "") in shown
        assert card.alerts


async def test_nothing_is_lost_and_nothing_added(store: Store, installed: Installation) -> None:
    for table, number in installed.was["counts"].items():
        counted = await rows(installed.url, f"SELECT count(*) FROM {table}")  # noqa: S608
        assert counted == [(number,)], table


async def test_the_log_of_a_deleted_bot_is_still_there(store: Store, installed: Installation) -> None:
    texts = [line.message async for line in store.journal.all_logs(LogQuery(owner_id=ANN))]
    assert str(DELETED) not in installed.was["bots"]
    assert any(f"#{DELETED} " in text for text in texts)
    assert len(texts) > 100


async def test_an_order_is_found_with_its_fills(store: Store) -> None:
    """What an exchange may still say of it has to find its bot."""
    for bot in await store.ledger.load_all():
        order = bot.state.order
        if order is not None:
            found = await store.ledger.find_order(bot.state.bot_id, order.client_order_id)
            assert found is not None
            assert (found.state, found.filled, found.trade_ids) == (
                order.state,
                order.filled,
                order.trade_ids,
            )


async def test_no_fill_can_be_booked_a_second_time(store: Store, installed: Installation) -> None:
    """Not even one whose trade is gone, as those of a deleted bot are: the guard against it is for ever."""
    bots = {bot.state.naming.serial: bot for bot in await store.ledger.load_all()}
    booked = await rows(
        installed.url,
        "SELECT number, trade_id, client_order_id, side FROM trades JOIN bots ON bots.id = bot_id",
    )
    async with writable_connection(installed.url) as connection:
        await connection.execute(text("DELETE FROM trades"))
    accounts = set()
    for number, trade_id, client_order_id, side in booked:
        bot = bots[int(str(number))]
        again = with_fill(bot.state, str(trade_id), str(client_order_id), Side(str(side)), installed.ended_at)
        with pytest.raises(FillAlreadyBooked):
            await store.ledger.commit(again, bot.feed_offset, installed.ended_at)
        accounts.add((bot.state.config.exchange, bot.state.config.mode))
    assert accounts >= REAL
    bot = bots[11]
    new = with_fill(bot.state, "never seen before", "any", Side.BUY, installed.ended_at)
    await store.ledger.commit(new, bot.feed_offset, installed.ended_at)


def with_fill(state: BotState, trade_id: str, client_order_id: str, side: Side, at: datetime) -> Outcome:
    """Return a step of the bot that books one fill."""
    fill = Fill(
        trade_id=TradeId(trade_id),
        client_order_id=ClientOrderId(client_order_id),
        side=side,
        price=Decimal(1),
        quantity=Decimal(1),
        fee=Fee(amount=Decimal(0), coin=state.market.quote, value=Decimal(0)),
        executed_at=at,
    )
    notice = FillBooked(
        bot=state.ref,
        at=at,
        side=fill.side,
        leg=state.leg,
        quantity=fill.quantity,
        price=fill.price,
        fee=fill.fee.amount,
        fee_coin=fill.fee.coin,
        trade_id=trade_id,
    )
    return Outcome(state=state, fills=(BookedFill(fill=fill, pnl=None),), notices=(notice,))


async def test_notices_wait_in_their_order_and_one_may_stand_in_the_chat(
    store: Store, installed: Installation
) -> None:
    for name, audience in AUDIENCES.items():
        waiting = await store.outbox.waiting(audience, 1000)
        was: list[Json] = installed.was["owed"][name]
        found = [(owed.id, owed.notice.kind, owed.uncertain) for owed in waiting]
        assert found == [(owed["id"], owed["kind"], owed["begun"]) for owed in was]
    assert [owed["begun"] for owed in installed.was["owed"]["Ann"]][:1] == [True]


async def test_people_and_what_they_have_said(store: Store, installed: Installation) -> None:
    assert [(one.user_id, one.name, one.chat_id) for one in await store.people.owners()] == [
        (ANN, "Ann", ANN),
        (BOB, "Bob", BOB),
    ]
    assert not await store.handled_updates.first_time(installed.was["newest_update"], installed.ended_at)


async def test_questions_are_still_open_for_those_who_were_asked(
    store: Store, installed: Installation
) -> None:
    for was in installed.was["questions"]:
        end = datetime.fromisoformat(was["open_until"])
        other = BOB if was["person"] == ANN else ANN
        assert await store.confirmations.claim(was["id"], other, end - timedelta(seconds=10)) is None
        claimed = await store.confirmations.claim(was["id"], was["person"], end - timedelta(seconds=10))
        assert claimed is not None
        assert (claimed.ask.value, claimed.answer) == (was["ask"], None)


async def test_questions_end_when_they_would_have(store: Store, installed: Installation) -> None:
    for was in installed.was["questions"]:
        late = datetime.fromisoformat(was["open_until"]) + timedelta(seconds=10)
        claimed = await store.confirmations.claim(was["id"], was["person"], late)
        assert claimed is not None
        assert claimed.expired


async def test_the_next_bot_gets_the_next_number(store: Store, installed: Installation) -> None:
    [(number,)] = await rows(installed.url, "SELECT next_number FROM installation")
    assert number == max(map(int, installed.was["bots"])) + 1
