"""Which message is whose card of which bot, as far as the chat has heard of it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from weakref import WeakValueDictionary

from bot.cards.drawing import DrawnCard
from engine.card_messages import CardMessage, CardMessages
from engine.core.types import BotId

Key = tuple[int, BotId]
Place = tuple[int, int]
"""A message: its chat and its number there."""


class LivingCards:
    """One card a person and bot: the message in which it was shown last."""

    def __init__(self, stored: CardMessages) -> None:
        self._stored = stored
        self._cards: dict[Key, CardMessage] = {}
        self._at: dict[Place, Key] = {}
        self._drawn: dict[Key, DrawnCard] = {}
        self._locks: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()
        self._touched: dict[int, set[int]] = {}
        self.left: defaultdict[int, dict[int, None]] = defaultdict(dict)
        """The messages of each chat that were cards, and whose buttons are to be taken away."""
        self.when_left: Callable[[int], None] = lambda _: None

    async def load(self) -> None:
        """Take up what was stored. Call it before anything else. Raises StorageUnavailable."""
        for card in await self._stored.all():
            self._put(card)

    def all(self) -> Collection[CardMessage]:
        return list(self._cards.values())

    def of_bot(self, bot_id: BotId) -> Collection[CardMessage]:
        return [card for card in self._cards.values() if card.bot_id == bot_id]

    def of(self, chat_id: int, bot_id: BotId) -> CardMessage | None:
        return self._cards.get((chat_id, bot_id))

    async def is_deleted(self, bot_id: BotId) -> bool:
        """Say whether the bot is nobody's any more. Raises StorageUnavailable."""
        return await self._stored.is_deleted(bot_id)

    @asynccontextmanager
    async def touching(self, chat_id: int, message_id: int) -> AsyncIterator[None]:
        """Change the message in the block: nobody else does so meanwhile."""
        place = chat_id, message_id
        lock = self._locks.get(place)
        if lock is None:
            self._locks[place] = lock = asyncio.Lock()
        async with lock:
            yield

    @contextmanager
    def posting(self, chat_id: int) -> Iterator[set[int]]:
        """Post a card in the block. What it yields are the messages that people have changed meanwhile."""
        touched: set[int] = set()
        self._touched[chat_id] = touched
        try:
            yield touched
        finally:
            del self._touched[chat_id]

    @contextmanager
    def tapped(self, chat_id: int, message_id: int) -> Iterator[None]:
        """Change the message for a person in the block; it may be a card that nobody knows of yet."""
        touched = self._touched.get(chat_id, set())
        touched.add(message_id)
        try:
            yield
        except Exception:  # it is as it was
            touched.discard(message_id)
            raise

    # --- what becomes of messages -----------------------------------------------------------------

    def drew(self, chat_id: int, drawn: DrawnCard) -> None:
        """Note what the chat is about to be shown."""
        self._drawn[chat_id, drawn.card.state.bot_id] = drawn

    def stands(self, chat_id: int, message_id: int, bot_id: BotId, posted_at: datetime) -> None:
        """Note that the message shows the bot's card now, as it was drawn last."""
        key, place = (chat_id, bot_id), (chat_id, message_id)
        before, drawn = self._cards.get(key), self._drawn.pop(key, None)
        there = self._at.get(place)
        known = self._cards[there].posted_at if there is not None else posted_at
        if there is not None and there != key:
            self.forget(*there)
        if before is not None and before.message_id != message_id:
            self.leave(before)
        self.left[chat_id].pop(message_id, None)
        self.keep(
            CardMessage(
                chat_id=chat_id,
                bot_id=bot_id,
                message_id=message_id,
                posted_at=known,
                shown=drawn.digest if drawn is not None else "",
                label=drawn.label if drawn is not None else "",
                exact=drawn.exact if drawn is not None else False,
            )
        )

    def covered(self, chat_id: int, message_id: int) -> None:
        """Note that the message shows something else now, or is gone."""
        self.left[chat_id].pop(message_id, None)
        if (key := self._at.get((chat_id, message_id))) is not None:
            self.forget(*key)

    def keep(self, card: CardMessage) -> None:
        """Note how a card stands now."""
        before = self._cards.get((card.chat_id, card.bot_id))
        if before is not None:
            self._at.pop((before.chat_id, before.message_id), None)
        self._put(card)
        self._stored.keep(card)

    def forget(self, chat_id: int, bot_id: BotId) -> None:
        """Let the card be as it is from now on."""
        card = self._cards.pop((chat_id, bot_id), None)
        if card is not None:
            self._at.pop((chat_id, card.message_id), None)
            self._stored.forget(chat_id, bot_id)

    def leave(self, card: CardMessage) -> None:
        """Have the buttons taken off a message that is no card any more."""
        self.left[card.chat_id][card.message_id] = None
        self.when_left(card.chat_id)

    def _put(self, card: CardMessage) -> None:
        key = card.chat_id, card.bot_id
        self._cards[key] = card
        self._at[card.chat_id, card.message_id] = key
