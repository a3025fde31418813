"""How often the living cards of one chat are changed in an hour of a lively market."""

import tempfile
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from bot.notifier.chat_pace import FACT_EDITS
from db.migrate import upgrade
from engine.clock import SystemClock
from engine.core.checks import BotDraft
from engine.core.types import Side
from tests.bench.contenders import DISK
from tests.bench.row import OURS, Figures, Goal, Row, Scale
from tests.chat.keeping import keeping, pass_time
from tests.chat.rig import ANNA, Rig, database_url
from tests.chat.stories import card_in_chat
from tests.localchat.controlled import ControlledChat
from tests.support.clock import ManualClock
from tests.support.person import Person

IN_A_MINUTE, WASTED = "edits within a minute, at most", "edits that changed nothing"
TICKERS = ("BTC/USDT", "ETH/USDT")
STEP_S = 5
OK = 200


async def _measure(minutes: int, number: int) -> Figures:
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        file = Path(folder) / "chat.db"
        await upgrade(database_url(file))
        clock = ManualClock(SystemClock().now())
        chat = ControlledChat(now=lambda: clock.now().timestamp())
        await chat.start()
        rig = Rig(chat, file, clock)
        await rig.start()
        try:
            async with keeping(rig) as kept, Person(chat.page_url) as anna:
                await _lively(rig, anna, minutes, Random(number))
                at = [when for when, _ in kept.edits]
            edits = [call for call in chat.calls if call["method"] == "editMessageText"]
        finally:
            await rig.stop()
            await chat.stop()
    return {
        IN_A_MINUTE: float(_most_within(at, FACT_EDITS.within_s)),
        "edits an hour": len(at) * 60 / minutes,
        "what the budget allows in an hour": FACT_EDITS.most * 3600 / FACT_EDITS.within_s,
        WASTED: float(sum(call["code"] != OK for call in edits)),
    }


async def _lively(rig: Rig, anna: Person, minutes: int, random: Random) -> None:
    """Have each bot's price go up and down through its orders, with its card open."""
    for ticker in TICKERS:
        await rig.now.service.create(ANNA, _draft(ticker), start=True, key=ticker)
    for number, ticker in zip(count(1), TICKERS, strict=False):
        await card_in_chat(anna, f"#{number} {ticker}")
    for _ in range(minutes * 60 // STEP_S):
        for ticker in TICKERS:
            await rig.binance.move(ticker, str(random.randint(58_000, 62_000)))
        await pass_time(anna, rig, STEP_S, STEP_S)


def _draft(ticker: str) -> BotDraft:
    return BotDraft(
        ticker=ticker,
        exchange="Binance",
        first_order=Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=Decimal(59_000),
        sell_price=Decimal(61_000),
        infinite_loop=True,
    )


def _most_within(at: Sequence[float], seconds: float) -> int:
    return max((sum(begun <= one < begun + seconds for one in at) for begun in at), default=0)


def rows(scale: Scale) -> list[Row]:
    minutes = scale.of(60, 2)
    return [
        Row(
            name="edits of living cards",
            what=(
                f"{len(TICKERS)} cards are open in one chat, and every {STEP_S} s of an injected clock each "
                f"bot's price jumps, often through its order, for {minutes} min. The budget of a chat is "
                f"{FACT_EDITS.most} edits within {FACT_EDITS.within_s} s."
            ),
            columns={OURS: partial(_measure, minutes)},
            goals=(Goal(metric=IN_A_MINUTE, at_most=FACT_EDITS.most), Goal(metric=WASTED, at_most=0)),
        )
    ]
