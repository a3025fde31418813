"""Run the local chat by itself: `python -m bot.localchat --port 0 --store FILE`."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.localchat.server import LocalChat


def main(kind: type[LocalChat] = LocalChat) -> None:
    """Serve until SIGTERM or SIGINT; the first line on stdout is JSON with the addresses."""
    parser = argparse.ArgumentParser(prog="python -m bot.localchat", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1, 0 for a free one")
    parser.add_argument("--store", type=Path, help="SQLite file that keeps everything; in memory without it")
    parser.add_argument("--token", help="token of the bot, made up without it")
    parser.add_argument("--key", help="key in the page's address, made up without it")
    options = parser.parse_args()
    asyncio.run(serve(kind(port=options.port, store=options.store, token=options.token, key=options.key)))


async def serve(chat: LocalChat) -> None:
    """Run one server until it is told to end."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await chat.start()
    line = {"url": chat.url, "page_url": chat.page_url, "token": chat.token, "key": chat.key}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    await ended.wait()
    await chat.stop()


if __name__ == "__main__":
    main()
