"""The drill: a backup is put into a fresh database on a fresh machine, and trading goes on at the twin."""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from bot.backups import back_up_before_upgrade, make_backup, restore_command
from bot.config.settings import Settings
from bot.localchat import LocalChat
from bot.scheduled_jobs import scheduled_jobs
from db.backup import restore
from db.lease import DatabaseLease
from db.migrate import newest_revision, upgrade, upgrade_to, writable_connection
from db.store import open_store
from engine.clock import SystemClock
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import Side
from engine.errors import SettingsError
from engine.tasks import Nursery
from tests.kills.books import booked_fills, rows
from tests.real.conftest import (
    ANNA,
    EAGER,
    OWNER,
    created,
    creates,
    paused,
    plain_draft,
    program,
    resting,
    started,
    until,
)
from tests.support.clock import ManualClock
from tests.support.person import Person
from tests.support.words import line_text
from tests.twin import Twin


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Without tables, as where one begins: some make those of an older version."""
    return empty_database_url


@pytest.fixture
async def fresh(
    settings: Settings, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Settings]:
    """Those of another machine: a folder and a database of its own, both empty."""
    folder = {"scalper_data_dir": tmp_path / "other", "backup_dir": tmp_path / "kept"}
    if "sqlite" in settings.database_url.get_secret_value():
        url = f"sqlite:///{tmp_path / 'other' / 'scalper.db'}"
        yield changed(settings, database_url=url, **folder)
        return
    server: URL = request.getfixturevalue("postgresql_server")
    name = f"test_{uuid.uuid4().hex}"
    administration = await asyncpg.connect(server.render_as_string(hide_password=False))
    await administration.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    address = server.set(drivername="postgresql+asyncpg", database=name)
    yield changed(settings, database_url=address.render_as_string(hide_password=False), **folder)
    await administration.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await administration.close()


def changed(settings: Settings, **values: object) -> Settings:
    return Settings(_env_file=None, **(settings.model_dump() | values))


async def epoch(url: str) -> int:
    [(found,)] = await rows(url, "SELECT epoch FROM installation")
    return int(str(found))


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_what_is_restored_trades_on_without_a_second_order(
    settings: Settings, fresh: Settings, twin: Twin, tmp_path: Path
) -> None:
    old, new = settings.database_url.get_secret_value(), fresh.database_url.get_secret_value()
    venue = twin.world.venue("Binance")
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id, Side.BUY)
        backup = await make_backup(settings, SystemClock())
        venue.trade("BTCUSDT", Decimal(93999))  # of later: the backup knows nothing of this fill
        await resting(app_context, bot_id, Side.SELL)
    assert await booked_fills(old)
    before = await epoch(old)

    assert await restore_command(fresh, backup) == 0
    assert await booked_fills(new) == []
    async with program(fresh, EAGER) as app_context:
        assert await paused(app_context, bot_id) == Plain(Cause.RESTORED)
        assert await epoch(new) != before

        async def is_booked() -> bool:
            return len(await booked_fills(new)) == 1

        await until(is_booked)  # what was filled meanwhile
        assert len(created(twin)) == 2, "nothing new was sent"
        orphans = await app_context.service.orders.orphans(ANNA)
        [sell] = orphans
        assert sell.side is Side.SELL
        assert await app_context.service.orders.cancel_orphan(ANNA, sell.account_id, sell.client_order_id)
        await app_context.service.start(ANNA, bot_id, None)
        again = await resting(app_context, bot_id, Side.SELL)
        assert again.client_order_id != sell.client_order_id
        venue.trade("BTCUSDT", Decimal(96001))
        await resting(app_context, bot_id, Side.BUY)
    assert len(await booked_fills(new)) == 2
    assert set(creates(twin).values()) == {1}, "no name was used twice"


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_backup_that_came_by_chat_is_restored(
    settings: Settings, fresh: Settings, chat: LocalChat, owner: Person, tmp_path: Path
) -> None:
    by_chat = changed(settings, backup_chat=str(OWNER), backup_passphrase="correct horse battery")
    received = tmp_path / "from the phone"
    async with program(by_chat, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange="PAPER", buy_price=Decimal(9)))
        waits = await resting(app_context, bot_id, Side.BUY)
        tomorrow, nursery = ManualClock(SystemClock().now() + timedelta(days=1)), Nursery(SystemClock())
        async with open_store(by_chat.database_url.get_secret_value(), nursery, line_text) as store:
            service, health, catalogues = app_context.service, app_context.health, app_context.catalogues
            jobs = scheduled_jobs(by_chat, store, tomorrow, service, health, catalogues)
            await jobs.run("backup-chat")
        await nursery.close()
        done = {job.name: (job.done_at, job.failed_at) for job in jobs.health()}
        assert done["backup"] == done["backup-chat"] == (tomorrow.now(), None)
        received.write_bytes(await owner.download(await owner.reads("Encrypted backup of")))
    assert [file.read_bytes() for file in by_chat.backup_folder.iterdir()] == [received.read_bytes()]
    assert chat.token.encode() not in received.read_bytes()

    with pytest.raises(SettingsError, match="set the BACKUP_PASSPHRASE"):
        await restore_command(fresh, received)
    opened = changed(fresh, backup_passphrase="correct horse battery")
    assert await restore_command(opened, received) == 0
    async with program(opened, EAGER) as app_context:
        again = await resting(app_context, bot_id, Side.BUY)
        assert (again.price, again.quantity) == (waits.price, waits.quantity)


async def test_a_database_in_use_is_not_restored_into(settings: Settings) -> None:
    url, nursery = settings.database_url.get_secret_value(), Nursery(SystemClock())
    await upgrade(url)
    async with open_store(url, nursery, line_text) as store:
        await DatabaseLease(store.database, "elsewhere, process 7 (00000000)", line_text).take(600)
        backup = await make_backup(settings, SystemClock())
        with pytest.raises(SettingsError, match=r"elsewhere, process 7 .* is using it"):
            await restore_command(settings, backup)
    await nursery.close()


async def test_before_an_upgrade_a_backup_of_before_is_made(settings: Settings, fresh: Settings) -> None:
    url, folder = settings.database_url.get_secret_value(), settings.backup_folder
    await back_up_before_upgrade(settings, SystemClock())
    assert not folder.exists(), "there is nothing yet"
    async with writable_connection(url) as connection:
        await connection.run_sync(upgrade_to, "0012")
        await connection.execute(
            text("INSERT INTO strangers (user_id, first_seen_at) VALUES (5, '2026-01-01')")
        )
    async with program(settings):
        pass
    [(revision,)] = await rows(url, "SELECT version_num FROM alembic_version")
    assert revision == newest_revision()
    [backup] = folder.glob("scalper-before-*")

    new = fresh.database_url.get_secret_value()
    await restore(new, backup)
    assert await rows(new, "SELECT version_num FROM alembic_version") == [("0012",)]
    assert len(await rows(new, "SELECT user_id FROM strangers")) == 1
    await upgrade(new)
    assert await rows(new, "SELECT version_num FROM alembic_version") == [(newest_revision(),)]


async def test_without_room_for_it_nothing_is_changed(settings: Settings, tmp_path: Path) -> None:
    url = settings.database_url.get_secret_value()
    async with writable_connection(url) as connection:
        await connection.run_sync(upgrade_to, "0012")
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(SettingsError, match="BACKUP_KEEP=0"):
        await back_up_before_upgrade(changed(settings, backup_dir=tmp_path / "taken"), SystemClock())
    await back_up_before_upgrade(
        changed(settings, backup_dir=tmp_path / "taken", backup_keep=0), SystemClock()
    )
    assert await rows(url, "SELECT version_num FROM alembic_version") == [("0012",)]
