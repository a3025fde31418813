"""Reasons come back from storage exactly, on each kind of database; sentences of old stay as they were."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import update

from bot.views.reasons import reason_text
from db.codec import LINE, NOTICE, STATE, line_from_data, line_to_data
from db.models import OrderRow
from db.store import Store
from engine.core.events import OrderRejected
from engine.core.ids import OrderNaming
from engine.core.notices import BotFailed, BotPaused
from engine.core.reasons.reason import Legacy, OrderRefused, Reason, Several
from engine.core.state import BotState
from engine.core.types import BotId
from tests.db.trading import CONFIG, MARKET, NOW, OWNER, make_trader
from tests.support.words import EN
from tests.views.reasons import EVERY
from tests.views.samples import ORDER, REF

STATE_OF_BOT = BotState(
    bot_id=BotId(UUID(int=7)),
    owner_id=OWNER,
    naming=OrderNaming(epoch=1, serial=7),
    config=CONFIG,
    market=MARKET,
)
OLD = "the exchange refused the order: no reason given"


@pytest.mark.parametrize("reason", EVERY, ids=lambda reason: reason.code)
def test_each_comes_back_exactly_from_a_state_a_notice_and_a_log_line(reason: Reason) -> None:
    state = replace(
        STATE_OF_BOT, pause_reason=reason, error=OrderRefused(why=reason), order=replace(ORDER, reason=reason)
    )
    assert STATE.load(STATE.dump(state)) == state
    for notice in (BotPaused(bot=REF, at=NOW, reason=reason), BotFailed(bot=REF, at=NOW, reason=reason)):
        assert NOTICE.load(NOTICE.dump(notice)) == notice
        assert line_from_data(json.loads(json.dumps(line_to_data(notice)))) == notice


def test_a_code_stands_in_the_text_and_amounts_are_strings_in_it() -> None:
    stored = [json.loads(STATE.dump(replace(STATE_OF_BOT, error=one)))["error"] for one in EVERY]
    assert [one["code"] for one in stored] == [reason.code for reason in EVERY]
    assert {"needed": "0.00999", "available": "0.00499000000000123"}.items() <= next(
        one.items() for one in stored if one["code"] == "insufficient_funds"
    )


async def test_what_a_database_keeps_of_them_is_exact(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    every = Several(reasons=tuple(EVERY))
    name = trader.order.client_order_id
    await trader.take(OrderRejected(at=NOW, client_order_id=name, reason=every))
    stored = await store.ledger.load(trader.bot_id)
    order = await store.ledger.find_order(trader.bot_id, name)
    assert stored is not None
    assert stored.state.error == OrderRefused(why=every)
    assert order is not None
    assert order.reason == every


def test_sentences_of_earlier_versions_are_shown_as_they_were() -> None:
    state = replace(
        STATE_OF_BOT, pause_reason=Legacy(text=OLD), error=None, order=replace(ORDER, reason=None)
    )
    document = json.loads(STATE.dump(state)) | {"v": 2, "pause_reason": OLD}
    document["order"]["reason"] = OLD
    read = STATE.load(json.dumps(document))
    assert read.pause_reason == Legacy(text=OLD)
    assert read.order is not None
    assert read.order.reason == Legacy(text=OLD)
    assert reason_text(EN, read.pause_reason) == OLD
    notice = BotPaused(bot=REF, at=NOW, reason=Legacy(text=OLD))
    assert NOTICE.load(json.dumps(json.loads(NOTICE.dump(notice)) | {"v": 1, "reason": OLD})) == notice
    line = LINE.dump_document(notice) | {"v": 1, "reason": OLD}
    assert LINE.load_document(line) == notice


async def test_so_is_the_sentence_that_stands_beside_an_old_order(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    name = trader.order.client_order_id

    async def has(text: str | None) -> Reason | None:
        await store.database.write(
            lambda connection: connection.execute(
                update(OrderRow).where(OrderRow.client_order_id == name).values(reason=text)
            )
        )
        order = await store.ledger.find_order(trader.bot_id, name)
        assert order is not None
        return order.reason

    assert await has(OLD) == Legacy(text=OLD)
    assert await has('{"code": -2010} (503)') == Legacy(text='{"code": -2010} (503)')
    assert await has(None) is None
