"""Runs migrations: in a transaction of the program's own connection, or from alembic's command line."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection

from db.chat_models import OutboxRow
from db.migrate import writable_connection
from db.models import Bot

CATALOGUES = [Bot.metadata, OutboxRow.metadata]
"""One and the same: both modules are loaded, so that all tables are in it."""


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=CATALOGUES[0],
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_from_command_line() -> None:
    async with writable_connection(os.environ["DATABASE_URL"]) as connection:
        await connection.run_sync(run)


if context.is_offline_mode():
    raise SystemExit("Migrations need the database itself: they differ by kind.")
given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_from_command_line())
