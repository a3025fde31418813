"""What takes seconds is done in a thread, without holding up the bots or the end of the program."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from bot.process.settled_heap import growing_heap

T = TypeVar("T")


async def import_in_thread(name: str) -> ModuleType:
    """Return the module, imported in a thread. Raises what the import raises."""
    return await run_in_thread(f"import {name}", partial(_import, name))


def _import(name: str) -> ModuleType:
    with growing_heap():
        return import_module(name)


async def run_in_thread(name: str, work: Callable[[], T]) -> T:
    """Return what comes of the work, done in a thread. Raises what it raises.

    The thread may be left behind: one of an executor would have to be waited for when the program
    is told to end in the middle of it.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def do() -> None:
        try:
            hand_over = partial(done.set_result, work())
        except Exception as e:  # noqa: BLE001 - handed to the caller, whatever it is
            hand_over = partial(done.set_exception, e)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: done.done() or hand_over())  # perhaps nobody waits any more

    threading.Thread(target=do, name=name, daemon=True).start()
    return await done
