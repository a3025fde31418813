"""Bots side by side: what each earned, in how many cycles, and at which hours."""

from decimal import Decimal

from bot.pictures.canvas import WIDTH, Box, Canvas, fitted, width_of
from bot.pictures.frame import HEAD_BOTTOM, MARGIN, READ, SMALL, draw_badge, draw_head, draw_note
from bot.pictures.results import tone_of
from bot.pictures.theme import Tone
from bot.pictures.values import BotGroup, BotResult, ComparisonPicture
from engine.core.money import exact

_ROW = 160
_GROUP = 74
_EMPTY = 300
_NAME = 33
_BAR = 16
_LEAST = 3


def draw_comparison(picture: ComparisonPicture) -> bytes:
    """Return the picture as a PNG file."""
    rows = sum(len(group.bots) for group in picture.groups)
    used = rows * _ROW + len(picture.groups) * _GROUP if rows else _EMPTY
    note = READ * 2 if picture.note and rows else 0
    canvas = Canvas(picture.look.theme, HEAD_BOTTOM + used + note + 24)
    draw_head(canvas, picture.head)
    top = HEAD_BOTTOM + 8.0
    for group in picture.groups:
        _draw_group_head(canvas, group, top)
        top += _GROUP
        most = max((abs(bot.result) for bot in group.bots), default=Decimal(0))
        for bot in group.bots:
            _draw_bot(canvas, bot, most, top)
            top += _ROW
    if not rows:
        draw_note(canvas, Box(MARGIN, top, WIDTH - MARGIN, top + _EMPTY), picture.note)
    elif picture.note:
        canvas.text((MARGIN, top + READ), picture.note, READ, canvas.palette.tones[Tone.QUIET])
    return canvas.png()


def _draw_group_head(canvas: Canvas, group: BotGroup, top: float) -> None:
    canvas.line([(MARGIN, top + 8), (WIDTH - MARGIN, top + 8)], canvas.palette.grid, 2)
    canvas.text((MARGIN, top + 52), group.quote, READ, canvas.palette.tones[Tone.QUIET], bold=True)
    draw_badge(canvas, WIDTH - MARGIN, top + 42, group.mode, SMALL)


def _draw_bot(canvas: Canvas, bot: BotResult, most: Decimal, top: float) -> None:
    """Draw a row: name and result, a bar as long as the result is large, and figures below it."""
    tones, tone = canvas.palette.tones, tone_of(bot.result)
    wide = width_of(bot.written, _NAME, bold=True)
    canvas.text((WIDTH - MARGIN, top + 32), bot.written, _NAME, tones[tone], bold=True, anchor="rs")
    label = fitted(bot.label, _NAME, WIDTH - 2 * MARGIN - wide - 24, bold=True)
    canvas.text((MARGIN, top + 32), label, _NAME, tones[Tone.PLAIN], bold=True)
    bar = Box(MARGIN, top + 46, WIDTH - MARGIN, top + 46 + _BAR)
    canvas.box(bar, canvas.palette.grid, radius=_BAR / 2)
    if bot.result:
        with exact():
            share = float(abs(bot.result) / most)
        right = bar.left + max(bar.width * share, _BAR * _LEAST / 2)
        canvas.box(Box(bar.left, bar.top, right, bar.bottom), tones[tone], radius=_BAR / 2)
    for below, text in ((94, bot.counts), (128, bot.hours)):
        canvas.text((MARGIN, top + below), fitted(text, SMALL, bar.width), SMALL, tones[Tone.QUIET])
