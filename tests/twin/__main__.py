"""Run a twin by itself: `python -m tests.twin --port 0 --journal FILE`."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from tests.twin.server import Twin


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line on stdout is JSON with addresses and a first account."""
    parser = argparse.ArgumentParser(prog="python -m tests.twin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1, 0 for a free one")
    parser.add_argument("--journal", type=Path, help="file of JSON lines that everything is written to")
    asyncio.run(serve(parser.parse_args()))


async def serve(options: argparse.Namespace) -> None:
    """Run one twin until it is told to end."""
    twin = Twin(port=options.port, journal_file=options.journal)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await twin.start()
    key = twin.account.keys[0]
    line = {
        "url": twin.url,
        "urls": twin.urls,
        "account": twin.account.name,
        "key": key.key,
        "secret": key.secret,
        "passphrase": key.passphrase,
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    await ended.wait()
    await twin.stop()


if __name__ == "__main__":
    main()
