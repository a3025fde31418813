"""The process that draws: reads pictures from its input, and writes their files to its output.

It ends with its input, and after a while without anything to do; whoever needs it then starts another.
"""

import os
import pickle
import select
import sys
import traceback

from bot.pictures.comparison import draw_comparison
from bot.pictures.price import draw_price
from bot.pictures.results import draw_results
from bot.pictures.values import ComparisonPicture, Picture, PricePicture
from bot.pictures.wire import ANSWER, DRAWN, FAILED, SIZE

IDLE_S = 600
_INPUT = 0
_NICE = 5
"""What trades goes first."""


def main() -> None:
    os.nice(_NICE)
    answers = sys.stdout.buffer
    while select.select([_INPUT], [], [], IDLE_S)[0] and (head := _exactly(SIZE.size)):
        content = _exactly(SIZE.unpack(head)[0])
        try:
            outcome, answer = DRAWN, draw(pickle.loads(content))  # noqa: S301 - from the program itself
        except Exception:  # noqa: BLE001 - it is told
            outcome, answer = FAILED, traceback.format_exc().encode()
        answers.write(ANSWER.pack(outcome, len(answer)) + answer)
        answers.flush()


def draw(picture: Picture) -> bytes:
    """Return the picture as a PNG file."""
    match picture:
        case PricePicture():
            return draw_price(picture)
        case ComparisonPicture():
            return draw_comparison(picture)
        case _:
            return draw_results(picture)


def _exactly(size: int) -> bytes:
    """Return so many bytes of the input; fewer where it ends."""
    found = b""
    while len(found) < size and (more := os.read(_INPUT, size - len(found))):
        found += more
    return found


if __name__ == "__main__":
    main()
