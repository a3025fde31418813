"""Backups go to a chat sealed or not at all, and owners are told of what could not be sent."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.backup_chat import AGAIN_AFTER_S, MB, MOST_MB, BackupChat
from bot.config.settings import Settings
from bot.localchat import LocalChat
from bot.notifier.errors import NotSent, Throttled, Unanswered, Unreachable
from bot.process.jobs import NotDone
from bot.process.sealed_file import MARK
from bot.scheduled_jobs import send_backup
from engine.clock import Clock, SystemClock
from engine.notices import BackupNotSent
from engine.outbox import ToPerson
from engine.people import Person, Role
from tests.support.chat_control import ChatControl
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryOutbox
from tests.support.person import Person as Reader
from tests.support.words import EN

ANN = 7
WORD = "correct horse battery"


class HurriedClock(ManualClock):
    """Waits for nobody, and notes for how long it should have."""

    def __init__(self) -> None:
        super().__init__(START)
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Chat:
    """Takes what it is sent, after these refusals."""

    def __init__(self, folder: Path, refusals: Sequence[NotSent] = ()) -> None:
        self.folder = folder
        self.clock = HurriedClock()
        self.outbox = MemoryOutbox(START)
        self.taken: list[str] = []
        self._refusals = list(refusals)
        self.job = BackupChat(
            folder=folder,
            send=self._take,
            owners=self._owners,
            outbox=self.outbox,
            clock=self.clock,
            words=EN,
        )

    async def _take(self, file: Path, _caption: str) -> None:
        if self._refusals:
            raise self._refusals.pop(0)
        self.taken.append(file.name)

    async def _owners(self) -> Sequence[Person]:
        return [Person(user_id=ANN, name="Ann", chat_id=ANN, role=Role.OWNER)]

    def made(self, ago: timedelta = timedelta(minutes=1), content: bytes = MARK) -> Path:
        """Have a backup in the folder."""
        file = self.folder / f"scalper-{START - ago:%Y%m%dT%H%M%S}Z.db.sealed"
        file.write_bytes(content)
        return file

    async def told(self) -> list[object]:
        return [owed.notice for owed in await self.outbox.waiting(ToPerson(ANN), 9)]


async def test_the_newest_backup_is_sent(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    chat.made(timedelta(hours=5))
    file = chat.made()
    (tmp_path / "scalper-before-0099-20990101T000000Z.db.sealed").write_bytes(MARK)
    (tmp_path / "scalper-29990101T000000Z.db.sealed.part").write_bytes(MARK)
    assert file.name in await chat.job.run()
    assert chat.taken == [file.name]


async def test_what_is_not_sealed_and_what_is_of_yesterday_is_not_sent(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    with pytest.raises(NotDone, match="no new backup"):
        await chat.job.run()
    chat.made(timedelta(hours=24))
    with pytest.raises(NotDone, match="no new backup"):
        await chat.job.run()
    chat.made(content=b"SQLite format 3")
    with pytest.raises(NotDone, match="not encrypted"):
        await chat.job.run()
    assert chat.taken == []


async def test_one_that_is_too_large_stays_where_it_is_and_owners_are_told_once_a_day(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    file = chat.made()
    os.truncate(file, MOST_MB * MB - 1)
    await chat.job.run()
    os.truncate(file, MOST_MB * MB)
    for _ in range(2):
        with pytest.raises(NotDone, match="larger than the 50 MB"):
            await chat.job.run()
    assert await chat.told() == [BackupNotSent(at=START, file=file.name, megabytes=50)]
    assert (len(chat.taken), file.exists()) == (1, True)


async def test_while_telegram_is_away_it_is_tried_again(tmp_path: Path) -> None:
    chat = Chat(tmp_path, [Unanswered("away", may_have_arrived=True), Throttled(90)])
    chat.made()
    await chat.job.run()
    assert (len(chat.taken), chat.clock.slept) == (1, [5, 90])
    away = Unanswered("away", may_have_arrived=False)
    chat = Chat(tmp_path, [away] * (len(AGAIN_AFTER_S) + 1))
    with pytest.raises(NotDone, match="could not be sent: away"):
        await chat.job.run()
    assert chat.clock.slept == list(AGAIN_AFTER_S)
    [notice] = await chat.told()
    assert notice == BackupNotSent(at=START, file=chat.made().name)


async def test_a_refusal_is_told_and_not_tried_again(tmp_path: Path) -> None:
    chat = Chat(tmp_path, [Unreachable("chat not found")])
    file = chat.made()
    with pytest.raises(NotDone, match="chat not found"):
        await chat.job.run()
    assert await chat.told() == [BackupNotSent(at=START, file=file.name, reason="chat not found")]
    assert chat.clock.slept == []


# --- over HTTP -------------------------------------------------------------------------------------------


def settings(chat: LocalChat, folder: Path, **changes: object) -> Settings:
    values: dict[str, object] = {
        "scalper_data_dir": folder,
        "telegram_bot_token": chat.token,
        "telegram_api_url": chat.url,
        "backup_passphrase": WORD,
        "backup_chat": str(ANN),
    }
    return Settings(_env_file=None, **(values | changes))  # type: ignore[arg-type] # fields by name


@pytest.mark.parametrize("size", [1, 3_000_000])
async def test_the_file_that_comes_is_the_file_that_was_sent(
    chat: LocalChat, control: ChatControl, tmp_path: Path, size: int
) -> None:
    await control.person("Ann", person_id=ANN, started=True)
    file = tmp_path / "scalper-20260102T033000Z.db.sealed"
    file.write_bytes(bytes(number % 251 for number in range(size)))
    async with Reader(chat.page_url, ANN) as ann:
        await send_backup(settings(chat, tmp_path), SystemClock(), file, "a <backup> & more")
        seen = await ann.reads("a <backup> & more")
        assert await ann.download(seen) == file.read_bytes()
        assert seen.silent
        (tmp_path / "saved").mkdir()
        assert (await ann.save(seen, tmp_path / "saved")).name == file.name


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"backup_chat": "4711"}, Unreachable),
        ({"telegram_api_url": "http://127.0.0.1:1"}, Unanswered),
        ({"telegram_proxy": "socks5://127.0.0.1:1"}, Unanswered),
    ],
)
async def test_what_hinders_it_is_told_without_the_token(
    chat: LocalChat, tmp_path: Path, changes: dict[str, object], why: type[NotSent]
) -> None:
    file = tmp_path / "scalper-20260102T033000Z.db.sealed"
    file.write_bytes(MARK)
    clock: Clock = SystemClock()
    with pytest.raises(why) as refused:
        await send_backup(settings(chat, tmp_path, **changes), clock, file, "backup")
    assert chat.token not in refused.value.reason
