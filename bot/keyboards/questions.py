"""The buttons below questions."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import AnswerQuestion, ChooseOrder, DoAgain
from engine.confirmations import Ask

CANCEL = "Cancel"
LET_IT_BE = "Leave it as it is"


def question_keyboard(ask: Ask, question: str, yes: str, no: str = CANCEL) -> InlineKeyboardMarkup:
    """Offer to do what is asked, or not. `yes` and `no` are the labels."""
    return markup(
        [
            [button(yes, AnswerQuestion(ask=ask, question=question, yes=True))],
            [button(no, AnswerQuestion(ask=ask, question=question, yes=False))],
        ]
    )


def choice_keyboard(question: str, labels: Sequence[str], none: str) -> InlineKeyboardMarkup:
    """Offer each of the orders that were shown, none of them, and to leave it open."""
    picks = [[button(label, ChooseOrder(question=question, pick=pick))] for pick, label in enumerate(labels)]
    leave = AnswerQuestion(ask=Ask.CHOOSE_ORDER, question=question, yes=False)
    return markup(
        [*picks, [button(none, ChooseOrder(question=question, pick=None))], [button(CANCEL, leave)]]
    )


def again_keyboard() -> InlineKeyboardMarkup:
    return markup([[button("Do it now", DoAgain())]])
