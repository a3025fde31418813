"""Pictures of bots that never were."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.pictures.theme import Theme, Tone
from bot.pictures.values import (
    BotGroup,
    BotResult,
    ComparisonPicture,
    FillMark,
    Head,
    Level,
    Look,
    PricePicture,
    ResultPanel,
    ResultsPicture,
    added_up,
)
from engine.core.types import Mode, Side
from engine.reads.history import PriceRange

BEGINS = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LIGHT = Look(theme=Theme.LIGHT, zone=ZoneInfo("Europe/Berlin"))
DARK = Look(theme=Theme.DARK, zone=ZoneInfo("Asia/Kolkata"))
CENT = Decimal("0.01")


def head(mode: Mode | None = Mode.PAPER) -> Head:
    return Head(title="#3 BTC/USDT", below="Binance · 11-28 13:00 to 11-29 13:00", mode=mode)


def prices(count: int, base: Decimal = Decimal(60_000), tick: Decimal = CENT) -> tuple[PriceRange, ...]:
    """Return a day of them."""
    drawn, at, found = random.Random(count), base, []
    for n in range(count):
        at = max(tick * 2, (at * (1 + Decimal(drawn.gauss(0, 0.0006)))).quantize(tick))
        found.append(PriceRange(BEGINS + DAY * n / count, at - tick, at + tick, at))
    return tuple(found)


def price_picture(
    of: tuple[PriceRange, ...],
    fills: tuple[FillMark, ...] = (),
    buy: str = "59900",
    sell: str = "60100",
    look: Look = LIGHT,
) -> PricePicture:
    levels = (
        Level(Tone.BUY, Decimal(buy), f"BUY {buy}", buy),
        Level(Tone.SELL, Decimal(sell), f"SELL {sell}", sell),
    )
    return PricePicture(
        head=head(),
        look=look,
        begins=BEGINS,
        ends=BEGINS + DAY,
        prices=of,
        fills=fills,
        levels=levels,
        buys="bought",
        sells="sold",
        note="" if of else "There are no prices yet.",
    )


def fills_on(of: tuple[PriceRange, ...], every: int = 1) -> tuple[FillMark, ...]:
    """Return a fill at every so many prices, buying and selling in turn."""
    return tuple(
        FillMark(one.at, (Side.BUY, Side.SELL)[n % 2], one.last) for n, one in enumerate(of[::every])
    )


def panel(amounts: list[str], mode: Mode = Mode.PAPER, coin: str = "USDT") -> ResultPanel:
    """Return results of a day, evenly apart."""
    results = [(BEGINS + DAY * (n + 1) / (len(amounts) + 1), Decimal(one)) for n, one in enumerate(amounts)]
    total = sum((one for _, one in results), Decimal(0))
    start, points = added_up(results, total)
    written = f"{total:+f} {coin}"
    return ResultPanel(
        mode=mode,
        total=total,
        written=written,
        below="cycles",
        begins=BEGINS,
        ends=BEGINS + DAY,
        points=points,
        start=start,
    )


def results_picture(panels: tuple[ResultPanel, ...], look: Look = LIGHT) -> ResultsPicture:
    note = "" if panels else "Nothing was traded then."
    return ResultsPicture(head=head(None), look=look, panels=panels, note=note)


def comparison_picture(results: list[str], look: Look = LIGHT) -> ComparisonPicture:
    bots = tuple(
        BotResult(
            label=f"#{number} BTC/USDT",
            result=Decimal(result),
            written=f"{result} USDT",
            counts="12 cycles",
            hours="best 14:00, worst 03:00",
        )
        for number, result in enumerate(results, 1)
    )
    groups = (BotGroup(mode=Mode.LIVE, quote="USDT", bots=bots),) if bots else ()
    return ComparisonPicture(head=head(None), look=look, groups=groups, note="Nothing was traded then.")
