"""What Telegram says of the webhook: whether it is ours still, and what waits there."""

import logging
import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest

from bot.chat.shared_token import ConflictWatch
from bot.chat.webhook_address import OwnWebhook, webhook_host
from bot.views.help import OLD_AFTER_S
from engine.clock import Clock

log = logging.getLogger(__name__)

TASK = "webhook watch"
LOOKS_EVERY_S = 20.0
SAID_EVERY = timedelta(hours=1)
KEPT = 1000


class Arrivals:
    """How long a tap may have waited that Telegram has brought: it does not say when it was made.

    What comes after a moment at which nothing waited there was made after that moment.
    """

    def __init__(self, clock: Clock, telegram_now: Callable[[], datetime]) -> None:
        self._clock = clock
        self._telegram_now = telegram_now
        self._clear: tuple[timedelta, datetime, datetime] | None = None
        self._waited: dict[int, float] = {}

    def moment(self) -> tuple[timedelta, datetime, datetime]:
        """Return the present one by all clocks: not each of them goes on while the machine sleeps."""
        return self._clock.monotonic(), self._clock.now(), self._telegram_now()

    def nothing_waited(self, at: tuple[timedelta, datetime, datetime]) -> None:
        """Note that Telegram had nothing to bring, then or later."""
        self._clear = at

    def arrived(self, update_id: int) -> None:
        """Note that it comes now."""
        waited_s = self._since_clear_s()
        if waited_s > OLD_AFTER_S and update_id not in self._waited:
            self._waited[update_id] = waited_s
            self._waited = dict(list(self._waited.items())[-KEPT:])

    def waited_s(self, update_id: int) -> float:
        """Return how many seconds the update may have waited at most; infinity where nobody can know."""
        return self._waited.get(update_id, 0.0)

    def _since_clear_s(self) -> float:
        if self._clear is None:
            return math.inf
        (mono, wall, told), (mono_then, wall_then, told_then) = self.moment(), self._clear
        return max(mono - mono_then, wall - wall_then, told - told_then).total_seconds()


class WebhookWatch:
    """Sets the webhook, and a task that looks after it.

    One that somebody has removed is set anew; one of somebody else is let be. Both are told to the owners,
    once a day.
    """

    def __init__(
        self,
        bot: Bot,
        own: OwnWebhook,
        kinds: Sequence[str],
        arrivals: Arrivals,
        conflicts: ConflictWatch,
        clock: Clock,
    ) -> None:
        """`kinds`: of updates."""
        self._bot = bot
        self._own = own
        self._kinds = list(kinds)
        self._arrivals = arrivals
        self._conflicts = conflicts
        self._clock = clock
        self._complained: timedelta | None = None
        self._was_ours = False

    async def begin(self) -> None:
        """Set it, if it is not set, and find out whether something waits there."""
        await self.look()
        await self.look()

    async def run(self) -> None:
        """Look every 20 s, for ever."""
        while True:
            await self._clock.sleep(LOOKS_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """Ask Telegram once."""
        at = self._arrivals.moment()
        try:
            info = await self._bot.get_webhook_info()
            if info.url != self._own.url:
                await self._not_ours(info.url)
                return
        except TelegramBadRequest as error:
            self._complain("Telegram refuses TELEGRAM_WEBHOOK_URL: %s", error.message)
            return
        except AiogramError as error:
            log.debug("Telegram does not say how it is with the webhook: %s", error)
            return
        self._was_ours = True
        waits = info.pending_update_count
        if not waits:
            self._arrivals.nothing_waited(at)
        elif info.last_error_message:
            sentence = (
                "Telegram cannot bring %s updates to TELEGRAM_WEBHOOK_URL: %s. Look at the reverse proxy"
            )
            self._complain(sentence, waits, info.last_error_message)

    async def _not_ours(self, url: str) -> None:
        """Set ours, with all that waits, unless somebody else's is there. Raises AiogramError."""
        was_earlier = self._own.made(url) and not self._was_ours
        if self._was_ours or (url and not was_earlier):
            await self._conflicts.another(webhook_host(url))
        if url and not was_earlier:
            return
        await self._bot.set_webhook(
            self._own.url or "", secret_token=self._own.secret, allowed_updates=self._kinds
        )
        log.info("Telegram brings updates to TELEGRAM_WEBHOOK_URL")

    def _complain(self, sentence: str, *values: object) -> None:
        """Say it at once and then once an hour."""
        now = self._clock.monotonic()
        if self._complained is None or now - self._complained >= SAID_EVERY:
            self._complained = now
            log.warning(sentence, *values)
