"""The buttons below who did what."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import ShowAudit, ShowLogs
from bot.views.words import Words
from engine.core.types import BotId
from engine.reads.logs import AuditPage


def audit_keyboard(words: Words, page: AuditPage, bot_id: BotId | None) -> InlineKeyboardMarkup:
    turns = []
    if page.newer:
        turns.append(button(words.plain("button-newer"), ShowAudit(bot=bot_id, at=-page.entries[0].id)))
    if page.older:
        turns.append(button(words.plain("button-older"), ShowAudit(bot=bot_id, at=page.entries[-1].id)))
    return markup([turns, [button(words.plain("button-all-lines"), ShowLogs(level=None, bot=bot_id, at=0))]])
