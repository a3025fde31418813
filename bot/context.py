"""What is built, as the chat and the tests find it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.config.settings import Settings
from bot.notifier.alert_chat import AlertChat
from bot.notifier.contact import Contact
from bot.views.words import Catalogues
from engine.bot_changes import BotChanges
from engine.card_messages import CardMessages
from engine.clock import Clock
from engine.confirmations import Confirmations
from engine.crash_points import CrashHook
from engine.errors import SettingsError
from engine.health import HealthReads
from engine.lease import Lease
from engine.notice_history import NoticeHistory
from engine.notice_settings import NoticeSettingsBook
from engine.outbox import Outbox
from engine.people import HandledUpdates, Newcomers, People
from engine.reads.logs import Journal
from engine.service import Service
from engine.tasks import Nursery

if TYPE_CHECKING:  # imported when they are needed, and with a token no local chat is
    from aiogram.fsm.storage.base import BaseStorage

    from bot.localchat import LocalChat


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """The parts that the chat stands on, each as the promise it keeps."""

    settings: Settings
    catalogues: Catalogues
    clock: Clock
    lease: Lease
    nursery: Nursery
    service: Service
    health: HealthReads
    outbox: Outbox
    journal: Journal
    notice_settings: NoticeSettingsBook
    notice_history: NoticeHistory
    people: People
    newcomers: Newcomers
    confirmations: Confirmations
    card_messages: CardMessages
    alert_chat: AlertChat
    bot_changes: BotChanges
    handled_updates: HandledUpdates
    local: "LocalChat | None"
    """The local chat, when there is no Telegram token."""
    new_dialog_storage: "Callable[[], BaseStorage]"
    """Makes the place where half-filled forms are kept. Imports the chat library."""
    crash_hook: CrashHook
    started_at: datetime
    contact: Contact
    refuse: Callable[[SettingsError], None]
    """Has the program end, for it cannot go on with these settings."""
    chat_is_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once updates are taken."""
