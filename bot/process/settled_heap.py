"""What the program is made of is not looked through for garbage again and again: bots wait meanwhile.

Modules, markets and bots are hundreds of thousands of objects, and stay. A full collection of Python looks
at all of them, 100 to 160 ms long, in the middle of a fill if it falls so.
"""

import gc

from engine.clock import Clock

EVERY_S, TIMES = 1.0, 60
"""In the first minute nearly all of it comes: the chat library, the markets, the bots."""
YOUNG = 1


async def settle_heap(clock: Clock) -> None:
    """Exempt what is there by now from full collections, for as long as the program grows."""
    for _ in range(TIMES):
        await clock.sleep(EVERY_S)
        gc.collect(YOUNG)  # what is garbage already would stay for ever
        gc.freeze()
