"""The half-filled form, as it is kept between two taps and over a restart."""

import secrets
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from bot.parsing.values import Worth
from bot.views.html import Html
from bot.views.words import Words
from engine.core.checks import BotDraft, Field
from engine.core.types import BotId, Leg
from engine.reads.views import BotCard
from engine.stored_json import StoredJson

_KEY = "sheet"  # as the first versions called it


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    bot_id: BotId
    number: int
    revision: int
    was: BotDraft
    """What it trades by now."""
    leg: Leg = Leg.ENTRY
    """What it works on, or would when it is started."""
    traded: bool = False
    """Whether it has traded: then it keeps its pair, exchange and mode, and can be cloned instead."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One thing in a line that cannot be used, and why, as plain text for who wrote it."""

    field: Field | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """What was said so far."""

    draft: BotDraft = field(default_factory=BotDraft)
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    """Makes creating safe to repeat."""
    editing: Editing | None = None
    like: int | None = None
    """The number of the bot that the new one is a clone of."""
    like_id: BotId | None = None
    """That bot, whose card takes the form's place when it is left."""
    like_ticker: str | None = None
    """What that bot trades."""
    carried_from: str | None = None
    """The pair from which prices and quantity were carried over to another one."""
    worth: Worth | None = None
    """What the quantity shall be worth at the buy price, where it was told so."""
    returning: bool = False
    """After the next answer comes the review, not the next question."""
    filling: bool = False
    """Whether what was left out of the line is asked, one after the other, before the review."""
    filled: tuple[Field, ...] = ()
    """What of that has been answered, in this order: so Back goes through it."""
    assumed: tuple[Field, ...] = ()
    """What the line left out and needs no answer: it is as it usually is, which the review says."""
    problem: str | None = None
    """What was wrong with the last answer, as HTML."""
    money_question: str | None = None
    """The question whether the bot shall trade with money, while it is open."""
    line_problems: tuple[LineProblem, ...] = ()
    """What could not be read of the one line that the form was opened with."""
    offered: str | None = None
    """A code that was sent while something stood in the form already: it is taken on a tap alone."""
    checked: BotDraft | None = None
    """What the person has said is right as it stands, whatever was doubtful about it."""

    @property
    def goes_through_gaps(self) -> bool:
        """Whether something that the line left out is still to be asked."""
        return self.filling and bool(left_out(self.draft))

    @property
    def bot_id(self) -> BotId | None:
        """The bot that is changed; none while it is a new one's."""
        return self.editing.bot_id if self.editing else None


def left_out(draft: BotDraft) -> list[Field]:
    """Return what no bot can be without and was not said, in the order of the form."""
    said = {
        Field.TICKER: draft.ticker,
        Field.EXCHANGE: draft.exchange,
        Field.FIRST_ORDER: draft.first_order,
        Field.QUANTITY: draft.quantity,
        Field.BUY_PRICE: draft.buy_price,
        Field.SELL_PRICE: draft.sell_price,
    }
    return [which for which, value in said.items() if value is None]


_STORED: StoredJson[FormState] = StoredJson(TypeAdapter(FormState))


def dump(form: FormState) -> dict[str, Any]:
    return {_KEY: _STORED.dump_document(form)}


def load(data: MutableMapping[str, Any]) -> FormState:
    return _STORED.load_document(data[_KEY])


def keep(data: MutableMapping[str, Any], form: FormState) -> None:
    data.update(dump(form))


def with_problem(form: FormState, problem: Html, words: Words) -> FormState:
    """Return the form with the problem, worded so that the same mistake again is seen to be answered."""
    again = problem == form.problem
    return replace(form, problem=words("form-again", problem=problem) if again else problem)


def form_of(card: BotCard) -> FormState:
    editing = _editing(card)
    return FormState(draft=editing.was, editing=editing, returning=True)


def _editing(card: BotCard) -> Editing:
    return Editing(
        bot_id=card.state.bot_id,
        number=card.number,
        revision=card.state.revision,
        was=BotDraft(**asdict(card.state.config)),
        leg=card.state.leg,
        traded=bool(card.state.trades),
    )


def clone_of(editing: Editing) -> FormState:
    """Return the form of a new bot with the configuration of that one."""
    was = editing.was
    return FormState(
        draft=was, like=editing.number, like_id=editing.bot_id, like_ticker=was.ticker, returning=True
    )


def clone_of_card(card: BotCard) -> FormState:
    """Return the form of a new bot with the configuration of the one on the card."""
    return clone_of(_editing(card))
