"""What all pictures have: a head that says of what and of which mode they are, a grid, and lines below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.pictures.axis import Range, as_read, round_amounts, round_moments
from bot.pictures.canvas import WIDTH, Box, Canvas, fitted, width_of
from bot.pictures.theme import Tone
from bot.pictures.values import Head
from engine.core.types import Mode

MARGIN = 40
HEAD_BOTTOM = 138
SMALL, READ, TITLE, LARGE = 25, 29, 42, 54
"""Sizes of letters, in points. On a phone a picture is about a third as wide as it is drawn."""
_BADGE_SIZE = 26
_TIMES = 6
_GAP = 18


@dataclass(frozen=True, slots=True)
class Time:
    """Which moments a drawing is about, and where it has room for them."""

    begins: datetime
    ends: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        """Return where the moment is."""
        length = self.ends - self.begins or timedelta(seconds=1)
        return self.left + (self.right - self.left) * ((at - self.begins) / length)


def draw_head(canvas: Canvas, head: Head) -> None:
    tones = canvas.palette.tones
    right = float(WIDTH - MARGIN)
    if head.mode is not None:
        right -= draw_badge(canvas, right, 66, head.mode) + _GAP
    title = fitted(head.title, TITLE, right - MARGIN, bold=True)
    canvas.text((MARGIN, 80), title, TITLE, tones[Tone.PLAIN], bold=True)
    below = fitted(head.below, READ, WIDTH - 2 * MARGIN)
    canvas.text((MARGIN, 124), below, READ, tones[Tone.QUIET])


def draw_badge(canvas: Canvas, right: float, middle: float, mode: Mode, size: float = _BADGE_SIZE) -> float:
    """Write the mode as a badge that ends there; return how wide it is."""
    wide, high = width_of(mode.value, size, bold=True) + size * 1.1, size * 1.6
    box = Box(right - wide, middle - high / 2, right, middle + high / 2)
    canvas.box(box, canvas.palette.modes[mode], radius=high / 2)
    at = (box.left + wide / 2, middle + size * 0.36)
    canvas.text(at, mode.value, size, canvas.palette.page, bold=True, anchor="ms")
    return wide


def draw_times(canvas: Canvas, plot: Box, time: Time, zone: tzinfo) -> None:
    """Draw the lines of round moments, with the moments below the plot."""
    quiet = canvas.palette.tones[Tone.QUIET]
    free_from = 0.0
    for at, text in round_moments(time.begins, time.ends, zone, _TIMES):
        x, half = time.x(at), width_of(text, SMALL) / 2
        canvas.line([(x, plot.top), (x, plot.bottom)], canvas.palette.grid, 1.5)
        middle = min(max(x, plot.left + half), WIDTH - MARGIN - half)
        if middle - half > free_from:
            canvas.text((middle, plot.bottom + 34), text, SMALL, quiet, anchor="ms")
            free_from = middle + half + _GAP


def amounts_beside(of: Range, wanted: int) -> list[tuple[float, str]]:
    """Return round amounts of the range: where each is in it, and how it is written."""
    amounts = round_amounts(of, wanted)
    return [(of.share(one), text) for one, text in zip(amounts, as_read(amounts), strict=True)]


def draw_amounts(
    canvas: Canvas, plot: Box, amounts: Sequence[tuple[float, str]], taken: Sequence[float] = ()
) -> None:
    """Draw the lines of round amounts, with the amounts at the right: not those too near to `taken`."""
    for share, text in amounts:
        y = plot.bottom - plot.height * share
        canvas.line([(plot.left, y), (plot.right, y)], canvas.palette.grid, 1.5)
        if all(abs(y - other) > SMALL * 1.35 for other in taken):
            at = (plot.right + 12, y + SMALL * 0.36)
            canvas.text(at, text, SMALL, canvas.palette.tones[Tone.QUIET])


def draw_note(canvas: Canvas, plot: Box, note: str) -> None:
    """Write in the middle of the plot why there is nothing to draw."""
    shown = fitted(note, READ, plot.width - 2 * _GAP)
    at = (plot.left + plot.width / 2, plot.top + plot.height / 2)
    wide = width_of(shown, READ)
    back = Box(at[0] - wide / 2 - 16, at[1] - 34, at[0] + wide / 2 + 16, at[1] + 22)
    canvas.box(back, canvas.palette.page)
    canvas.text(at, shown, READ, canvas.palette.tones[Tone.QUIET], anchor="ms")
