"""A bot whose stored JSON somebody has broken by hand: it is set aside, and the others go on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from db.store import Store
from engine.core.types import Mode
from engine.errors import BotUnreadable
from engine.notice_history import HistoryQuery
from engine.notices import DiskLow, NoticeUnreadable
from engine.outbox import ToPerson
from engine.reads.views import BotFilter
from tests.db.trading import CONFIG, MARKET, NOW, OWNER, Trader, make_trader

BROKEN = [
    "",
    "{",
    "[]",
    "null",
    '"state"',
    "{}",
    '{"v":3}',
    '{"v":"three","order":[]}',
    '{"v":-7,"order":7}',
    '{"v":1,"order":"none"}',
    "[" * 100_000,
]


async def break_state(store: Store, trader: Trader, state: str) -> None:
    change = text("UPDATE bot_states SET state = :state WHERE bot_id = :bot")
    kind = trader.bot_id if store.database.dialect == "postgresql" else trader.bot_id.hex
    await store.database.execute(change, {"state": state, "bot": kind})


async def stored_state(store: Store, trader: Trader) -> str:
    kind = trader.bot_id if store.database.dialect == "postgresql" else trader.bot_id.hex
    async with store.database.read() as session:
        found = await session.scalar(text("SELECT state FROM bot_states WHERE bot_id = :bot"), {"bot": kind})
    return str(found)


@pytest.mark.parametrize("state", BROKEN)
async def test_the_others_are_read_and_what_is_known_of_it_is_told(store: Store, state: str) -> None:
    broken, well = await make_trader(store), await make_trader(store)
    await broken.start()
    await broken.accept()
    await broken.fill("t1")  # it holds something now, and its exit is out
    await break_state(store, broken, state)
    assert [bot.state.bot_id for bot in await store.ledger.load_all()] == [well.bot_id]
    [aside] = await store.ledger.unreadable()
    assert aside.problem
    known = aside.state
    assert (known.ref, known.owner_id, known.held) == (broken.state.ref, OWNER, Decimal("0.01"))
    assert known.order is not None
    assert known.order.identity.client_order_id == broken.order.client_order_id
    assert known.order_pending
    with pytest.raises(BotUnreadable):
        await store.ledger.load(broken.bot_id)
    with pytest.raises(BotUnreadable):
        await store.reads.bot(OWNER, broken.bot_id)
    with pytest.raises(BotUnreadable):
        await store.bot_book.delete(broken.bot_id, NOW, by=OWNER)
    assert [card.state.bot_id for card in await store.reads.bots(OWNER)] == [well.bot_id]
    page = await store.reads.bot_page(OWNER, BotFilter.ALL, 0, 5)
    assert [row.bot_id for row in page.rows] == [well.bot_id, broken.bot_id]
    assert await stored_state(store, broken) == state


async def test_one_that_is_put_right_goes_on_where_it_was(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    whole = await stored_state(store, trader)
    await break_state(store, trader, whole[:-1])
    assert await store.ledger.load_all() == []
    await break_state(store, trader, whole)
    [bot] = await store.ledger.load_all()
    assert bot.state == trader.state


async def test_the_state_of_another_bot_is_not_taken_for_its_own(store: Store) -> None:
    one, other = await make_trader(store), await make_trader(store)
    await break_state(store, one, await stored_state(store, other))
    assert [bot.state.bot_id for bot in await store.ledger.load_all()] == [other.bot_id]


async def test_rules_that_are_broken_are_shown_as_none(store: Store) -> None:
    """They stand in a column of their own for whoever reads the table: the bot has its own."""
    trader = await make_trader(store, market=MARKET, config=CONFIG)
    is_checked = store.database.dialect == "postgresql"  # it takes no JSON that is none
    for config in ("[]", "null") if is_checked else ("[]", "null", "", "{"):
        await store.database.execute(text("UPDATE bots SET config = :config"), {"config": config})
        page = await store.reads.bot_page(OWNER, BotFilter.ALL, 0, 5)
        assert [row.account_id for row in page.rows] == [CONFIG.account_id]
    await break_state(store, trader, "{")
    await store.ledger.load_all()
    [aside] = await store.ledger.unreadable()
    assert aside.state.config.mode is Mode.PAPER
    assert aside.state.market.base == "BTC"


@pytest.mark.parametrize(
    "payload", ["", "{", "{}", '{"v":3,"kind":"unheard of"}', '{"v":1,"kind":"resumed"}']
)
async def test_a_notice_that_cannot_be_read_holds_up_no_other(store: Store, payload: str) -> None:
    """That there was one is told all the same."""
    owner = ToPerson(OWNER)
    for days in (1, 2, 3):
        await store.outbox.owe(owner, DiskLow(at=NOW + timedelta(days=days), folder="data", free_mb=days))
    second = text("UPDATE outbox SET payload = :payload WHERE id = 2")
    await store.database.execute(second, {"payload": payload})
    waiting = await store.outbox.waiting(owner, 10)
    assert [type(one.notice) for one in waiting] == [DiskLow, NoticeUnreadable, DiskLow]
    assert waiting[1].notice.at == NOW + timedelta(days=2)
    page = await store.notice_history.page(HistoryQuery(audiences=(owner,), page_size=5))
    assert len(page.notices) == 3
