"""The buttons below questions."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import AnswerQuestion, ChooseOrder, ChooseStop
from bot.views.stops import form_label
from bot.views.words import Words
from engine.confirmations import Ask
from engine.core.types import StopForm


def question_keyboard(
    words: Words, ask: Ask, question: str, yes: str, no: str | None = None
) -> InlineKeyboardMarkup:
    """Offer to do what is asked, or not. `yes` and `no` are the labels; without `no` it says Cancel."""
    return markup(
        [
            [button(yes, AnswerQuestion(ask=ask, question=question, yes=True))],
            [
                button(
                    no or words.plain("button-cancel"), AnswerQuestion(ask=ask, question=question, yes=False)
                )
            ],
        ]
    )


def choice_keyboard(words: Words, question: str, labels: Sequence[str], none: str) -> InlineKeyboardMarkup:
    """Offer each of the orders that were shown, none of them, and to leave it open."""
    picks = [[button(label, ChooseOrder(question=question, pick=pick))] for pick, label in enumerate(labels)]
    leave = AnswerQuestion(ask=Ask.CHOOSE_ORDER, question=question, yes=False)
    return markup(
        [
            *picks,
            [button(none, ChooseOrder(question=question, pick=None))],
            [button(words.plain("button-cancel"), leave)],
        ]
    )


def stop_keyboard(words: Words, ask: Ask, question: str, forms: Sequence[StopForm]) -> InlineKeyboardMarkup:
    """Offer the ways to stop, and to leave it."""
    ways = [
        button(form_label(words, form), ChooseStop(ask=ask, question=question, form=form)) for form in forms
    ]
    back = AnswerQuestion(ask=ask, question=question, yes=False)
    return markup([*in_pairs(ways), [button(words.plain("button-back"), back)]])
