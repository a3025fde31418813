"""A page to draw on: twice as large as it is shown, so that its lines are smooth when it is made smaller."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import fontpkg
from PIL import Image, ImageDraw, ImageFont

from bot.pictures.theme import PALETTES, Colour, Palette, Theme

WIDTH = 1080
FINER = 2
"""How many points of the drawing make one of the picture, each way."""
_ROWS = 60
_PACKED = 6
_PNG, _RGB, _AS_IT_IS = b"\x89PNG\r\n\x1a\n", 2, b"\0"
"""What a file begins with, how its colours are written, and what stands before each row."""
_WEIGHTS = {False: 430, True: 680}
_WIDEST = 100
"""How wide the letters are, in percent."""
MOST_AT_ONCE = 64
"""So many points of a line are drawn in one go: meanwhile no other thread runs."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the page, in points of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Canvas:
    """One page. All places and sizes are in points of the picture that comes of it.

    It belongs to one thread.
    """

    def __init__(self, theme: Theme, height: int) -> None:
        self.palette: Palette = PALETTES[theme]
        self.height = height
        self._image = Image.new("RGB", (WIDTH * FINER, height * FINER), self.palette.page)
        self._draw = ImageDraw.Draw(self._image)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 2) -> None:
        for at in range(0, len(points) - 1, MOST_AT_ONCE):
            part = _finer(points[at : at + MOST_AT_ONCE + 1])
            self._draw.line(part, fill=colour, width=round(width * FINER), joint="curve")

    def dashes(self, left: float, right: float, y: float, colour: Colour, *, dash: float = 12) -> None:
        """Draw a level line of dashes."""
        at = left
        while at < right:
            self.line([(at, y), (min(at + dash, right), y)], colour, 2)
            at += dash * 1.8

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        self._draw.polygon(_finer(points), fill=colour)

    def box(self, box: Box, colour: Colour, radius: float = 0) -> None:
        corners = _finer([(box.left, box.top), (box.right, box.bottom)])
        self._draw.rounded_rectangle(corners, radius * FINER, fill=colour)

    def triangle(self, tip: Point, size: float, colour: Colour, *, up: bool) -> None:
        """Draw a mark whose tip is there, with a rim of the page's colour round it."""
        x, y = tip
        down = 1 if up else -1
        rim = 2.5
        for grown, shade in ((rim, self.palette.page), (0, colour)):
            half, base = size * 0.62 + grown, y + down * (size + grown * 0.7)
            self.area([(x, y - down * grown * 1.6), (x - half, base), (x + half, base)], shade)

    def dot(self, at: Point, radius: float, colour: Colour) -> None:
        (x, y), r = at, radius
        self._draw.ellipse(_finer([(x - r, y - r), (x + r, y + r)]), fill=colour)

    def text(
        self, at: Point, text: str, size: float, colour: Colour, *, bold: bool = False, anchor: str = "ls"
    ) -> float:
        """Write the text, by default with the left end of its base line there; return how wide it is.

        `anchor` is Pillow's: first l, m or r, then a, m or s.
        """
        font, shown = _font(size, bold=bold), drawable(text)
        self._draw.text((at[0] * FINER, at[1] * FINER), shown, fill=colour, font=font, anchor=anchor)
        return font.getlength(shown) / FINER

    def png(self) -> bytes:
        """Return the picture as a file, made piece by piece: no other thread runs during one."""
        packed, pieces = zlib.compressobj(_PACKED), list[bytes]()
        row = WIDTH * len(self._image.mode)
        for top in range(0, self._image.height, _ROWS * FINER):
            bottom = min(top + _ROWS * FINER, self._image.height)
            strip = self._image.reduce(FINER, box=(0, top, self._image.width, bottom)).tobytes()
            rows = (strip[at : at + row] for at in range(0, len(strip), row))
            pieces.append(packed.compress(b"".join(_AS_IT_IS + one for one in rows)))
        pieces.append(packed.flush())
        header = struct.pack(">IIBBBBB", WIDTH, self.height, 8, _RGB, 0, 0, 0)
        parts = ((b"IHDR", header), (b"IDAT", b"".join(pieces)), (b"IEND", b""))
        return _PNG + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide the text will be."""
    return _font(size, bold=bold).getlength(drawable(text)) / FINER


def fitted(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it is wider than that."""
    if width_of(text, size, bold=bold) <= most:
        return text
    least, longest = 0, len(text)
    while least < longest:
        middle = (least + longest + 1) // 2
        if width_of(f"{text[:middle].rstrip()}…", size, bold=bold) <= most:
            least = middle
        else:
            longest = middle - 1
    return f"{text[:least].rstrip()}…"


def drawable(text: str) -> str:
    """Return the text without the emoji and symbols of people's names, which the font does not have."""
    return " ".join("".join(sign for sign in text if sign < _SYMBOLS_FROM or sign == "−").split())


_SYMBOLS_FROM = "\u2190"


@lru_cache(maxsize=32)
def _font(size: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(fontpkg.path("Noto Sans"), size * FINER, layout_engine=ImageFont.Layout.RAQM)
    font.set_variation_by_axes([_WEIGHTS[bold], _WIDEST])
    return font


def _finer(points: Sequence[Point]) -> list[Point]:
    return [(x * FINER, y * FINER) for x, y in points]
