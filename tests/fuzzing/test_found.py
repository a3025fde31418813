"""The seeds of each target go through it, and what fuzzing has found stays found."""

import json
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import Update

from bot.access.senders import age_s
from engine.venues.exchanges.answers import ExchangeRefusal, Reply, Unreadable
from engine.venues.exchanges.binance import answers as binance_answers
from engine.venues.exchanges.binance import streams as binance_streams
from engine.venues.exchanges.binance import values as binance
from engine.venues.exchanges.bybit import values as bybit
from engine.venues.exchanges.coindcx import values as coindcx
from engine.venues.exchanges.okx import streams as okx_streams
from engine.venues.exchanges.okx import values as okx
from engine.venues.exchanges.spec import StreamRules
from engine.venues.exchanges.streams import AccountListener
from tests.core.story import MARKET, PERPETUAL
from tests.fuzzing import exchanges as samples
from tests.fuzzing.targets import NOW, TARGETS, UPDATES

FAR = 10**40
"""Milliseconds that are no moment."""


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_go_through(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)


def test_a_time_that_is_no_moment_cannot_be_read() -> None:
    with pytest.raises(Unreadable):
        binance.order_report(samples.BINANCE_ORDER | {"time": FAR}, "BTC/USDT")
    with pytest.raises(Unreadable):
        binance.public_trades([{"p": "1", "T": FAR}])
    with pytest.raises(Unreadable):
        bybit.order_report(samples.BYBIT_ROW | {"createdTime": str(FAR)}, "BTC/USDT")
    with pytest.raises(Unreadable):
        okx.trade_report(samples.OKX_ROW | {"fillTime": str(FAR)}, MARKET, {}, samples.SIZE)
    with pytest.raises(Unreadable):
        coindcx.trade_reports([samples.COINDCX_ROW | {"timestamp": FAR}], PERPETUAL)
    with pytest.raises(Unreadable):
        coindcx.funding_report({"pair": "B-BTC_USDT", "amount": 1, "created_at": FAR}, "BTC/USDT", "USDT")


@pytest.mark.parametrize("name", [["a"], {"a": 1}, True])
def test_a_name_of_an_order_is_a_text(name: Any) -> None:  # noqa: ANN401 - whatever JSON may hold
    with pytest.raises(Unreadable):
        binance.order_report(samples.BINANCE_ORDER | {"clientOrderId": name}, "BTC/USDT")
    with pytest.raises(Unreadable):
        bybit.order_report(samples.BYBIT_ROW | {"orderLinkId": name}, "BTC/USDT")
    with pytest.raises(Unreadable):
        okx.order_report(samples.OKX_ROW | {"clOrdId": name}, "BTC/USDT", samples.SIZE)


@pytest.mark.parametrize("said", [None, "", "X", ["T"], 1, "true"])
def test_a_fill_that_does_not_say_who_took_is_one_all_the_same(said: Any) -> None:  # noqa: ANN401 - likewise
    maker = {"isMaker": said}
    of_coindcx = json.loads(json.dumps(samples.COINDCX_ROW | {"is_maker": said}), parse_float=Decimal)
    told = [
        binance.trade_report(samples.BINANCE_TRADE | maker, MARKET, {}),
        bybit.trade_report(samples.BYBIT_ROW | maker, MARKET, {}),
        okx.trade_report(samples.OKX_ROW | {"execType": said}, MARKET, {}, samples.SIZE),
        *coindcx.trade_reports([of_coindcx], PERPETUAL),
    ]
    assert [one.taker for one in told] == [True] * 4


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (binance_streams.SPOT, {"event": {"e": ["executionReport"]}}),
        (binance_streams.FUTURES, {"e": {}}),
        (okx_streams.SPOT, {"event": []}),
        (
            okx_streams.SPOT,
            {"arg": {"channel": "orders"}, "data": [samples.OKX_ROW | {"fillSz": "a lot"}]},
        ),
    ],
)
def test_a_message_that_cannot_be_read_makes_us_ask(rules: StreamRules, message: object) -> None:
    listener = AccountListener(replace(rules, is_private=lambda _: True))
    assert listener.heard("", message)
    assert listener.queue.get_nowait() is None


def test_deep_nesting_and_huge_numbers_are_no_answer_and_cost_nothing() -> None:
    begun = time.process_time()
    with pytest.raises(Unreadable):
        binance_answers.read(Reply(200, {}, "[" * 200_000))
    with pytest.raises(Unreadable):
        binance_answers.read(Reply(400, {}, '{"code": 1e999999999, "msg": "x"}'))
    assert time.process_time() - begun < 5


def test_a_change_at_no_moment_is_as_old_as_its_message() -> None:
    message = UPDATES[2]["edited_message"]
    plain = Update.model_validate(
        {"update_id": 1, "edited_message": message | {"edit_date": message["date"]}}
    )
    odd = json.loads(json.dumps(UPDATES[2])) | {"edited_message": message | {"edit_date": 2**60}}
    assert age_s(Update.model_validate(odd), NOW) == age_s(plain, NOW)


@pytest.mark.parametrize("odd", ["\ud800", "a\x00b", "a\nb", "a\u202eb"])
def test_what_cannot_be_stored_or_shown_is_no_text(odd: str) -> None:
    with pytest.raises(Unreadable):
        binance.order_report(samples.BINANCE_ORDER | {"clientOrderId": odd}, "BTC/USDT")
    with pytest.raises(Unreadable):
        binance.fee_coin(samples.BINANCE_TRADE | {"commissionAsset": odd})
    with pytest.raises(Unreadable):
        bybit.fee_parts(samples.BYBIT_ROW | {"feeCurrency": odd}, MARKET)
    with pytest.raises(Unreadable):
        okx.trade_report(samples.OKX_ROW | {"tradeId": odd}, MARKET, {}, samples.SIZE)
    with pytest.raises(Unreadable):
        coindcx.trade_reports([samples.COINDCX_ROW | {"order_id": odd}], PERPETUAL)
    body = json.dumps({"code": -1, "msg": f"no {odd} here"})
    with pytest.raises(ExchangeRefusal) as refused:
        binance_answers.read(Reply(400, {}, body))
    assert refused.value.text.isprintable()
    assert refused.value.text.endswith(" here")
