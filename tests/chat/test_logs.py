"""/logs: pages, levels, bots, the file, following, notes, clearing."""

import asyncio
import csv
import io
import sqlite3
from contextlib import closing

import pytest

from bot.handlers.log_follow import EVERY_S
from engine.core.notices import BotFailed
from engine.core.types import StopForm
from engine.people import Role
from engine.reads.journal import Note, NoticeUndelivered, OwnerAct, OwnerActed
from engine.reads.logs import LogLevel, LogQuery
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person, Seen
from tests.support.reasons import said
from tests.views.samples import REF

HOSTILE = "<b>_*&</b> =1+1"


async def lines(rig: Rig, count: int) -> None:
    for number in range(count):
        await rig.now.store.journal.note(OWNER, Note(text=f"line {number}"), rig.clock.now())


async def errors(rig: Rig, count: int) -> None:
    for number in range(count):
        failed = BotFailed(bot=REF, at=rig.clock.now(), reason=said(f"bad {number}"))
        await rig.now.store.journal.note(OWNER, failed, rig.clock.now())


async def test_an_empty_log(anna: Person) -> None:
    await anna.send("/logs")
    await anna.reads("No lines here.")


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("WARN", "WARNING"),
        ("warnings", "WARNING"),
        ("errors", "ERROR"),
        ("Err", "ERROR"),
        ("ошибки", "ERROR"),
        ("Предупреждения", "WARNING"),
        ("चेतावनी", "WARNING"),
        ("all", "all levels"),
    ],
)
async def test_a_level_may_be_called_as_people_call_it(
    anna: Person, rig: Rig, written: str, levels: str
) -> None:
    await errors(rig, 1)
    await anna.send(f"/logs {written}")
    await anna.reads(f"Logs · {levels}")


async def test_an_unknown_word_is_answered_with_the_levels_that_there_are(anna: Person) -> None:
    await anna.send("/logs warnig")
    said = await anna.reads("I do not understand “warnig”.")
    assert all(level.value in said.text for level in LogLevel)


async def test_pages_and_levels_with_counts(anna: Person, rig: Rig) -> None:
    await lines(rig, 25)
    await errors(rig, 2)
    await anna.send("/logs")
    page = await anna.reads("page 1 of 3")
    assert "bad 1" in page.text.splitlines()[2]
    assert "• All 27" in page.labels
    await anna.tap("Older »")
    await anna.reads("page 2 of 3")
    await anna.tap("« Newer")
    assert "bad 1" in (await anna.reads("page 1 of 3")).text
    await anna.tap("Older »")
    await lines(rig, 12)
    assert "line 16" in (await anna.reads("page 2 of 3")).text
    await anna.tap("Older »")
    last = await anna.reads("page 4 of 4")
    assert "line 0" in last.text
    assert "Older »" not in last.labels
    await anna.tap("🔴 ERROR 2")
    shown = await anna.reads("Logs · ERROR · all bots")
    assert "line" not in shown.text
    assert "bad 0" in shown.text
    await anna.send("/logs error")
    await anna.reads("Logs · ERROR")


