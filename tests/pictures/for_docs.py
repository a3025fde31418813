"""Draws the pictures of docs/pictures anew: python -m tests.pictures.for_docs.

The prices are those of the made-up market, and the bots trade as a plain loop would.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.pictures.__main__ import draw
from bot.pictures.theme import Theme, Tone
from bot.pictures.values import (
    BotGroup,
    BotResult,
    ComparisonPicture,
    FillMark,
    Head,
    Level,
    Look,
    Picture,
    PricePicture,
    ResultPanel,
    ResultsPicture,
    added_up,
)
from bot.views.text import number
from bot.views.words import Words
from engine.core.types import Mode, Side
from engine.reads.history import PriceRange
from engine.venues.paper.feeds.synthetic import SyntheticFeed
from tests.support.clock import ManualClock
from tests.support.words import CATALOGUES

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
ENDS = datetime(2026, 11, 29, 17, tzinfo=UTC)
BEGINS = ENDS - timedelta(minutes=10)
BUY, SELL, QUANTITY, FEE = Decimal(59_550), Decimal(60_150), Decimal("0.01"), Decimal("0.001")
ENGLISH, HINDI, RUSSIAN = (CATALOGUES.words(language) for language in ("en", "hi", "ru"))
LOOKS = {
    "light": Look(theme=Theme.LIGHT, zone=ZoneInfo("Europe/Berlin")),
    "dark": Look(theme=Theme.DARK, zone=ZoneInfo("Europe/Berlin")),
    "hindi": Look(theme=Theme.LIGHT, zone=ZoneInfo("Asia/Kolkata")),
}


def trades(prices: list[PriceRange]) -> Iterator[FillMark]:
    """Yield what a loop would do on these prices."""
    holds = False
    for one in prices:
        if not holds and one.last <= BUY:
            holds = True
            yield FillMark(one.at, Side.BUY, BUY)
        elif holds and one.last >= SELL:
            holds = False
            yield FillMark(one.at, Side.SELL, SELL)


def price(words: Words, prices: list[PriceRange], look: Look, mode: Mode, trailing: str = "") -> Picture:
    levels = [
        Level(Tone.BUY, BUY, words.plain("picture-buy", price=number(BUY)), number(BUY)),
        Level(Tone.SELL, SELL, words.plain("picture-sell", price=number(SELL)), number(SELL)),
        Level(
            Tone.PRICE,
            prices[-1].last,
            words.plain("picture-last", price=f"{prices[-1].last}"),
            f"{prices[-1].last}",
        ),
    ]
    if trailing:
        said = words.plain("picture-trailing", price=trailing)
        levels.append(Level(Tone.TRAILING, Decimal(trailing), said, trailing))
    first, last = (f"{at.astimezone(look.zone):%Y-%m-%d %H:%M}" for at in (BEGINS, ENDS))
    span = words.plain("picture-span", first=first, last=last, zone=str(look.zone))
    return PricePicture(
        head=Head(title="#3 BTC/USDT", below=f"Binance · {span}", mode=mode),
        look=look,
        begins=BEGINS,
        ends=ENDS,
        prices=tuple(prices),
        fills=tuple(trades(prices)),
        levels=tuple(levels),
        buys=words.plain("picture-bought"),
        sells=words.plain("picture-sold"),
        note="",
    )


def counts(words: Words, cycles: int, won: str, fees: str) -> str:
    said = words.plain("replay-cycles", cycles=cycles), words.plain("picture-won", percent=won)
    return " · ".join([*said, words.plain("picture-fees", fees=fees)])


def results(words: Words, look: Look, kinds: list[tuple[Mode, str, int, Decimal]]) -> Picture:
    begins, ends = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 29, 17, tzinfo=UTC)
    panels = []
    for mode, coin, cycles, each in kinds:
        steps = [
            each * (Decimal(-2) if n % 7 == 3 else Decimal(1) + Decimal(n % 5) / 10) for n in range(cycles)
        ]
        at = [begins + (ends - begins) * ((n + 0.5 + (n % 3) / 5) / cycles) for n in range(cycles)]
        total = sum(steps, Decimal(0))
        start, points = added_up(list(zip(at, steps, strict=True)), total)
        won = f"{round(100 * sum(step > 0 for step in steps) / cycles)}%"
        panels.append(
            ResultPanel(
                mode=mode,
                total=total,
                written=f"{total:+f} {coin}",
                below=counts(words, cycles, won, f"{number(total / 8)} {coin}"),
                begins=begins,
                ends=ends,
                points=points,
                start=start,
            )
        )
    days = words.plain("stats-days", first="2026-11-01", last="2026-11-30")
    below = words.plain("stats-now-month", days=days, zone=str(look.zone))
    head = Head(title=words.plain("picture-results"), below=below, mode=None)
    return ResultsPicture(head=head, look=look, panels=tuple(panels), note="")


def compared(words: Words, look: Look) -> Picture:
    def row(label: str, result: str, cycles: int, best: str, worst: str) -> BotResult:
        hours = words.plain("picture-best-hour", hour="14:00", result=best)
        if worst:
            hours += f" · {words.plain('picture-worst-hour', hour='03:00', result=worst)}"
        written = f"{Decimal(result):+f} USDT"
        fees = f"{number(Decimal(cycles) * Decimal('0.12'))} USDT"
        said = counts(words, cycles, "100%" if cycles == 1 else "83%", fees)
        return BotResult(label=label, result=Decimal(result), written=written, counts=said, hours=hours)

    paper = (
        row("#3 BTC/USDT", "38.314848", 8, "+9.577212", "+4.788606"),
        row("#5 ETH/USDT · night", "12.5", 6, "+4.2", "-0.8"),
        row("#4 SOL/USDT", "-7.25", 5, "+1.1", "-6.05"),
    )
    live = (row("#1 BTC/USDT · slow and steady", "4.788606", 1, "+4.788606", ""),)
    days = words.plain("stats-days", first="2026-11-23", last="2026-11-29")
    below = words.plain("stats-now-week", days=days, zone=str(look.zone))
    return ComparisonPicture(
        head=Head(title=words.plain("picture-compared"), below=below, mode=None),
        look=look,
        groups=(
            BotGroup(mode=Mode.LIVE, quote="USDT", bots=live),
            BotGroup(mode=Mode.PAPER, quote="USDT", bots=paper),
        ),
        note="",
    )


async def main() -> None:
    feed = SyntheticFeed("BTC/USDT", seed=1, clock=ManualClock(ENDS))
    prices = list(await feed.prices_between(BEGINS, ENDS))
    usdt, both = (Mode.PAPER, "USDT", 60, Decimal("0.75")), (Mode.LIVE, "BTC", 9, Decimal("0.0000125"))
    pictures = {
        "price-light": price(ENGLISH, prices, LOOKS["light"], Mode.PAPER),
        "price-dark": price(RUSSIAN, prices, LOOKS["dark"], Mode.LIVE, "59890.12"),
        "price-hindi": price(HINDI, prices, LOOKS["hindi"], Mode.TESTNET, "59890.12"),
        "results-light": results(ENGLISH, LOOKS["light"], [usdt]),
        "results-dark": results(RUSSIAN, LOOKS["dark"], [usdt, both]),
        "results-hindi": results(HINDI, LOOKS["hindi"], [usdt, both]),
        "bots-light": compared(ENGLISH, LOOKS["light"]),
        "bots-dark": compared(RUSSIAN, LOOKS["dark"]),
        "bots-hindi": compared(HINDI, LOOKS["hindi"]),
    }
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (FOLDER / f"{name}.png").write_bytes(draw(picture))


if __name__ == "__main__":
    asyncio.run(main())
