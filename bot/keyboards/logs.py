"""The buttons below the log."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import NEWER, OLDER, button, in_pairs, markup, pager
from bot.keyboards.callbacks import LogAct, OnLogs, PickLogBot, ShowLogs
from bot.views.bots import bot_label
from bot.views.logs import level_label
from engine.core.types import BotId
from engine.reads.logs import LogLevel, LogPage, LogQuery
from engine.reads.views import BotPage


def logs_keyboard(page: LogPage, query: LogQuery, bot_label_: str | None) -> InlineKeyboardMarkup:
    bot = query.bot_id

    def levelbutton(level: LogLevel | None, count: int) -> InlineKeyboardButton:
        label = level_label(level, count, chosen=level is query.level)
        return button(label, ShowLogs(level=level, bot=bot, at=0))

    levels = [levelbutton(None, sum(page.counts.values()))]
    levels += [levelbutton(level, page.counts.get(level, 0)) for level in LogLevel]
    newer = (
        [button(NEWER, ShowLogs(level=query.level, bot=bot, at=-page.entries[0].id))] if page.newer else []
    )
    older = (
        [button(OLDER, ShowLogs(level=query.level, bot=bot, at=page.entries[-1].id))] if page.older else []
    )
    acts = [
        button(label, OnLogs(act=act, level=query.level, bot=bot))
        for label, act in (("File", LogAct.FILE), ("Follow", LogAct.FOLLOW), ("Clear", LogAct.CLEAR))
    ]
    which = button(f"Bot: {bot_label_ or 'all'}", PickLogBot(level=query.level, page=0))
    return markup([levels[:3], levels[3:], [*newer, *older], [which], acts])


def log_bots_keyboard(page: BotPage, level: LogLevel | None) -> InlineKeyboardMarkup:
    bots = [button(bot_label(row), ShowLogs(level=level, bot=row.bot_id, at=0)) for row in page.rows]
    pages = pager(page, lambda at: PickLogBot(level=level, page=at))
    everything = [button("All bots", ShowLogs(level=level, bot=None, at=0))]
    return markup([*in_pairs(bots), pages, everything])


def follow_keyboard(level: LogLevel | None, bot: BotId | None) -> InlineKeyboardMarkup:
    return markup([[button("Stop following", OnLogs(act=LogAct.UNFOLLOW, level=level, bot=bot))]])


def all_logs_keyboard() -> InlineKeyboardMarkup:
    return markup([[button("Back to logs", ShowLogs(level=None, bot=None, at=0))]])
