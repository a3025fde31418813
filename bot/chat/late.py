"""What changes something and was asked more than a minute ago is offered again, not done: who knows by now.

This is the one table of it. Whatever does not stand here changes something.
"""

from collections.abc import Callable, Mapping
from typing import Any

from aiogram.filters import CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, TelegramObject, Update

from bot.chat.answering import beside
from bot.chat.context import ChatContext, Handler
from bot.chat.question_subjects import AgainTarget
from bot.keyboards import callbacks as taps
from bot.keyboards.buttons import markup
from bot.keyboards.callbacks import Act, DecideOn, OnCard
from bot.parsing.values import without_marks
from bot.views.help import late_command, sent_ago

OF_FORMS = "\x1d"
"""In the payload of each button of a form, and of no other."""


def _always(_: str) -> bool:
    return True


LOOKS: Mapping[str, Callable[[str], bool]] = {
    "start": _always,
    "help": _always,
    "accounts": _always,
    "health": _always,
    "stats": _always,
    "pnl": _always,
    "price": _always,
    "bots": _always,
    "bot": _always,
    "orders": _always,
    "notices": _always,
    "users": _always,
    "export": _always,
    "import": _always,  # shows what it would make, and asks
    "stop_all": _always,  # asks first, and `/stop_all now` is done however late it comes
    "logs": lambda words: words.partition(" ")[0].lower() != "add",
    "alerts": _always,  # offers a button
    "settings": lambda words: not words,
    "name": lambda words: not words.partition(" ")[2],  # says how
}
"""The commands that change nothing, with these words behind them."""

LOOKING_TAPS = (
    taps.ShowBots,
    taps.ShowCard,
    taps.StepCard,
    taps.OpenCard,
    taps.ShowLogs,
    taps.PickLogBot,
    taps.OnLogs,
    taps.ShowStats,
    taps.ShowPeriod,
    taps.ShowPicture,
    taps.ShowPnl,
    taps.ShowNotices,
    taps.ShowOrders,
    taps.ShowUsers,
    taps.ShowUser,
    taps.ShowSettings,
    taps.ShowZones,
    taps.ShowNoticeSettings,
    taps.ShowHistory,
    taps.PickHistoryBot,
    taps.ShowAudit,
    taps.ShowSummary,
    taps.ShowPresets,
)
ASKING_TAPS = (
    taps.StopBy,
    taps.AskRemove,
    taps.AskMute,
    taps.AskTopUp,
    taps.AskReset,
    taps.CancelOrphan,
    taps.AdoptOrphan,
)
"""Those that put a question first."""
BOUND_TAPS = (taps.Mute, taps.Unmute)
"""Those that are about the message below which they stand: below another they mean nothing."""
ANSWERING_TAPS = (taps.AnswerQuestion, taps.ChooseOrder, taps.ChooseStop, taps.RemovePerson)
"""Those that answer one: it is open for a minute, and is asked anew when it was answered too late."""
LOOKING_ACTS = {Act.NAME, Act.SHARE, Act.CODE, Act.STOP, Act.DELETE, Act.ACCEPT_AS_IS}
"""Of a card: the last ones ask first."""


def command_changes(name: str, words: str) -> bool:
    """Tell whether the command with these words behind it changes something."""
    looks = LOOKS.get(name.lower())
    return looks is None or not looks(words.strip())


def tap_changes(payload: CallbackData | None, data: str) -> bool:
    """Tell so of a tap; `payload` None: of none of ours, but perhaps of a form's button."""
    match payload:
        case None:
            return OF_FORMS in data
        case OnCard() | DecideOn():
            return payload.act not in LOOKING_ACTS
        case _:
            return not isinstance(payload, (*LOOKING_TAPS, *ASKING_TAPS, *ANSWERING_TAPS))


async def offer_late_command(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Offer again what was written long ago. A middleware."""
    ctx: ChatContext | None = data.get("ctx")
    command = data.get("command")
    if (
        ctx is None
        or not ctx.is_late
        or not isinstance(event, Message)
        or not isinstance(command, CommandObject)
        or not command_changes(command.command, command.args or "")
    ):
        return await handler(event, data)
    target = AgainTarget(line=without_marks(event.text or ""), message_id=event.message_id)
    said, keyboard = await again_question(ctx, target)
    await ctx.answer.reply(f"{sent_ago(ctx.words, ctx.age_s)} {said}", keyboard)
    return None


async def again_question(ctx: ChatContext, target: AgainTarget) -> tuple[str, InlineKeyboardMarkup]:
    """Return the question whether to do after all what was written."""
    keyboard = await ctx.questions.ask(target, ctx.words.plain("button-do-it-now"))
    return late_command(ctx.words, target.line), keyboard


async def offer_late_tap(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Offer again, with its button, what was tapped long ago. A middleware."""
    ctx: ChatContext | None = data.get("ctx")
    if (
        ctx is None
        or not ctx.is_late
        or not isinstance(event, CallbackQuery)
        or not tap_changes(data.get("callback_data"), event.data or "")
    ):
        return await handler(event, data)
    # A group's button speaks the group's language, and of "here": it is tapped there.
    again = _the_button(event, data) if ctx.answer.private else None
    await beside(ctx.answer.toast(), ctx.answer.reply(ctx.words("late-tap"), again))
    return None


def _the_button(tapped: CallbackQuery, data: dict[str, Any]) -> InlineKeyboardMarkup | None:
    """Return the button that was tapped, where it is one that can stand anywhere."""
    update = data.get("event_update")
    as_it_came = update.callback_query if isinstance(update, Update) else None
    payload = as_it_came.data if as_it_came is not None else None
    shown = tapped.message.reply_markup if isinstance(tapped.message, Message) else None
    bound = OF_FORMS in (payload or "") or isinstance(data.get("callback_data"), BOUND_TAPS)
    if shown is None or payload is None or bound:
        return None
    found = [one for row in shown.inline_keyboard for one in row if one.callback_data == payload]
    return markup([found[:1]]) if found else None
