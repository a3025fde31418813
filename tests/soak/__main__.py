"""A soak in real time: `python -m tests.soak --minutes 90 [--seed N]`.

The real program as a process, with 50 bots at the exchange twin and the local chat. Streams are cut every
minute, Telegram is away for a ninth of the time, PostgreSQL is ended and begun in the middle, the disk of the
data folder is filled and freed; then the market stands still. At the end the twin's journal must agree with
the database and with the chat, and memory must have stayed flat. Status 1 when something was wrong.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.soak.disk import disk_at
from tests.soak.report import table
from tests.soak.soak import Soak
from tests.soak.troubles import Plan
from tests.support.postgres_server import PostgresUnavailableError, Server, restartable_server


@contextmanager
def _database(kind: str) -> Iterator[Server | None]:
    with ExitStack() as stack:
        server = None
        if kind == "postgresql":
            try:
                server = stack.enter_context(restartable_server(durable=True))
            except PostgresUnavailableError as error:
                _say(f"SQLite, and no restart of the database: {error}")
        yield server


def main() -> int:
    """Report, and return 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exchange", choices=("Binance", "Binance F", "Bybit", "Bybit F"), default="Binance")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    options = parser.parse_args()
    logging.basicConfig(level=logging.CRITICAL)  # bots are made in here, while much is imported
    with (
        tempfile.TemporaryDirectory(prefix="scalper-soak-", dir="/var/tmp") as name,
        disk_at(Path(name) / "data") as no_disk,
        _database(options.database) as server,
    ):
        if no_disk:
            _say(f"the disk is not filled: {no_disk}")
        soak = Soak(
            plan=Plan(options.minutes * 60),
            seed=options.seed,
            exchange=options.exchange,
            folder=Path(name),
            database_url=server.url if server else f"sqlite:///{name}/data/scalper.db",
            server=server,
            has_disk=not no_disk,
        )
        asyncio.run(soak.run())
        _say(_report(soak))
    return 1 if soak.complaints else 0


def _report(soak: Soak) -> str:
    slope = soak.slope
    lines = [
        table(soak.samples, soak.troubles.notes),
        f"{soak.fills} fills, {soak.orders} orders, {soak.repeats} messages marked as a possible repeat",
        f"memory after {soak.plan.warm_after_s / 60:.1f} min: "
        + ("too short to say" if slope is None else f"{slope:+.2f} MiB an hour"),
        f"CPU while nothing happens: {soak.idle_cpu:.2f} % of a core",
        f"ended by itself {len(soak.keeper.ends)} times",
        *(f"WRONG: {complaint}" for complaint in soak.complaints[:50]),
        f"{len(soak.complaints)} complaints",
    ]
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
