"""The buttons below questions."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import AnswerQuestion, DoAgain
from engine.confirmations import Ask

CANCEL = "Cancel"
LET_IT_BE = "Let it be"


def question_keyboard(ask: Ask, question: str, yes: str, no: str = CANCEL) -> InlineKeyboardMarkup:
    """Offer to do what is asked, or not. `yes` and `no` are the labels."""
    return markup(
        [
            [button(yes, AnswerQuestion(ask=ask, question=question, yes=True))],
            [button(no, AnswerQuestion(ask=ask, question=question, yes=False))],
        ]
    )


def again_keyboard() -> InlineKeyboardMarkup:
    """Offer to do after all what was sent long ago."""
    return markup([[button("Do it now", DoAgain())]])
