import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.access.people_directory import PeopleDirectory
from bot.chat.following_pictures import TASK, FollowingPictures
from bot.keyboards.digits import exact_notices
from bot.keyboards.muting import mute_buttons
from bot.keyboards.notices import buttons_of
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.chat_pace import ChatPace
from bot.notifier.notifier import Notifier
from bot.pictures.pictures import Pictures
from bot.pictures.values import Picture
from bot.views.notices import word
from engine.clock import SystemClock
from engine.core.types import AccountId, Mode
from engine.risk.engine import Rules
from tests.chat.hand_venue import HandVenue
from tests.chat.money import LIMITS
from tests.chat.rig import OWNER, Rig
from tests.localchat.controlled import ControlledChat
from tests.support.chat_control import ChatControl
from tests.support.clock import ManualClock
from tests.support.person import Person
from tests.support.words import CATALOGUES


@pytest.fixture
async def rig(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Rig]:
    file = Path(shutil.copy(migrated_file, tmp_path / "chat.db"))
    chat = ControlledChat()
    await chat.start()
    made = Rig(chat, file, ManualClock(SystemClock().now()))
    await made.start()
    yield made
    await made.stop()
    await chat.stop()


@pytest.fixture
async def anna(rig: Rig) -> AsyncIterator[Person]:
    async with Person(rig.chat.page_url) as person:
        yield person


@pytest.fixture
async def control(rig: Rig) -> AsyncIterator[ChatControl]:
    async with ChatControl(rig.chat.page_url) as door:
        yield door


@pytest.fixture
async def live(rig: Rig) -> HandVenue:
    rig.venues.open_account("Binance", Mode.LIVE)
    rig.rules = Rules(limits=LIMITS)
    await rig.restart()
    return rig.venues.real[AccountId("Binance", Mode.LIVE)]


@pytest.fixture
async def notices(rig: Rig) -> AsyncIterator[None]:
    """Let what is owed to Anna be sent."""
    now = rig.now
    people, pace = PeopleDirectory(now.store.people, only=(OWNER,)), ChatPace()
    following_pictures = FollowingPictures(
        bot=now.bot,
        service=now.service,
        people=people,
        book=now.store.notice_settings,
        pictures=now.pictures,
        words_of=CATALOGUES.words,
        pace=pace,
        clock=rig.clock,
    )
    now.nursery.start(TASK, following_pictures.run)
    notifier = Notifier(
        outbox=now.store.outbox,
        book=now.store.notice_settings,
        people=people,
        telegram=AiogramTelegram(now.bot),
        words_of=CATALOGUES.words,
        word=word,
        buttons_of=buttons_of,
        alerts=now.alert_chat,
        pace=pace,
        clock=rig.clock,
        nursery=now.nursery,
        answered_stops=now.answered_stops,
        on_the_way=rig.on_the_way,
        exact_buttons=exact_notices,
        mute_buttons=mute_buttons,
        pictured=following_pictures.after,
        journal=now.store.journal,
    )
    await now.store.people.admit(OWNER, "Anna", OWNER, rig.clock.now())
    notifier.start()
    yield
    await notifier.stop()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """Gather what is drawn, on its way."""
    found: list[Picture] = []
    draw = Pictures.draw

    async def noting(self: Pictures, picture: Picture) -> bytes:
        found.append(picture)
        return await draw(self, picture)

    monkeypatch.setattr(Pictures, "draw", noting)
    return found
