"""The living cards of one chat: changed one after the other, below the notices, within the budget."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from aiogram.types import InlineKeyboardMarkup

from bot.cards.drawing import DrawnCard, differs, is_passing, only_price_moved
from bot.cards.living import LivingCards
from bot.cards.telegram import CardTelegram
from bot.notifier.chat_pace import ChatPace
from bot.notifier.errors import Throttled, Unanswered, Uneditable, Unreachable, Unsendable
from bot.notifier.sender import Pauses
from bot.views.clock import clock_of
from bot.views.words import Words
from engine.card_messages import CardMessage
from engine.clock import Clock
from engine.core.types import BotId
from engine.errors import BotNotFound, NotAllowed, TryLater
from engine.people import Actor, People
from engine.service import Service

log = logging.getLogger(__name__)

ONE_CARD_EVERY = timedelta(seconds=3)
PRICE_EVERY = timedelta(seconds=15)
"""So often at most a card is changed for a price alone."""
PASSES_WITHIN = timedelta(seconds=3)
"""So long a card does not show a step that is under way: mostly it is over by then."""
LOOKS_EVERY_S = 1.0
"""So often it is asked whose turn it is: what has changed meanwhile may come first."""
EDITABLE_FOR = timedelta(hours=48) - timedelta(minutes=10)
"""Telegram lets a message be changed for 48 hours."""
DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTools:
    """What all lanes work with."""

    living: LivingCards
    service: Service
    people: People
    words_of: Callable[[str | None], Words]
    zone_of: Callable[[int], Awaitable[tzinfo]]
    """The time zone of a person."""
    telegram: CardTelegram
    pace: ChatPace
    clock: Clock
    date: Callable[[], datetime]
    """The time of day that messages are dated by; it does not jump."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """A card as it is to stand now."""

    html: str
    markup: InlineKeyboardMarkup | None
    digest: str
    label: str


class CardLane:
    """Changes the cards of one person's chat."""

    def __init__(self, chat_id: int, tools: CardTools) -> None:
        self._chat_id = chat_id
        self._tools = tools
        self._living = tools.living
        self._due: dict[BotId, None] = {}
        self._edited: dict[BotId, timedelta] = {}
        self._passing: dict[BotId, timedelta] = {}
        """Since when a card would show a step that is under way."""
        self._not_before: dict[BotId, timedelta] = {}
        self._pauses = Pauses(tools.clock)

    def touch(self, bot_id: BotId) -> None:
        """Have a look at the card of the bot when it is its turn."""
        self._due[bot_id] = None
        self._not_before.pop(bot_id, None)

    async def work(self) -> None:
        """Go on until every card shows what is so, and no message that was a card has buttons."""
        while self._due or self._living.left[self._chat_id]:
            if (wait_s := self._wait_s()) > 0:
                await self._tools.clock.sleep(min(wait_s, LOOKS_EVERY_S))
            else:
                await self._next()

    # --- whose turn it is -------------------------------------------------------------------------

    def _wait_s(self) -> float:
        pace_s = self._tools.pace.edit_wait_s(self._chat_id, self._tools.clock.monotonic(), fact=True)
        if self._living.left[self._chat_id]:
            return pace_s
        return max(pace_s, min(map(self._rests_s, self._due)))

    def _rests_s(self, bot_id: BotId) -> float:
        """Return the seconds before the card may be changed again."""
        now, last = self._tools.clock.monotonic(), self._edited.get(bot_id)
        rests = self._not_before.get(bot_id, now) - now
        if last is not None:
            rests = max(rests, last + ONE_CARD_EVERY - now)
        return rests.total_seconds()

    def _shows_passing(self, bot_id: BotId) -> bool:
        """Say whether the card shows a step that was under way: what has come of it goes first."""
        card = self._living.of(self._chat_id, bot_id)
        return card is not None and is_passing(card.shown)

    def _take_turn(self, *, fact: bool) -> bool:
        """Take a place in the pace, or return False; nothing may be waited for before the edit."""
        now = self._tools.clock.monotonic()
        if self._tools.pace.edit_wait_s(self._chat_id, now, fact=fact) > 0:
            return False
        self._tools.pace.edited(self._chat_id, now)
        return True

    async def _next(self) -> None:
        ready = [bot_id for bot_id in self._due if self._rests_s(bot_id) <= 0]
        ready.sort(key=self._shows_passing, reverse=True)
        bot_id = ready[0] if ready else None
        if bot_id is not None:
            del self._due[bot_id]
        try:
            await (self._strip() if bot_id is None else self._renew(bot_id))
        except Throttled as e:
            log.info("The cards of chat %s wait: %s", self._chat_id, e)
            self._tools.pace.hold(self._chat_id, self._tools.clock.monotonic(), e.retry_after_s)
            self._again(bot_id)
        except (Unanswered, TryLater) as e:
            log.info("The cards of chat %s are tried again: %s", self._chat_id, e)
            self._again(bot_id)
            await self._pauses.take()
        except (Uneditable, Unsendable) as e:
            log.info("A card in chat %s is left as it is: %s", self._chat_id, e)
            if bot_id is not None:
                self._living.forget(self._chat_id, bot_id)
        except Unreachable as e:
            log.info("The cards of chat %s are let be: %s", self._chat_id, e)
            self._give_up()
        else:
            self._pauses = Pauses(self._tools.clock)

    def _again(self, bot_id: BotId | None) -> None:
        if bot_id is not None:
            self.touch(bot_id)

    def _give_up(self) -> None:
        """Forget every card of the chat: there is nobody to see them."""
        self._due.clear()
        self._living.left[self._chat_id].clear()
        for card in self._living.all():
            if card.chat_id == self._chat_id:
                self._living.forget(card.chat_id, card.bot_id)

    # --- what is done -----------------------------------------------------------------------------

    async def _renew(self, bot_id: BotId) -> None:
        """Draw the card as it is now, and have its message show that, if it is worth it."""
        card = self._living.of(self._chat_id, bot_id)
        if card is None:
            return
        async with self._living.touching(self._chat_id, card.message_id):
            there = self._living.of(self._chat_id, bot_id)
            if there is None or there.message_id != card.message_id:  # a person was quicker
                self._again(None if there is None else bot_id)
                return
            picture = await self._draw(there)
            if not is_passing(picture.digest):
                self._passing.pop(bot_id, None)
            elif self._has_only_begun(bot_id):
                return
            if not differs(there.shown, picture.digest) or self._can_wait(there, picture):
                return
            passes = is_passing(picture.digest) or only_price_moved(there.shown, picture.digest)
            if not self._take_turn(fact=not passes):
                self._later(bot_id, fact=not passes)
                return
            self._edited[bot_id] = self._tools.clock.monotonic()
            await self._put(there, picture)

    def _has_only_begun(self, bot_id: BotId) -> bool:
        """Say whether the step under way is not worth an edit yet, and come back to it."""
        now = self._tools.clock.monotonic()
        shown_from = self._passing.setdefault(bot_id, now) + PASSES_WITHIN
        if now >= shown_from:
            return False
        self.touch(bot_id)
        self._not_before[bot_id] = shown_from
        return True

    def _later(self, bot_id: BotId, *, fact: bool) -> None:
        """Come back when there is room for it, without keeping others waiting."""
        now = self._tools.clock.monotonic()
        wait_s = self._tools.pace.edit_wait_s(self._chat_id, now, fact=fact)
        self.touch(bot_id)
        self._not_before[bot_id] = now + timedelta(seconds=wait_s)

    def _can_wait(self, card: CardMessage, picture: _Picture) -> bool:
        """Say whether only a price has moved, and too little time has passed."""
        if not only_price_moved(card.shown, picture.digest):
            return False
        last = self._edited.get(card.bot_id)
        too_soon = last is not None and self._tools.clock.monotonic() - last < PRICE_EVERY
        return too_soon or self._is_old(card)

    def _is_old(self, card: CardMessage) -> bool:
        return self._tools.date() - card.posted_at >= EDITABLE_FOR

    async def _put(self, card: CardMessage, picture: _Picture) -> None:
        now = replace(card, shown=picture.digest, label=picture.label)
        is_gone, is_old = picture.digest == DELETED, self._is_old(card)
        telegram = self._tools.telegram
        if not is_old:
            await telegram.edit(card.chat_id, card.message_id, picture.html, picture.markup)
        if not is_old or is_gone:
            if not self._still_stands(card):
                return
            if is_gone:
                self._living.forget(card.chat_id, card.bot_id)
            else:
                self._living.keep(now)
        else:
            with self._living.posting(card.chat_id) as touched:
                message_id = await telegram.post(card.chat_id, picture.html, picture.markup)
                # Who changes it just now may do so in vain.
                async with self._living.touching(card.chat_id, message_id):
                    tapped = message_id in touched
            anew = replace(now, message_id=message_id, posted_at=self._tools.date())
            self._posted(card, anew, tapped=tapped)

    def _posted(self, card: CardMessage, anew: CardMessage, *, tapped: bool) -> None:
        """Note that the card stands there now, unless a person has it show what they want."""
        if not self._still_stands(card):
            if not tapped:
                self._living.leave(anew)
        elif tapped:
            self._living.forget(card.chat_id, card.bot_id)
        else:
            self._living.keep(anew)

    def _still_stands(self, card: CardMessage) -> bool:
        """Say whether it is in that message yet: a person may have had it shown in another one meanwhile."""
        there = self._living.of(card.chat_id, card.bot_id)
        return there is not None and there.message_id == card.message_id

    async def _draw(self, card: CardMessage) -> _Picture:
        """Raise Unreachable where nobody is there any more."""
        person = await self._tools.people.person(self._chat_id)
        if person is not None and person.unreachable is not None:
            raise Unreachable(person.unreachable)
        words = self._tools.words_of(None if person is None else person.language)
        actor = Actor(self._chat_id, None) if person is None else person.actor
        try:
            found = await self._tools.service.card(actor, card.bot_id)
        except NotAllowed as e:
            raise Unreachable("stranger") from e
        except BotNotFound:
            gone = "card-deleted" if await self._living.is_deleted(card.bot_id) else "card-not-shared"
            return _Picture(words(gone, bot=card.label), None, DELETED, card.label)
        drawn = DrawnCard(words=words, card=found, exact=card.exact)
        with clock_of(await self._tools.zone_of(self._chat_id)):
            return _Picture(*drawn.message(self._tools.clock.now()), drawn.digest, drawn.label)

    async def _strip(self) -> None:
        """Take the buttons off a message that was a card."""
        left = self._living.left[self._chat_id]
        message_id = next(iter(left))
        async with self._living.touching(self._chat_id, message_id):
            if message_id not in left:  # a person has it show something else
                return
            if not self._take_turn(fact=True):
                return
            del left[message_id]
            try:
                await self._tools.telegram.strip(self._chat_id, message_id)
            except (Throttled, Unanswered):
                left[message_id] = None
                raise
