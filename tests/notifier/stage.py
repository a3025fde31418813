"""The notifier with a scripted Telegram, tables in memory and a clock that is moved by hand."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bot.config.values import ChatPlace
from bot.notifier.alert_chat import AlertChat
from bot.notifier.chat_pace import ChatPace
from bot.notifier.errors import NotSent, Unanswered, Unreachable, Unsendable
from bot.notifier.notifier import LOOKS_EVERY_S, Notifier
from bot.notifier.on_the_way import OnTheWay
from bot.notifier.telegram import Rows, Sent
from bot.views.words import Words
from engine.core.notices import (
    BotFailed,
    BotPaused,
    BotRef,
    BotStopped,
    CycleClosed,
    FillBooked,
    PriceStreamSilent,
)
from engine.core.types import BotId, Leg, Mode, Side
from engine.notice_settings import Delivery, NoticeKind, NoticeSettings
from engine.notices import AlertChatLost, Notice
from engine.outbox import ToPerson
from engine.reads.journal import NoticeUndelivered
from engine.tasks import Nursery
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryAlertChat, MemoryNoticeSettings, MemoryOutbox, MemoryPeople
from tests.support.reasons import said
from tests.support.words import CATALOGUES

BOT = BotRef(
    bot_id=BotId(UUID(int=7)),
    number=7,
    ticker="BTC/USDT",
    base="BTC",
    quote="USDT",
    exchange="Binance",
    mode=Mode.PAPER,
)
ANN, BEN = ToPerson(11), ToPerson(22)
GROUP = -1001
REFUSED = Unanswered("connection refused", may_have_arrived=False)
TIMED_OUT = Unanswered("timed out", may_have_arrived=True)


def fill(number: int) -> FillBooked:
    return FillBooked(
        bot=BOT,
        at=START,
        side=Side.BUY,
        leg=Leg.ENTRY,
        quantity=Decimal("0.01"),
        price=Decimal(60000),
        fee=Decimal(0),
        fee_coin="BTC",
        trade_id=str(number),
    )


def paused(reason: str = "low balance") -> BotPaused:
    return BotPaused(bot=BOT, at=START, reason=said(reason))


def word(_: Words, notice: Notice) -> str:
    match notice:
        case FillBooked():
            return f"<b>fill {notice.trade_id}</b>"
        case BotPaused():
            return f"paused: {notice.reason}"
        case CycleClosed():
            return f"cycle {notice.cycle}"
        case BotStopped() | BotFailed():
            return notice.kind
        case PriceStreamSilent():
            return "prices again" if notice.over else "no prices"
        case AlertChatLost():
            return f"alert chat lost: {notice.reason}"
        case _:
            raise TypeError(notice)


@dataclass(frozen=True)
class Message:
    at_s: float
    chat_id: int | str
    thread_id: int | None
    html: str
    silent: bool
    buttons: Rows = ()


@dataclass
class ScriptedTelegram:
    """Takes messages, except for what `troubles` holds for the next calls (None: none)."""

    clock: ManualClock
    messages: list[Message] = field(default_factory=list)
    asked: list[tuple[float, int | str]] = field(default_factory=list)
    troubles: list[NotSent | None] = field(default_factory=list)
    down: NotSent | None = None
    refused_texts: tuple[str, ...] = ()
    hold: asyncio.Event | None = None
    lost_chats: set[int | str] = field(default_factory=set)
    changed: list[tuple[float, int]] = field(default_factory=list)
    """When which message was changed."""
    change_troubles: list[NotSent | None] = field(default_factory=list)

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        now_s = (self.clock.now() - START).total_seconds()
        self.asked.append((now_s, chat_id))
        if self.hold is not None:
            await self.hold.wait()
        trouble = self.down or (self.troubles.pop(0) if self.troubles else None)
        if trouble is not None:
            raise trouble
        if chat_id in self.lost_chats:
            raise Unreachable("kicked")
        if any(text in html for text in self.refused_texts):
            raise Unsendable("bad")
        self.messages.append(Message(now_s, chat_id, thread_id, html, silent, buttons))
        return Sent(chat_id if isinstance(chat_id, int) else GROUP, len(self.messages))

    async def edit(self, chat_id: int, message_id: int, html: str, buttons: Rows = ()) -> None:
        now_s = (self.clock.now() - START).total_seconds()
        self.changed.append((now_s, message_id))
        if (trouble := self.change_troubles.pop(0) if self.change_troubles else None) is not None:
            raise trouble
        shown = self.messages[message_id - 1]
        assert shown.chat_id == chat_id
        self.messages[message_id - 1] = replace(shown, html=html, buttons=buttons)

    @property
    def tries(self) -> list[float]:
        return [at_s for at_s, _ in self.asked]

    def tries_at(self, chat_id: int | str) -> list[float]:
        return [at_s for at_s, asked in self.asked if asked == chat_id]

    @property
    def texts(self) -> list[str]:
        return [message.html for message in self.messages]


def every_fill() -> MemoryNoticeSettings:
    """Everybody wants to have each fill told by itself."""
    chosen = NoticeSettings().choosing(NoticeKind.FILLS, Delivery.SILENT)
    return MemoryNoticeSettings(default=chosen)


@dataclass
class NotedLines:
    """Whose log tells what."""

    lines: list[tuple[int, NoticeUndelivered]] = field(default_factory=list)

    async def note(self, owner_id: int, line: NoticeUndelivered, at: datetime) -> None:
        self.lines.append((owner_id, line))


@dataclass
class Stage:
    clock: ManualClock
    outbox: MemoryOutbox
    people: MemoryPeople
    telegram: ScriptedTelegram
    nursery: Nursery
    book: MemoryNoticeSettings = field(default_factory=every_fill)
    pace: ChatPace = field(default_factory=ChatPace)
    on_the_way: OnTheWay = field(default_factory=OnTheWay)
    journal: NotedLines = field(default_factory=NotedLines)
    notifier: Notifier | None = None
    looks_every_s: float = LOOKS_EVERY_S

    def start(self, alerts: ChatPlace | None = None) -> Notifier:
        self.notifier = Notifier(
            outbox=self.outbox,
            book=self.book,
            people=self.people,
            telegram=self.telegram,
            words_of=CATALOGUES.words,
            word=word,
            alerts=AlertChat(MemoryAlertChat(), self.clock, alerts),
            pace=self.pace,
            clock=self.clock,
            nursery=self.nursery,
            looks_every_s=self.looks_every_s,
            on_the_way=self.on_the_way,
            journal=self.journal,
        )
        self.notifier.start()
        return self.notifier

    async def crash_and_start(self) -> None:
        await self.nursery.close()
        self.nursery = Nursery(self.clock)
        self.start()
        await self.clock.settle()
