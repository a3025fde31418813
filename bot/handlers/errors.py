"""The last door: what a handler did not deal with is said in one sentence, and never shown raw."""

import logging
import secrets

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
)
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ErrorEvent, Message
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent, UnknownState
from aiogram_dialog.utils import remove_intent_id

from bot.chat.answering import Answer, Tap
from bot.dialogs.ending import FINISHED
from bot.keyboards.bots import list_keyboard, way_on_keyboard
from bot.views.errors import sentence, unexpected
from bot.views.words import Words
from engine.errors import BotNotFound, ScalperError
from engine.people import Person, Role

log = logging.getLogger(__name__)

_HARMLESS = ("message is not modified", "query is too old")
_FORM_IS_GONE = (UnknownIntent, OutdatedIntent, UnknownState)


async def on_error(
    event: ErrorEvent,
    bot: Bot,
    person: Person | None = None,
    words: Words | None = None,
    public_words: Words | None = None,
    tap: Tap | None = None,
    state: FSMContext | None = None,
) -> None:
    """Tell the person what went wrong and the log the rest."""
    error = _root(event.exception)
    if isinstance(error, TelegramBadRequest) and any(text in error.message for text in _HARMLESS):
        return
    asked = event.update.message or event.update.edited_message or event.update.callback_query
    answer = None
    if asked is not None and person is not None and words is not None and public_words is not None:
        answer = Answer(bot, person, asked, words=words, public_words=public_words, tap=tap)
    try:
        await _tell(error, answer, asked, state)
    except TelegramAPIError as e:
        log.warning("could not tell a person about an error: %s", e)


def is_form_gone(error: Exception) -> bool:
    """Tell whether it means that a tap or a text belongs to a form that is there no more."""
    return isinstance(_root(error), _FORM_IS_GONE)


def _root(error: BaseException) -> BaseException:
    """Return the first error of ours in a group, or what stands alone."""
    while isinstance(error, BaseExceptionGroup):
        ours = error.subgroup(ScalperError)
        error = (ours or error).exceptions[0]
    return error


async def _tell(
    error: BaseException,
    answer: Answer | None,
    asked: Message | CallbackQuery | None,
    state: FSMContext | None,
) -> None:
    if isinstance(error, _FORM_IS_GONE):
        if answer is not None and asked is not None:
            await _form_is_gone(answer, asked, state)
    elif isinstance(error, ScalperError):
        log.info("not done: %s: %s", type(error).__name__, error)
        if answer is not None:
            await _not_done(error, answer)
    elif isinstance(error, TelegramForbiddenError | TelegramNetworkError):
        log.warning("an answer did not reach its chat: %s", error)
    else:
        reference = secrets.token_hex(3)
        log.error("unexpected error, reference %s", reference, exc_info=error)
        if answer is not None:
            await answer.toast()
            await answer.say(unexpected(answer.words, reference))


async def _not_done(error: ScalperError, answer: Answer) -> None:
    await answer.toast()
    if isinstance(error, BotNotFound):
        await answer.show(sentence(answer.words, error), list_keyboard(answer.words))
    else:
        await answer.say(sentence(answer.words, error))


async def _form_is_gone(answer: Answer, asked: Message | CallbackQuery, state: FSMContext | None) -> None:
    only_reads = answer.role is Role.VIEWER
    if isinstance(asked, Message):
        lost = "form-closed-toast" if only_reads else "form-lost"
        await answer.say(answer.words(lost), way_on_keyboard(answer.words, answer.role))
        return
    form, _ = remove_intent_id(asked.data or "")
    finished: list[str] = (await state.get_data()).get(FINISHED, []) if state is not None else []
    if form in finished:
        await answer.toast(answer.words.plain("form-done-toast"))
        return
    await answer.toast(answer.words.plain("form-closed-toast"))
    below = asked.message if isinstance(asked.message, Message) else None
    shown = below.html_text if below is not None and below.text is not None else ""
    closed = answer.words("form-closed-toast" if only_reads else "form-closed")
    await answer.show(f"{shown}\n\n{closed}".strip(), way_on_keyboard(answer.words, answer.role))
