"""A soak in real time: `python -m tests.soak --minutes 90 [--seed N]`.

The real program as a process, with 50 bots at the exchange twin and the local chat. Streams are cut every
minute, Telegram is away for a ninth of the time, PostgreSQL is ended and begun in the middle, the disk of the
data folder is filled and freed; then the market stands still. At the end the twin's journal must agree with
the database and with the chat, and memory must have stayed flat. Status 1 when something was wrong.

There are two of it side by side: one on PostgreSQL, and one on SQLite, whose database is on that disk.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path

from tests.soak.disk import disk_at
from tests.soak.log_lines import complaints_of
from tests.soak.report import table
from tests.soak.soak import Soak
from tests.soak.troubles import Plan
from tests.support.postgres_server import PostgresUnavailableError, restartable_server

POSTGRESQL, SQLITE = "postgresql", "sqlite"
MOST_SHOWN = 50


@contextmanager
def _prepared(kind: str, folder: Path, options: argparse.Namespace) -> Iterator[Soak | None]:
    """Yield a soak on that kind of database, with what it needs around it; None where there is no such."""
    with ExitStack() as stack:
        server = None
        if kind == POSTGRESQL:
            try:
                server = stack.enter_context(restartable_server(durable=True))
            except PostgresUnavailableError as error:
                _say(f"no soak on PostgreSQL, and no restart of a database: {error}")
                yield None
                return
        if no_disk := stack.enter_context(disk_at(folder / "data")):
            _say(f"{kind}: the disk is not filled: {no_disk}")
        yield Soak(
            name=kind,
            plan=Plan(options.minutes * 60),
            seed=options.seed,
            exchange=options.exchange,
            folder=folder,
            database_url=server.url if server else f"sqlite:///{folder}/data/scalper.db",
            server=server,
            has_disk=not no_disk,
        )


async def _run(soaks: list[Soak]) -> None:
    async with AsyncExitStack() as stack:
        for soak in soaks:
            stack.push_async_callback(soak.close)
            await soak.prepare()
        async with asyncio.TaskGroup() as group:
            for soak in soaks:
                group.create_task(soak.run())


def _play(folder: Path, options: argparse.Namespace) -> int:
    kinds = (POSTGRESQL, SQLITE) if options.database == "both" else (options.database,)
    with ExitStack() as stack:
        found = [stack.enter_context(_prepared(kind, folder / kind, options)) for kind in kinds]
        soaks = [soak for soak in found if soak is not None]
        asyncio.run(_run(soaks))
        for soak in soaks:
            _say(_report(soak))
    return 1 if not soaks or any(soak.complaints for soak in soaks) else 0


def _report(soak: Soak) -> str:
    slope = soak.slope
    with soak.keeper.program.log.open(errors="replace") as log:
        warned = complaints_of(log)
    lines = [
        f"\n{soak.name}, {soak.exchange}:",
        table(soak.samples, soak.troubles.notes),
        f"{soak.fills} fills, {soak.orders} orders, {soak.repeats} messages marked as a possible repeat",
        f"memory after {soak.plan.warm_after_s / 60:.1f} min: "
        + ("too short to say" if slope is None else f"{slope:+.2f} MiB an hour"),
        f"CPU while nothing happens: {soak.idle_cpu:.2f} % of a core",
        f"ended by itself {len(soak.keeper.ends)} times",
        *(f"{times:6} {what}" for what, times in warned.most_common(MOST_SHOWN)),
        *(f"WRONG: {complaint}" for complaint in soak.complaints[:MOST_SHOWN]),
        f"{len(soak.complaints)} complaints",
    ]
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Report, and return 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exchange", choices=("Binance", "Binance F", "Bybit", "Bybit F"), default="Binance")
    parser.add_argument("--database", choices=("both", POSTGRESQL, SQLITE), default="both")
    parser.add_argument("--folder", type=Path, help="a new folder for data and logs, which stay there")
    options = parser.parse_args()
    logging.basicConfig(level=logging.CRITICAL)  # bots are made in here, while much is imported
    if options.folder is not None:
        options.folder.mkdir(parents=True)
        return _play(options.folder.resolve(), options)
    with tempfile.TemporaryDirectory(prefix="scalper-soak-", dir="/var/tmp") as name:
        return _play(Path(name), options)


if __name__ == "__main__":
    sys.exit(main())
