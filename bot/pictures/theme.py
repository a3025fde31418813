"""What pictures look like: their colours, light or dark."""

from dataclasses import dataclass
from enum import StrEnum

from engine.core.types import Mode

Colour = tuple[int, int, int]


class Theme(StrEnum):
    """As the person has chosen."""

    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a mark or a figure stands for. Those of a pair differ in more than red and green."""

    PLAIN = "plain"
    QUIET = "quiet"
    BUY = "buy"
    SELL = "sell"
    TRAILING = "trailing"
    PRICE = "price"
    GAIN = "gain"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme."""

    page: Colour
    grid: Colour
    tones: dict[Tone, Colour]
    modes: dict[Mode, Colour]
    """Behind the name of the mode, which is written in the colour of the page."""

    def faint(self, tone: Tone, share: float = 0.18) -> Colour:
        """Return the colour of the tone, laid thinly on the page."""
        red, green, blue = (
            round(page + (full - page) * share)
            for page, full in zip(self.page, self.tones[tone], strict=True)
        )
        return red, green, blue


PALETTES = {
    Theme.LIGHT: Palette(
        page=(255, 255, 255),
        grid=(228, 233, 238),
        tones={
            Tone.PLAIN: (20, 30, 40),
            Tone.QUIET: (91, 105, 119),
            Tone.BUY: (0, 130, 100),
            Tone.SELL: (196, 74, 16),
            Tone.TRAILING: (124, 63, 190),
            Tone.PRICE: (36, 104, 205),
            Tone.GAIN: (0, 130, 100),
            Tone.LOSS: (196, 74, 16),
        },
        modes={Mode.PAPER: (91, 105, 119), Mode.TESTNET: (124, 63, 190), Mode.LIVE: (190, 30, 45)},
    ),
    Theme.DARK: Palette(
        page=(23, 33, 43),
        grid=(42, 55, 67),
        tones={
            Tone.PLAIN: (242, 245, 247),
            Tone.QUIET: (150, 167, 183),
            Tone.BUY: (62, 203, 155),
            Tone.SELL: (247, 148, 82),
            Tone.TRAILING: (196, 153, 245),
            Tone.PRICE: (98, 168, 245),
            Tone.GAIN: (62, 203, 155),
            Tone.LOSS: (247, 148, 82),
        },
        modes={Mode.PAPER: (150, 167, 183), Mode.TESTNET: (196, 153, 245), Mode.LIVE: (255, 120, 120)},
    ),
}
