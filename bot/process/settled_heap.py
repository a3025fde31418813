"""What the program is made of is not looked through for garbage again and again: bots wait meanwhile.

Modules, markets and bots are hundreds of thousands of objects, and stay. A full collection of Python looks
at all of them, 100 to 160 ms long, in the middle of a fill if it falls so. While modules are imported,
collections take a fifth of the time. So all that is new is looked through once, a little at a time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from engine.clock import Clock

EVERY_S, TIMES = 0.1, 600
"""In the first minute nearly all of it comes: the chat library, the markets, the bots. What an import brings
in that time takes a few milliseconds."""
YOUNG = 1


@contextmanager
def growing_heap() -> Iterator[None]:
    """Have Python look for no garbage by itself while modules are imported, and exempt them for good.

    Of two at once, in threads, the first that is through ends it for both.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def settle_heap(clock: Clock) -> None:
    """Exempt what is there by now from full collections, for as long as the program grows."""
    for _ in range(TIMES):
        await clock.sleep(EVERY_S)
        gc.collect(YOUNG)  # what is garbage already would stay for ever
        gc.freeze()