async def test_the_log_of_one_bot(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    await has_bot(rig, key="other", start=True)
    await lines(rig, 1)
    await card_in_chat(anna, "#2 BTC/USDT")
    await anna.tap("Logs")
    own = await anna.reads("all levels · #2 BTC/USDT")
    assert "line 0" not in own.text
    await anna.tap("Bot: #2 BTC/USDT")
    await anna.reads("Which bot's lines?")
    await anna.tap("All bots")
    assert "line 0" in (await anna.reads("all levels · all bots")).text


async def test_lines_of_a_deleted_bot_still_say_whose_they_are(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    card = await has_bot(rig, key="other", start=True)
    await rig.now.service.stop(ANNA, card.state.bot_id, StopForm.STOP, None)
    card = await rig.now.service.card(ANNA, card.state.bot_id)
    await rig.now.service.delete(ANNA, card.state.bot_id, card.state.revision, release=False)
    await anna.send("/logs")
    log = (await anna.reads("Deleted #2 BTC/USDT")).text
    (deleted,) = (line for line in log.splitlines() if "Deleted" in line)
    assert deleted.count("#2") == 1
    for news in ("Order cancelled", "Started by its owner", "Stop requested by its owner"):
        (line,) = (line for line in log.splitlines() if news in line and "#1" not in line)
        assert "#2 BTC/USDT" in line


async def test_notes_of_ones_own(anna: Person) -> None:
    await anna.send(f"/logs add {HOSTILE}")
    await anna.reads("Noted.")
    await anna.send("/logs")
    assert HOSTILE in (await anna.reads("Logs")).text
    await anna.send("/logs add")
    await anna.reads("A note needs some text. Example:")
    await anna.send("/logs add " + "x" * 501)
    await anna.reads("A note can have at most 500 characters; yours has 501.")


async def test_an_old_note_is_offered_again(anna: Person, rig: Rig) -> None:
    await anna.send("/logs add remember", seconds_ago=545)
    await anna.reads("You sent this 9 min ago")
    assert (await rig.now.store.journal.logs(_query())).entries == ()
    await anna.tap("Do it now")
    await anna.reads("Noted.")
    assert (await rig.now.store.journal.logs(_query())).entries[0].message == "remember"


async def test_long_lines_never_make_a_message_too_long(anna: Person, rig: Rig) -> None:
    for _ in range(10):
        await rig.now.store.journal.note(OWNER, Note(text="&<😀" * 166), rig.clock.now())
    await anna.send("/logs")
    seen = await anna.reads("Logs")
    assert seen.text.count("&<😀") > 100
    assert seen.text.count("🔹") >= 10


def fill_with_rows(rig: Rig, count: int) -> None:
    with closing(sqlite3.connect(rig.database_file)) as connection:
        columns = [row[1] for row in connection.execute("pragma table_info(activity_logs)")]
        template = connection.execute("select * from activity_logs limit 1").fetchone()
        row = dict(zip(columns, template, strict=True))
        names = [name for name in columns if name != "id"]
        rows = [
            tuple({**row, "message": f"=row {number}", "extra_data": None}[name] for name in names)
            for number in range(count)
        ]
        marks = ",".join("?" * len(names))
        connection.executemany(f"insert into activity_logs ({','.join(names)}) values ({marks})", rows)  # noqa: S608 - names of our own table
        connection.commit()


async def test_ten_thousand_rows_as_pages_and_as_a_file(anna: Person, rig: Rig) -> None:
    await lines(rig, 1)
    fill_with_rows(rig, 9_999)
    await anna.send("/logs")
    page = await anna.reads(lambda seen: "all bots · page 1\n" in seen.text)
    assert {"• All 999+", "🔹 INFO 999+", "⚠️ WARNING 0"} <= set(page.labels)
    await anna.tap("File")
    document = await anna.reads(lambda seen: seen.media is not None, within_seconds=60)
    assert "Logs: all levels, all bots" in document.text
    rows = list(csv.reader(io.StringIO((await anna.download(document)).decode())))
    assert rows[0] == ["time_utc", "level", "bot", "message"]
    assert len(rows) == 10_001
    assert rows[1][3] == "'=row 9998"


async def test_following_edits_the_message_while_lines_come(anna: Person, rig: Rig) -> None:
    await lines(rig, 1)
    await anna.send("/logs")
    page = await anna.reads("line 0")
    await anna.tap("Follow")
    following = await anna.reads("Following")
    assert following.message_id == page.message_id
    assert following.labels == ["Stop following"]
    await rig.now.store.journal.note(OWNER, Note(text="fresh"), rig.clock.now())
    await _asleep(rig)
    await rig.clock.advance(EVERY_S)
    await anna.reads("fresh")
    await _asleep(rig)
    edits = anna.current(page).edits
    for _ in range(5):
        await rig.clock.advance(EVERY_S)
        await _asleep(rig)
    await anna.catch_up()
    assert anna.current(page).edits == edits  # nothing new, so nothing is edited
    await anna.tap("Stop following")
    await anna.reads("No longer following.")


async def test_following_ends_by_itself(anna: Person, rig: Rig) -> None:
    await lines(rig, 1)
    await anna.send("/logs")
    await anna.reads("line 0")
    await anna.tap("Follow")
    following = await anna.reads("Following")
    while rig.now.nursery.runs(f"follow {following.chat_id}:{following.message_id}"):
        await rig.clock.advance(30)
        await anna.catch_up()
    assert "File" in (await anna.reads("No longer following.")).labels


async def test_who_was_taken_off_the_list_reads_no_further(rig: Rig, control: ChatControl) -> None:
    people, journal = rig.now.store.people, rig.now.store.journal
    ben_id = await control.person("Ben", started=True)
    await people.admit(ben_id, "Ben", ben_id, rig.clock.now())
    await people.set_role(ben_id, Role.TRADER)
    await journal.note(ben_id, Note(text="before"), rig.clock.now())
    async with Person(rig.chat.page_url, ben_id) as ben:
        await ben.send("/logs")
        await ben.reads("before")
        await ben.tap("Follow")
        following = await ben.reads("Following")
        await people.remove(ben_id, OWNER)
        await journal.note(ben_id, Note(text="secret"), rig.clock.now())
        while rig.now.nursery.runs(f"follow {following.chat_id}:{following.message_id}"):
            await rig.clock.advance(EVERY_S)
            await ben.catch_up()
        assert "secret" not in ben.account()


async def test_following_ends_where_the_person_has_blocked_the_bot(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    await lines(rig, 1)
    await anna.send("/logs")
    await anna.reads("line 0")
    await anna.tap("Follow")
    following = await anna.reads("Following")
    await control.block(OWNER)
    await rig.now.store.journal.note(OWNER, Note(text="fresh"), rig.clock.now())
    while rig.now.nursery.runs(f"follow {following.chat_id}:{following.message_id}"):
        await rig.clock.advance(EVERY_S)
        await anna.catch_up()
    assert not (rig.now.nursery.falls.last or "").startswith("follow")


async def test_following_does_not_survive_a_restart_and_says_so(anna: Person, rig: Rig) -> None:
    await lines(rig, 1)
    await anna.send("/logs")
    await anna.reads("line 0")
    await anna.tap("Follow")
    await anna.reads("Following")
    await rig.restart()
    await anna.tap("Stop following")
    await anna.reads("No longer following.")


async def test_clear_asks_with_the_count_and_keeps_the_audit(anna: Person, rig: Rig) -> None:
    await lines(rig, 3)
    await rig.now.store.journal.note(OWNER, OwnerActed(act=OwnerAct.START), rig.clock.now())
    await anna.send("/logs")
    of_before = await anna.reads("Logs")
    await anna.send("/logs")
    await anna.reads("Logs")
    await anna.tap("Clear")
    asked = await anna.reads("Delete 3 log lines?")
    data = asked.button("Delete them")["data"]
    await anna.tap_data(asked, data)
    await anna.tap_data(asked, data)
    await anna.reads("3 log lines deleted.")
    await all_is_answered(anna)
    assert anna.current(asked).text == "3 log lines deleted."
    await anna.send("/logs")
    left = await anna.reads("Logs")
    assert "Started by its owner." in left.text
    assert "line 0" not in left.text
    assert "Clear" not in left.labels
    await anna.tap("Clear", on=of_before)
    await anna.reads_toast("There is nothing to delete here")


async def test_clear_cancelled(anna: Person, rig: Rig) -> None:
    await lines(rig, 3)
    await anna.send("/logs info")
    await anna.reads("Logs · INFO")
    await anna.tap("Clear")
    assert "INFO, all bots" in (await anna.reads("Delete 3 log lines?")).text
    await anna.tap("Cancel")
    await anna.reads("Nothing was deleted.")
    assert len((await rig.now.store.journal.logs(_query())).entries) == 3


@pytest.mark.parametrize("label", ["• All 1", "🔹 INFO 1"])
async def test_a_filter_tapped_again_is_no_error(anna: Person, rig: Rig, label: str) -> None:
    await lines(rig, 1)
    await anna.send("/logs")
    page: Seen = await anna.reads("Logs")
    await anna.tap(label)
    await anna.tap_data(page, page.button(label)["data"])
    await anna.send("/help")
    await anna.reads("What I can do")
    assert not [seen for seen in anna.messages if "went wrong" in seen.text]


async def _asleep(rig: Rig) -> None:
    """Wait until the one that follows waits for its next look."""
    await rig.clock.sleepers(1)


def _query() -> LogQuery:
    return LogQuery(owner_id=OWNER)


@pytest.mark.usefixtures("notices")
async def test_what_could_not_be_sent_stands_in_the_log(anna: Person, control: ChatControl, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await control.block(OWNER)
    await rig.binance.cancel_by_hand(made.state.bot_id)  # which somebody has to decide on
    query = LogQuery(owner_id=OWNER, level=LogLevel.TELEGRAM)
    async with asyncio.timeout(anna.patience_seconds):
        while not any(
            isinstance(entry.line, NoticeUndelivered)
            for entry in (await rig.now.service.logs(ANNA, query)).entries
        ):
            await rig.clock.advance(1)
            await anna.catch_up()
    await control.unblock(OWNER)
    await anna.send("/logs TELEGRAM")
    seen = await anna.reads("Logs · TELEGRAM")
    assert (
        seen.text.count("Telegram does not take messages to you, so they wait: Forbidden: bot was blocked")
        == 1
    )
