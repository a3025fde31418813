"""What people outside the list get: one calm sentence now and then, in private, and nothing else."""

import logging
from collections import OrderedDict, deque
from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import Update

from bot.access.pairing import Outcome, Pairing
from bot.access.senders import Sender, words_of
from engine.clock import Clock
from engine.outbox import Outbox, StrangerSeen, ToPerson
from engine.people import Newcomers, People

log = logging.getLogger(__name__)

SAME_STRANGER_AFTER = timedelta(minutes=10)
MOST_ANSWERS_A_MINUTE = 20
"""To all strangers together."""
STRANGERS_KEPT = 1000

NOT_ON_THE_LIST = (
    "This is a private bot and you are not on its list, so nothing was done."
    " Your Telegram id is {user_id}: its owner needs it to let you in."
)
NO_OWNER_YET = (
    "This bot has no owner yet. To become its owner, send /start with the code that the program shows on"
    " its console, for example: /start aBcD1234\nYour Telegram id is {user_id}."
)
WRONG_CODE = (
    "That code is wrong or has expired. The program shows the current one on its console."
    " Send it here like this: /start aBcD1234"
)

TOO_MANY_TRIES = (
    "You have sent too many wrong codes. Wait 15 minutes, then send the code that the program shows on its"
    " console at that time."
)


class Strangers:
    """Answers strangers, tells the owners once about each, and lets the first owner in."""

    def __init__(
        self, people: People, newcomers: Newcomers, outbox: Outbox, pairing: Pairing, clock: Clock
    ) -> None:
        self._people = people
        self._newcomers = newcomers
        self._outbox = outbox
        self._pairing = pairing
        self._clock = clock
        self._answered: OrderedDict[tuple[int, str], timedelta] = OrderedDict()
        self._answers: deque[timedelta] = deque()

    async def meet(self, sender: Sender, update: Update, bot: Bot) -> bool:
        """Deal with the update of a stranger. Return True if they are on the list now."""
        if sender.private_chat_id is None:
            return False
        words = words_of(update)
        if len(words) == 2 and words[0] == "/start":  # noqa: PLR2004 - the command and its code
            outcome = await self._pairing.redeem(
                sender.user_id, sender.name, sender.private_chat_id, words[1]
            )
            if outcome is Outcome.PAIRED:
                log.warning("Person %s is the owner now", sender.user_id)
                return True
            if outcome is Outcome.WRONG:
                await _say(bot, update, WRONG_CODE)
                return False
            if outcome is Outcome.NO_MORE_TRIES:
                if self._takes_a_turn((sender.user_id, TOO_MANY_TRIES)):
                    await _say(bot, update, TOO_MANY_TRIES)
                return False
        if update.message is not None or update.callback_query is not None:
            await self._turn_away(sender, update, bot)
        return False

    async def _turn_away(self, sender: Sender, update: Update, bot: Bot) -> None:
        if not self._takes_a_turn((sender.user_id, NOT_ON_THE_LIST)):
            return
        owners = await self._people.owners()
        sentence = (NOT_ON_THE_LIST if owners else NO_OWNER_YET).format(user_id=sender.user_id)
        if owners and await self._newcomers.stranger(sender.user_id, self._clock.now()):
            notice = StrangerSeen(at=self._clock.now(), user_id=sender.user_id, name=sender.name)
            for owner in owners:
                key = f"stranger {sender.user_id} {owner.user_id}"
                await self._outbox.owe(ToPerson(owner.user_id), notice, key=key)
        await _say(bot, update, sentence)

    def _takes_a_turn(self, turn: tuple[int, str]) -> bool:
        """Tell whether this person may be told that sentence now."""
        now = self._clock.monotonic()
        while self._answers and now - self._answers[0] >= timedelta(minutes=1):
            self._answers.popleft()
        last = self._answered.get(turn)
        if len(self._answers) >= MOST_ANSWERS_A_MINUTE or (
            last is not None and now - last < SAME_STRANGER_AFTER
        ):
            return False
        self._answers.append(now)
        self._answered[turn] = now
        self._answered.move_to_end(turn)
        if len(self._answered) > STRANGERS_KEPT:
            self._answered.popitem(last=False)
        return True


async def _say(bot: Bot, update: Update, sentence: str) -> None:
    try:
        if update.callback_query is not None:
            await bot.answer_callback_query(update.callback_query.id, text=sentence[:200], show_alert=True)
        elif update.message is not None:
            await bot.send_message(update.message.chat.id, sentence, parse_mode=None)
    except AiogramError as error:
        log.info("A stranger could not be answered: %s", error)
