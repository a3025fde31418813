"""The buttons below who did what."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import ShowAudit, ShowLogs
from bot.views.words import Words
from engine.reads.logs import AuditPage


def audit_keyboard(words: Words, page: AuditPage) -> InlineKeyboardMarkup:
    turns = []
    if page.newer:
        turns.append(button(words.plain("button-newer"), ShowAudit(at=-page.entries[0].id)))
    if page.older:
        turns.append(button(words.plain("button-older"), ShowAudit(at=page.entries[-1].id)))
    return markup([turns, [button(words.plain("button-all-lines"), ShowLogs(level=None, bot=None, at=0))]])
