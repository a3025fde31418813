"""A bot's card as a message, and a digest by which two of them are compared."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.bots import card_keyboard
from bot.keyboards.callbacks import ShowCard
from bot.keyboards.digits import in_either
from bot.views.card import card_body, card_text
from bot.views.digits import digits
from bot.views.text import short_badge
from bot.views.words import Words
from engine.core.money import exact as exact_money
from engine.core.orders import OrderState
from engine.core.state import BotState, Phase
from engine.reads.views import AccountStanding, BotCard

NOTED = "!"
"""Of a digest: something that was done stands above the card. It is not taken away for a price."""
_PASSING = "~"
"""In front of a digest: what is shown lasts for a moment only."""
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_BETWEEN = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCard:
    """A bot's card in somebody's words. `note` is a sentence of HTML on top."""

    words: Words
    card: BotCard
    exact: bool
    note: str | None = None

    @property
    def label(self) -> str:
        """What the bot is called, with its mode, as plain text: said of it also once it is gone."""
        state = self.card.state
        return f"{state.ref.label} ({short_badge(state.config.mode)})"

    def message(self, now: datetime) -> tuple[str, InlineKeyboardMarkup]:
        """Return the text and its buttons."""
        again = ShowCard(bot=self.card.state.bot_id, refresh=False)
        return in_either(
            self.words,
            lambda: card_text(self.words, self.card, now, self.note),
            card_keyboard(self.words, self.card),
            again,
            exact=self.exact,
        )

    @property
    def digest(self) -> str:
        """What it shows, without ages and the time at which it was looked up.

        The facts, and behind them how far the price has come, in steps of 0.1 %, where one is shown.
        """
        still = _still(self.card)
        facts = self._body(_without_prices(still))
        buttons = card_keyboard(self.words, self.card).model_dump_json(exclude_none=True)
        digest = hashlib.sha256(f"{facts}\n{buttons}".encode()).hexdigest()[:24]
        if _passes(self.card.state):
            digest = f"{_PASSING}{digest}"
        if self.note:
            return f"{digest}{_BETWEEN}{NOTED}"
        return f"{digest}{_BETWEEN}{_price_step(self.card) if self._body(still) != facts else ''}"

    def _body(self, card: BotCard) -> str:
        at = card.last_fill.at if card.last_fill is not None else _SOME_TIME
        with digits(exact=self.exact):
            return card_body(self.words, card, at)


def differs(before: str, now: str) -> bool:
    """Say whether a card shows something else than before."""
    facts, _, step = before.partition(_BETWEEN)
    return before != now and not (step == NOTED and now.startswith(f"{facts}{_BETWEEN}"))


def only_price_moved(before: str, now: str) -> bool:
    """Say so of two digests that differ."""
    return before.partition(_BETWEEN)[0] == now.partition(_BETWEEN)[0]


def is_passing(digest: str) -> bool:
    """Say whether a step is shown that is under way, and commonly over before anybody has read of it."""
    return digest.startswith(_PASSING)


def moves_with_price(digest: str) -> bool:
    """Say whether a price is shown, so that it is worth a look now and then."""
    return digest.partition(_BETWEEN)[2] not in {"", NOTED}


def _passes(state: BotState) -> bool:
    is_sent = state.order is not None and state.order.state is OrderState.INTENT
    return state.phase in {Phase.SETTLING, Phase.CLOSING} or (state.phase is Phase.WORKING and is_sent)


def _still(card: BotCard) -> BotCard:
    """Return the card without what changes though nothing has happened."""
    standing = card.standing
    if standing is not None:
        first_look = None if standing.first_look is None else (0, 1)
        standing = replace(standing, first_look=first_look, clock_ahead=None, seen_at=None, foreign_orders=0)
    return replace(card, standing=standing, priced_at=None)


def _without_prices(card: BotCard) -> BotCard:
    state, standing = card.state, card.standing
    if state.trail is not None:
        state = replace(state, trail=replace(state.trail, extreme=state.leg_price))
    if standing is not None:
        standing = replace(standing, next_try_at=None)
    return replace(card, state=state, standing=standing, last_price=None, unrealised=None)


def _price_step(card: BotCard) -> str:
    """Return what moves with the price, coarsely; likewise when an account is tried again."""
    state, standing = card.state, card.standing
    prices = [card.last_price, state.trail.extreme if state.trail is not None else None]
    with exact_money():
        steps = ["" if price is None else str(round(price * 1000 / state.leg_price)) for price in prices]
    again = _next_try(standing)
    return " ".join(["p", *steps, *([again] if again else [])])


def _next_try(standing: AccountStanding | None) -> str:
    at = standing.next_try_at if standing is not None else None
    return "" if at is None else f"{at:%H%M%S}"
