"""/health: how the program is doing, to its owners alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views.health import health_lines
from engine.core.types import Mode
from engine.reads.health import SymbolHealth, VenuesHealth
from tests.chat.rig import Rig
from tests.chat.stories import has_bot
from tests.chat.test_users import joins
from tests.monitoring.samples import HEALTH, VENUES
from tests.support.chat_control import ChatControl
from tests.support.person import Person
from tests.support.words import EN

ALL_WELL = """\
<b>Health</b>
Running for 2 h 5 min
Bots at work: 5, of these paused: 1
Orders: 3 open, 1 awaiting an answer, 0 with an unknown outcome
Telegram: last answer 4 s ago
Database: a read takes 3 ms, the last commit took 21 ms
Notices waiting: 0
Longest delay inside this program in the last hour: 12 ms.
Background tasks restarted: 0"""


def said(**changes: object) -> str:
    lines = health_lines(EN, replace(HEALTH, **changes), timedelta(seconds=4))  # type: ignore[arg-type]
    return "\n".join(lines)


def test_all_is_well() -> None:
    assert HEALTH.stored is not None
    well = said(
        orders={state: count for state, count in HEALTH.orders.items() if state != "UNKNOWN"},
        stored=replace(HEALTH.stored, notices_waiting=0, oldest_notice_at=None),
        longest_hold_s=0.012,
        tasks_fallen=0,
        last_fallen=None,
        last_fall_at=None,
        venues=VenuesHealth(),
        jobs=(),
    )
    assert well == ALL_WELL


def test_bots_that_are_set_aside_are_named() -> None:
    lines = said(set_aside=("#1 BTC/USDT", "#3 ETH/USDT “<night>”")).splitlines()
    aside = "⚠️ Set aside: #1 BTC/USDT, #3 ETH/USDT “&lt;night&gt;”. "
    assert lines[3] == f"{aside}What is stored of them cannot be read; the log says why."


def test_what_is_not_well_has_a_mark_and_says_what() -> None:
    marked = [line for line in said().splitlines() if line.startswith("⚠️")]
    assert marked == [
        "⚠️ Orders: 3 open, 1 awaiting an answer, 1 with an unknown outcome",
        "⚠️ Notices waiting: 7, the oldest from 6 min ago",
        "⚠️ Longest delay inside this program in the last hour: 310 ms.",
        "⚠️ Background tasks restarted: 3, the last one at 2026-01-02 02:04:05 UTC: Binance:TESTNET events",
        "⚠️ Order stream: down, I am reconnecting",
        "⚠️ The last check failed. /accounts says why.",
        "⚠️ ETH/USDT:USDT · Bybit F (second) · 💵 LIVE: last trade 7 min ago, the stream is silent",
        "⚠️ bybit live, requests: 530 of 540 used within 5 s",
        "⚠️ bybit live: the exchange wants to be left alone for 42 s more.",
        "⚠️ Backup: failed 2 h ago, next attempt at 2026-01-03 01:04:05 UTC",
    ]
    gone = said(stored=None)
    assert "⚠️ The database is not responding. No new order is sent until it is back." in gone
    assert "Notices waiting" not in gone


def test_every_account_and_price_says_its_mode() -> None:
    lines = said().splitlines()
    assert "<b>Binance</b> · 🧫 TESTNET" in lines
    assert "<b>Bybit F (second)</b> · 💵 LIVE" in lines
    assert "BTC/USDT · Binance · 🧫 TESTNET: last trade 2 s ago" in lines
    assert "SOL/USDT · Binance · PAPER: no trade yet" in lines


async def test_an_owner_asks_and_sees_what_is_there_now(rig: Rig, anna: Person) -> None:
    await has_bot(rig, start=True)
    rig.venues.doing = VENUES
    await anna.send("/health")
    text = (await anna.reads("Running for")).text
    assert "Bots at work: 1, of these paused: 0" in text
    assert "Orders: 1 open, 0 awaiting an answer, 0 with an unknown outcome" in text
    assert "Last full check: 11 s ago" in text
    assert "Fills that its stream missed and my checks found: 4." in text
    await anna.send("/health now")
    await anna.reads("I do not know what “now” asks of me. Send /health alone.")


async def test_a_bot_that_stands_is_not_at_work(rig: Rig, anna: Person) -> None:
    """Also one that has just been named or looked after."""
    await has_bot(rig)
    await anna.send("/name 1 Morning")
    await anna.reads("It has its new name.")
    await anna.send("/health")
    await anna.reads("Bots at work: 0, of these paused: 0")


@pytest.mark.parametrize("role", ["trader", "viewer"])
async def test_nobody_else_is_told_anything(rig: Rig, anna: Person, control: ChatControl, role: str) -> None:
    await control.person("Tom", person_id=2000, started=True)
    async with Person(rig.chat.page_url, 2000) as tom:
        await joins(anna, tom, role)
        assert "health" not in await tom.commands()
        await tom.send("/health")
        await tom.reads("You are not allowed to do that.")


def test_every_market_is_named() -> None:
    many = [
        SymbolHealth(
            account_id=VENUES.symbols[0].account_id,
            symbol=f"C{number}/USDT",
            age=timedelta(seconds=number),
            stream=VENUES.symbols[0].stream,
        )
        for number in range(100)
    ]
    text = said(venues=replace(VENUES, symbols=tuple(many)))
    assert text.count("last trade") == 100
    assert Mode.TESTNET.value in text
