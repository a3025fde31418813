"""Short ways into the middle of a story."""

import asyncio
from decimal import Decimal

from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from engine.people import Actor
from engine.reads.views import BotCard
from tests.chat.rig import ANNA, Rig
from tests.support.person import Person, Seen

LINE = "/newbot BTC/USDT Binance BUY 0.01 60000 60600 noloop"


async def has_bot(
    rig: Rig,
    *,
    start: bool = False,
    ticker: str = "BTC/USDT",
    buy: str = "60000",
    sell: str = "60600",
    loop: bool = True,
    trail: str | None = None,
    key: str = "story",
    actor: Actor = ANNA,
    mode: Mode = Mode.PAPER,
) -> BotCard:
    """Make a bot without the chat."""
    draft = BotDraft(
        ticker=ticker,
        exchange="Binance",
        mode=mode,
        first_order=Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=Decimal(buy),
        sell_price=Decimal(sell),
        trailing_percent=None if trail is None else Decimal(trail),
        infinite_loop=loop,
    )
    return await rig.now.service.create(actor, draft, start=start, key=key)


async def holding_bot(rig: Rig) -> BotCard:
    """Make a bot that has bought."""
    card = await has_bot(rig, start=True)
    await rig.binance.move("BTC/USDT", "59990")
    return await rig.now.service.card(ANNA, card.state.bot_id)


async def card_in_chat(anna: Person, name: str = "#1 BTC/USDT") -> Seen:
    """Open a bot's card from the list."""
    await anna.send("/bots")
    await anna.reads("Your bots")
    await anna.tap(name)
    return await anna.reads("Realised:")


def count_bots(page_text: str) -> int:
    return sum(line.startswith(("🟢", "⏸", "⚪", "🔴")) for line in page_text.splitlines())


async def all_is_answered(anna: Person) -> None:
    """Wait until everything that was done before has been dealt with.

    Updates are worked off in order, those that stop all bots in one of their own: see
    `all_stops_are_answered`.
    """
    await anna.send("/help")
    await anna.reads("What I can do")


async def all_stops_are_answered(anna: Person) -> None:
    """Wait until every /stop_all and every answer to its question has been dealt with."""
    await anna.send("/stop_all")
    await anna.reads(lambda seen: seen.text.startswith(("Nothing is running", "Stop 1 bot?")))


async def is_owing(rig: Rig) -> bool:
    """Say whether a message is still to be sent; what is kept for a later one is not."""
    outbox = rig.now.store.outbox
    return any([await outbox.waiting(audience, 1) for audience in await outbox.audiences()])


async def told(anna: Person, rig: Rig, wanted: str) -> Seen:
    """Return the message with the text, letting time pass for what waits its turn."""

    def found() -> list[Seen]:
        return [seen for seen in anna.messages if wanted in seen.text]

    try:
        async with asyncio.timeout(anna.patience_seconds):
            while not found():
                await rig.clock.advance(1)
                await anna.catch_up()
    except TimeoutError:
        raise AssertionError(f"Not told: {wanted!r}\n{anna.account()}") from None
    return found()[-1]
