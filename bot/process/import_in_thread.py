"""Importing a library that takes seconds, without holding up the bots or the end of the program."""

import asyncio
import threading
from contextlib import suppress
from functools import partial
from importlib import import_module
from types import ModuleType


async def import_in_thread(name: str) -> ModuleType:
    """Return the module, imported in a thread. Raises what the import raises.

    The thread may be left behind: one of an executor would have to be waited for when the program
    is told to end in the middle of it.
    """
    loop = asyncio.get_running_loop()
    imported: asyncio.Future[ModuleType] = loop.create_future()

    def work() -> None:
        try:
            hand_over = partial(imported.set_result, import_module(name))
        except Exception as e:  # noqa: BLE001 - handed to the caller, whatever it is
            hand_over = partial(imported.set_exception, e)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: imported.done() or hand_over())  # perhaps nobody waits any more

    threading.Thread(target=work, name=f"import {name}", daemon=True).start()
    return await imported
