"""What people outside the list get: one calm sentence now and then, in private, and nothing else."""

import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import Update

from bot.access.pairing import Outcome, Pairing
from bot.access.senders import Sender, words_of
from bot.access.turns import Turns
from bot.views.words import Catalogues, Words
from engine.clock import Clock
from engine.notices import PersonJoined, StrangerSeen
from engine.outbox import Outbox, ToPerson
from engine.people import Newcomers, People, hash_of
from engine.reads.people import INVITATION_LENGTH

log = logging.getLogger(__name__)


class Strangers:
    """Answers strangers, tells the owners once about each, and lets the first owner in."""

    def __init__(
        self,
        people: People,
        newcomers: Newcomers,
        outbox: Outbox,
        pairing: Pairing,
        clock: Clock,
        catalogues: Catalogues,
    ) -> None:
        self._people = people
        self._newcomers = newcomers
        self._outbox = outbox
        self._pairing = pairing
        self._clock = clock
        self._catalogues = catalogues
        self._turns = Turns(clock)

    async def meet(self, sender: Sender, update: Update, bot: Bot) -> bool:
        """Deal with the update of a stranger. Return True if they are on the list now."""
        if sender.private_chat_id is None:
            return False
        words = words_of(update)
        if len(words) == 2 and words[0] == "/start":  # noqa: PLR2004 - the command and its code
            if await self._is_invited(sender, sender.private_chat_id, words[1]):
                return True
            outcome = await self._pairing.redeem(
                sender.user_id, sender.name, sender.private_chat_id, words[1]
            )
            if outcome is Outcome.PAIRED:
                log.warning("Person %s is the owner now", sender.user_id)
                return True
            if outcome is Outcome.WRONG:
                await _say(bot, update, self._words(sender).plain("code-wrong"))
                return False
            if outcome is Outcome.NO_MORE_TRIES:
                if self._turns.takes((sender.user_id, "tries")):
                    await _say(bot, update, self._words(sender).plain("code-too-many-tries"))
                return False
        if update.message is not None or update.callback_query is not None:
            await self._turn_away(sender, update, bot, invited=_follows_a_link(words))
        return False

    async def _is_invited(self, sender: Sender, chat_id: int, token: str) -> bool:
        """Let in whoever follows an invitation, and tell those who should know."""
        now = self._clock.now()
        found = await self._newcomers.redeem(hash_of(token), sender.user_id, sender.name, chat_id, now)
        if found is None:
            return False
        log.warning("Person %s has come onto the list as a %s", sender.user_id, found.role)
        notice = PersonJoined(at=now, user_id=sender.user_id, name=sender.name, role=found.role)
        for owner in await self._people.owners():
            if owner.user_id != sender.user_id:
                await self._outbox.owe(ToPerson(owner.user_id), notice)
        return True

    async def _turn_away(self, sender: Sender, update: Update, bot: Bot, *, invited: bool) -> None:
        """`invited`: they sent a word that should have let them in."""
        if not self._turns.takes((sender.user_id, "turned away")):
            return
        owners = await self._people.owners()
        turned_away = "invitation-void" if invited else "stranger-not-on-the-list"
        key = turned_away if owners else "stranger-no-owner-yet"
        sentence = self._words(sender).plain(key, id=str(sender.user_id))
        if owners and await self._newcomers.stranger(sender.user_id, self._clock.now()):
            notice = StrangerSeen(at=self._clock.now(), user_id=sender.user_id, name=sender.name)
            for owner in owners:
                key = f"stranger {sender.user_id} {owner.user_id}"
                await self._outbox.owe(ToPerson(owner.user_id), notice, key=key)
        await _say(bot, update, sentence)

    def _words(self, sender: Sender) -> Words:
        """Return what is said to somebody of whom only their Telegram's language is known."""
        return self._catalogues.words(self._catalogues.known(sender.language_code))


def _follows_a_link(words: list[str]) -> bool:
    """Tell whether somebody sends what looks like an invitation, though no open one."""
    return words[:1] == ["/start"] and [len(word) for word in words[1:]] == [INVITATION_LENGTH]


async def _say(bot: Bot, update: Update, sentence: str) -> None:
    try:
        if update.callback_query is not None:
            await bot.answer_callback_query(update.callback_query.id, text=sentence[:200], show_alert=True)
        elif update.message is not None:
            await bot.send_message(update.message.chat.id, sentence, parse_mode=None)
    except AiogramError as error:
        log.info("A stranger could not be answered: %s", error)
