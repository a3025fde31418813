"""The buttons below the log."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup, pager
from bot.keyboards.callbacks import LogAct, OnLogs, PickLogBot, ShowAudit, ShowLogs
from bot.views.bots import bot_label
from bot.views.logs import level_label
from bot.views.words import Words
from engine.core.types import BotId
from engine.people import Role
from engine.reads.logs import LogLevel, LogPage, LogQuery
from engine.reads.views import BotPage


def logs_keyboard(
    words: Words, page: LogPage, query: LogQuery, bot_label_: str | None, role: Role | None
) -> InlineKeyboardMarkup:
    bot = query.bot_id

    def levelbutton(level: LogLevel | None, count: int) -> InlineKeyboardButton:
        label = level_label(words, level, count, chosen=level is query.level)
        return button(label, ShowLogs(level=level, bot=bot, at=0))

    levels = [levelbutton(None, sum(page.counts.values()))]
    levels += [levelbutton(level, page.counts.get(level, 0)) for level in LogLevel]
    newer = (
        [button(words.plain("button-newer"), ShowLogs(level=query.level, bot=bot, at=-page.entries[0].id))]
        if page.newer
        else []
    )
    older = (
        [button(words.plain("button-older"), ShowLogs(level=query.level, bot=bot, at=page.entries[-1].id))]
        if page.older
        else []
    )
    may_clear = page.clearable and role is not Role.VIEWER
    acts = [
        button(label, OnLogs(act=act, level=query.level, bot=bot))
        for label, act in (
            (words.plain("button-file"), LogAct.FILE),
            (words.plain("button-follow"), LogAct.FOLLOW),
            *([(words.plain("button-clear"), LogAct.CLEAR)] if may_clear else []),
        )
    ]
    of = words.plain("button-of-all") if bot_label_ is None else words.plain("button-of-bot", bot=bot_label_)
    which = button(of, PickLogBot(level=query.level, page=0))
    audit = (
        [button(words.plain("button-audit"), ShowAudit(bot=query.bot_id, at=0))]
        if role is not Role.VIEWER
        else []
    )
    return markup([levels[:3], levels[3:], [*newer, *older], [which], acts, audit])


def log_bots_keyboard(words: Words, page: BotPage, level: LogLevel | None) -> InlineKeyboardMarkup:
    bots = [button(bot_label(row), ShowLogs(level=level, bot=row.bot_id, at=0)) for row in page.rows]
    pages = pager(words, page, lambda at: PickLogBot(level=level, page=at))
    everything = [button(words.plain("button-all-bots"), ShowLogs(level=level, bot=None, at=0))]
    return markup([*in_pairs(bots), pages, everything])


def follow_keyboard(words: Words, level: LogLevel | None, bot: BotId | None) -> InlineKeyboardMarkup:
    return markup(
        [[button(words.plain("button-unfollow"), OnLogs(act=LogAct.UNFOLLOW, level=level, bot=bot))]]
    )


def all_logs_keyboard(words: Words) -> InlineKeyboardMarkup:
    return markup([[button(words.plain("button-back-to-logs"), ShowLogs(level=None, bot=None, at=0))]])
