"""The results of a while: how they added up, of each mode and coin by itself."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bot.pictures.axis import Range, range_of
from bot.pictures.canvas import WIDTH, Box, Canvas, Point, fitted, width_of
from bot.pictures.frame import (
    HEAD_BOTTOM,
    LARGE,
    MARGIN,
    READ,
    SMALL,
    Time,
    amounts_beside,
    draw_amounts,
    draw_badge,
    draw_head,
    draw_note,
    draw_times,
)
from bot.pictures.theme import Tone
from bot.pictures.values import ResultPanel, ResultsPicture
from engine.core.money import ZERO

_HEAD_GAP = 26.0
_SAID = 118
_PLOT = {1: 470.0, 2: 300.0, 3: 230.0, 4: 190.0}
"""How high the drawing of a panel is, by how many there are."""
_TIMES = 48
_BETWEEN = 26
_AMOUNTS = 110
"""Points of a plot for each amount beside it."""


def draw_results(picture: ResultsPicture) -> bytes:
    """Return the picture as a PNG file."""
    panels = picture.panels
    plot_height = _PLOT[max(len(panels), 1)]
    each = _SAID + plot_height + _TIMES + _BETWEEN
    note_height = READ * 2 if picture.note and panels else 0
    canvas = Canvas(
        picture.look.theme, round(HEAD_BOTTOM + _HEAD_GAP + each * max(len(panels), 1) + note_height)
    )
    draw_head(canvas, picture.head)
    top = HEAD_BOTTOM + _HEAD_GAP
    for panel in panels:
        _draw_panel(canvas, picture, panel, Box(MARGIN, top, WIDTH - MARGIN, top + each - _BETWEEN))
        top += each
    if not panels:
        draw_note(canvas, Box(MARGIN, top, WIDTH - MARGIN, top + each - _BETWEEN), picture.note)
    elif picture.note:
        canvas.text((MARGIN, top + READ * 0.6), picture.note, READ, canvas.palette.tones[Tone.QUIET])
    return canvas.png()


def tone_of(result: Decimal) -> Tone:
    """Return the tone in which a result is written."""
    if result > 0:
        return Tone.GAIN
    return Tone.LOSS if result < 0 else Tone.PLAIN


def _draw_panel(canvas: Canvas, picture: ResultsPicture, panel: ResultPanel, box: Box) -> None:
    tones = canvas.palette.tones
    badge = 0.0 if picture.head.mode is not None else draw_badge(canvas, box.right, box.top + 30, panel.mode)
    total = fitted(panel.written, LARGE, box.width - badge - 20, bold=True)
    canvas.text((box.left, box.top + 48), total, LARGE, tones[tone_of(panel.total)], bold=True)
    below = fitted(panel.below, READ, box.width)
    canvas.text((box.left, box.top + 92), below, READ, tones[Tone.QUIET])
    totals = [panel.start, *(point.total for point in panel.points)]
    shown = range_of([ZERO, *totals]).widened(Decimal("0.08"))
    height = box.height - _SAID - _TIMES
    amounts = amounts_beside(shown, max(2, round(height / _AMOUNTS)))
    right = box.right - max(width_of(text, SMALL) for _, text in amounts) - 20
    plot = Box(box.left, box.top + _SAID, right, box.bottom - _TIMES)
    draw_amounts(canvas, plot, amounts)
    time = Time(panel.begins, panel.ends, plot.left, plot.right)
    draw_times(canvas, plot, time, picture.look.zone)
    _draw_steps(canvas, plot, shown, time, panel)


def _draw_steps(canvas: Canvas, plot: Box, shown: Range, time: Time, panel: ResultPanel) -> None:
    """Draw the total as steps: it stays as it is until the next result."""

    def y(total: Decimal) -> float:
        return plot.bottom - plot.height * shown.share(total)

    zero = y(ZERO)
    steps = _thinned([(time.begins, panel.start), *((one.at, one.total) for one in panel.points)], time)
    steps.append((steps[-1][0] if not panel.points else max(panel.points[-1].at, time.begins), panel.total))
    for (begin, total), (end, _) in zip(steps, [*steps[1:], (time.ends, ZERO)], strict=True):
        left, right = time.x(begin), time.x(min(end, time.ends))
        if total and right > left:
            tone = Tone.GAIN if total > 0 else Tone.LOSS
            canvas.area(
                [(left, zero), (left, y(total)), (right, y(total)), (right, zero)], canvas.palette.faint(tone)
            )
    canvas.line([(plot.left, zero), (plot.right, zero)], canvas.palette.tones[Tone.QUIET], 2)
    line: list[Point] = []
    for at, total in steps:
        if line:
            line.append((time.x(at), line[-1][1]))
        line.append((time.x(at), y(total)))
    line.append((plot.right, line[-1][1]))
    colour = canvas.palette.tones[tone_of(panel.total) if panel.total else Tone.PRICE]
    canvas.line(line, colour, 3.5)
    canvas.dot(line[-1], 7, colour)


def _thinned(steps: Sequence[tuple[datetime, Decimal]], time: Time) -> list[tuple[datetime, Decimal]]:
    """Return of those that fall on one point of the picture the lowest, the highest and the last."""
    found: list[tuple[datetime, Decimal]] = []
    column: list[tuple[datetime, Decimal]] = []
    for step in [*steps, None]:
        if column and (step is None or round(time.x(step[0])) != round(time.x(column[0][0]))):
            ends = {min(column, key=_total), max(column, key=_total), column[-1]}
            found += sorted(ends, key=column.index)
            column = []
        if step is not None:
            column.append(step)
    return found


def _total(step: tuple[datetime, Decimal]) -> Decimal:
    return step[1]
