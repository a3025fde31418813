"""Real market data, a bot made in the chat, and an independent count of what it must have done."""

import asyncio
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kills.books import booked_fills, result_of_all_bots
from tests.real.conftest import until
from tests.support.chat_control import ChatControl
from tests.support.count import Counted, count_trades
from tests.support.person import Person, Seen

TRAILS = [pytest.param(None, 18, id="plain"), pytest.param(Decimal("0.1"), 14, id="trailing")]


def counted(trades: Path, trailing: Decimal | None) -> Counted:
    return count_trades(
        trades,
        quantity=Decimal(100),
        buy=Decimal("0.00148"),
        sell=Decimal("0.001485"),
        trailing=trailing,
    )


LINE = re.compile(r"^(?:BUY|SELL) \S+ XRP @ \S+(?= \(PAPER, Binance\)$| · fee )", re.MULTILINE)


async def make_the_bot(kim: Person, trailing: Decimal | None = None) -> None:
    trail = f"trail {trailing}%" if trailing else ""
    await kim.send(f"/newbot XRP/ETH Binance BUY 100 0.00148 0.001485 {trail} loop")
    await kim.reads("Each cycle brings")
    await kim.tap("Create and start")


def fill_lines(message: Seen) -> list[str]:
    return LINE.findall(message.text)


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize(("trailing", "fills"), TRAILS)
async def test_the_books_and_the_chat_agree_with_the_count(
    kim: Person, trades: Path, database_url: str, trailing: Decimal | None, fills: int
) -> None:
    expected = counted(trades, trailing)
    assert (len(expected.fills), expected.cycles) == (fills, fills // 2)
    await make_the_bot(kim, trailing)
    await kim.reads(expected.fills[-1].line)
    await kim.reads(f"Cycle {expected.cycles} of")
    assert await booked_fills(database_url) == [
        (fill.side, fill.quantity, fill.price, fill.timestamp_ms) for fill in expected.fills
    ]
    assert await result_of_all_bots(database_url) == expected.result
    assert all_told(kim) == [fill.line for fill in expected.fills]


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize("trouble", ["bad_gateway", "hang", "too_many", "lose_request"])
async def test_telegram_is_down_for_the_whole_replay(
    kim: Person,
    control: ChatControl,
    trades: Path,
    database_url: str,
    trouble: str,
    replay_over: asyncio.Event,
) -> None:
    expected = counted(trades, None)
    await kim.send("/newbot XRP/ETH Binance BUY 100 0.00148 0.001485 loop")
    await kim.reads("Each cycle brings")
    more = {"retry_after": 1} if trouble == "too_many" else {}
    await control.fail(trouble, "sendMessage", times=None, **more)
    await kim.tap("Create and start")
    await replay_over.wait()

    async def all_are_booked() -> bool:
        booked = [fill[:3] for fill in await booked_fills(database_url)]
        return booked == [(fill.side, fill.quantity, fill.price) for fill in expected.fills]

    await until(all_are_booked)  # what is on its way when the file ends is stored in one go
    await kim.catch_up()
    assert all_told(kim) == []
    await control.reset()
    await control.release()
    await kim.reads(f"Cycle {expected.cycles} of")  # the lines of the fills are alike in each cycle
    await kim.catch_up()
    assert all_told(kim) == [fill.line for fill in expected.fills]


def all_told(person: Person) -> list[str]:
    return [line for message in person.messages if message.by_bot for line in fill_lines(message)]
