"""The buttons below the history of notices."""

from datetime import date, timedelta

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup, pager
from bot.keyboards.callbacks import PickHistoryBot, ShowHistory
from bot.views.bots import bot_label
from bot.views.words import Words
from engine.core.types import BotId
from engine.notice_history import HistoryPage
from engine.reads.views import BotPage

ALL_DAYS = 0


def history_keyboard(
    words: Words,
    page: HistoryPage,
    *,
    bot: BotId | None,
    label: str | None,
    day: date | None,
    shown: date,
    today: date,
) -> InlineKeyboardMarkup:
    """Offer older and newer notices, another day up to `today` and another bot.

    `shown`: the day of the newest here.
    """
    on = day.toordinal() if day else ALL_DAYS
    newer = [
        button(words.plain("button-newer"), ShowHistory(bot=bot, day=on, at=-page.notices[0].id))
        for _ in range(page.newer)
    ]
    older = [
        button(words.plain("button-older"), ShowHistory(bot=bot, day=on, at=page.notices[-1].id))
        for _ in range(page.older)
    ]
    if day is None:
        days = [button(f"{shown:%Y-%m-%d}", ShowHistory(bot=bot, day=shown.toordinal(), at=0))]
    else:
        after, before = (
            button(f"{other:%Y-%m-%d}", ShowHistory(bot=bot, day=other.toordinal(), at=0))
            for other in (day + timedelta(days=1), day - timedelta(days=1))
        )
        everything = button(words.plain("button-all-days"), ShowHistory(bot=bot, day=ALL_DAYS, at=0))
        days = [after, everything, before] if day < today else [everything, before]
    of = words.plain("button-of-all") if label is None else words.plain("button-of-bot", bot=label)
    return markup([[*newer, *older], days, [button(of, PickHistoryBot(day=on, page=0))]])


def history_bots_keyboard(words: Words, page: BotPage, day: int) -> InlineKeyboardMarkup:
    """Offer the bots whose notices can be shown."""
    bots = [button(bot_label(row), ShowHistory(bot=row.bot_id, day=day, at=0)) for row in page.rows]
    pages = pager(words, page, lambda at: PickHistoryBot(day=day, page=at))
    everything = [button(words.plain("button-all-bots"), ShowHistory(bot=None, day=day, at=0))]
    return markup([*in_pairs(bots), pages, everything])
