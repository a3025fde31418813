"""The price of a bot: where it went, where the bot's orders and fills are."""

from collections.abc import Sequence
from decimal import Decimal

from bot.pictures.axis import Range, apart, range_of
from bot.pictures.canvas import MOST_AT_ONCE, WIDTH, Box, Canvas, width_of
from bot.pictures.frame import (
    HEAD_BOTTOM,
    MARGIN,
    SMALL,
    Time,
    amounts_beside,
    draw_amounts,
    draw_head,
    draw_note,
    draw_times,
)
from bot.pictures.theme import Tone
from bot.pictures.values import FillMark, Level, PricePicture
from engine.core.types import Side
from engine.reads.history import PriceRange

HEIGHT = 860
_BOTTOM = 690
_TAG = 38
_ROW = 42
_FAR = 3
"""A line that is further off than so many times what the prices did is marked at the edge instead."""
_SIZES = ((30, 17.0), (120, 12.0), (400, 8.0))
"""Up to how many fills their marks are how large."""
_SMALLEST = 5.0
_COLUMN = 2.5
"""Prices that are nearer to each other, in points, are drawn as one."""


def draw_price(picture: PricePicture) -> bytes:
    """Return the picture as a PNG file."""
    canvas = Canvas(picture.look.theme, HEIGHT)
    draw_head(canvas, picture.head)
    shown = _range(picture)
    amounts = amounts_beside(shown, 6)
    written = [text for _, text in amounts] + [level.written for level in picture.levels]
    right = WIDTH - MARGIN - max(width_of(text, SMALL, bold=True) for text in written) - 26
    plot = Box(MARGIN, HEAD_BOTTOM + 20, right, _BOTTOM)
    levels = sorted(picture.levels, key=lambda level: -level.price)
    places = _places(plot, shown, levels)
    draw_amounts(canvas, plot, amounts, places)
    time = Time(picture.begins, picture.ends, plot.left, plot.right)
    draw_times(canvas, plot, time, picture.look.zone)
    _draw_prices(canvas, plot, shown, time, picture.prices)
    for level, place in zip(levels, places, strict=True):
        _draw_level(canvas, plot, shown, level, place)
    _draw_fills(canvas, plot, shown, time, picture.fills)
    if picture.note:
        draw_note(canvas, plot, picture.note)
    _draw_legend(canvas, picture)
    return canvas.png()


def _range(picture: PricePicture) -> Range:
    """Return what of the prices is shown: where they went, and the lines that are not too far off."""
    seen = [price for one in picture.prices for price in (one.low, one.high)]
    seen += [fill.price for fill in picture.fills]
    if not seen:
        return range_of([level.price for level in picture.levels]).widened(Decimal("0.25"))
    moved = range_of(seen)
    near = moved.widened(Decimal(_FAR))
    lines = [level.price for level in picture.levels if near.least <= level.price <= near.most]
    return range_of([*seen, *lines]).widened(Decimal("0.09"))


def _y(plot: Box, shown: Range, price: Decimal) -> float:
    return plot.bottom - plot.height * shown.share(price)


def _places(plot: Box, shown: Range, levels: Sequence[Level]) -> list[float]:
    """Return where the tags of the levels stand, from above: at their lines, or next to each other there."""
    wanted = [min(max(_y(plot, shown, level.price), plot.top), plot.bottom) for level in levels]
    return apart(wanted, _TAG + 3, plot.top + _TAG / 2, plot.bottom - _TAG / 2)


def _draw_prices(canvas: Canvas, plot: Box, shown: Range, time: Time, prices: Sequence[PriceRange]) -> None:
    """Draw from the lowest to the highest of each while, and a line of the last ones."""
    columns = _columns(time, prices)
    above = [(x, _y(plot, shown, one.high)) for x, one in columns]
    below = [(x, _y(plot, shown, one.low)) for x, one in columns]
    for at in range(0, len(columns) - 1, MOST_AT_ONCE):
        part = slice(at, at + MOST_AT_ONCE + 1)
        canvas.area([*above[part], *reversed(below[part])], canvas.palette.faint(Tone.PRICE))
    line = [(x, _y(plot, shown, one.last)) for x, one in columns]
    canvas.line(line, canvas.palette.tones[Tone.PRICE], 3)
    if line:
        canvas.dot(line[-1], 6, canvas.palette.tones[Tone.PRICE])


def _columns(time: Time, prices: Sequence[PriceRange]) -> list[tuple[float, PriceRange]]:
    """Return the prices with where they are: as one those that are too near to be told apart."""
    found: list[tuple[float, PriceRange]] = []
    for one in prices:
        x = time.x(one.at)
        if found and x - found[-1][0] < _COLUMN:
            before = found[-1][1]
            low, high = min(before.low, one.low), max(before.high, one.high)
            found[-1] = found[-1][0], PriceRange(before.at, low, high, one.last)
        else:
            found.append((x, one))
    return found


def _draw_level(canvas: Canvas, plot: Box, shown: Range, level: Level, place: float) -> None:
    colour = canvas.palette.tones[level.tone]
    y = _y(plot, shown, level.price)
    if plot.top <= y <= plot.bottom:
        canvas.dashes(plot.left, plot.right, y, colour)
    else:  # it is outside: an arrow says where
        up = y < plot.top
        tip = plot.top + 4 if up else plot.bottom - 4
        canvas.triangle((plot.right - 22, tip), 20, colour, up=up)
    box = Box(plot.right + 4, place - _TAG / 2, WIDTH - MARGIN, place + _TAG / 2)
    canvas.box(box, colour, radius=7)
    at = (plot.right + 13, place + SMALL * 0.36)
    canvas.text(at, level.written, SMALL, canvas.palette.page, bold=True)


def _draw_fills(canvas: Canvas, plot: Box, shown: Range, time: Time, fills: Sequence[FillMark]) -> None:
    """Mark each fill; of those that fall on the same point one is enough. Where they are many, as dots."""
    size = next((size for most, size in _SIZES if len(fills) <= most), _SMALLEST)
    marks = {(round(time.x(fill.at)), round(_y(plot, shown, fill.price)), fill.side): None for fill in fills}
    for x, y, side in marks:
        is_buy = side is Side.BUY
        colour = canvas.palette.tones[Tone.BUY if is_buy else Tone.SELL]
        if size > _SMALLEST:
            canvas.triangle((x, y), size, colour, up=is_buy)
        else:
            canvas.dot((x, y), size / 2, colour)


def _draw_legend(canvas: Canvas, picture: PricePicture) -> None:
    """Say what is what, in as many rows as it needs."""
    x, y = float(MARGIN), HEIGHT - 82.0
    there = {fill.side for fill in picture.fills}
    marks = [(Tone.BUY, picture.buys, Side.BUY), (Tone.SELL, picture.sells, Side.SELL)]
    entries: list[tuple[Tone, str, Side | None]] = [(one.tone, one.label, None) for one in picture.levels]
    entries += [entry for entry in marks if entry[2] in there]
    for tone, label, side in entries:
        wide = 40 + width_of(label, SMALL)
        if x > MARGIN and x + wide > WIDTH - MARGIN:
            x, y = float(MARGIN), y + _ROW
        colour = canvas.palette.tones[tone]
        if side is None:
            canvas.line([(x, y - 9), (x + 28, y - 9)], colour, 5)
        else:
            up = side is Side.BUY
            canvas.triangle((x + 14, y - 19 if up else y + 1), 18, colour, up=up)
        canvas.text((x + 40, y), label, SMALL, canvas.palette.tones[Tone.QUIET])
        x += wide + 34
