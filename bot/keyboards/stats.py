"""The buttons below figures: another period, another day, by coin or by bot."""

from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import NOW, ShowPeriod, ShowPeriodPicture, ShowStats
from bot.views.stats import period_label
from bot.views.words import Words
from engine.reads.figures import PeriodStats
from engine.reads.periods import Period


def stats_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Offer the periods, and the figures of each bot, below those of today and of all days."""
    by_bot = button(words.plain("button-stats-by-bot"), ShowPeriod(period=Period.ALL, day=NOW, by_bot=True))
    picture = button(
        words.plain("button-picture"), ShowPeriodPicture(period=Period.ALL, day=NOW, by_bot=False)
    )
    return markup([_periods(words, Period.ALL), [by_bot, picture]])


def period_keyboard(words: Words, stats: PeriodStats, asked: ShowPeriod) -> InlineKeyboardMarkup:
    """Offer the other periods, the one before and the one after, and the other way to add up.

    As figures or as pictures, as asked; and each as the other.
    """
    is_picture = isinstance(asked, ShowPeriodPicture)
    of = {"period": asked.period, "day": asked.day, "by_bot": asked.by_bot}
    change = (
        button(words.plain("button-figures"), ShowPeriod(**of))
        if is_picture
        else button(words.plain("button-picture"), ShowPeriodPicture(**of))
    )
    periods = _periods(words, stats.period, pictures=is_picture)
    if stats.span is None and not is_picture:
        by_coin = button(words.plain("button-stats-by-coin"), ShowStats())
        return markup([periods, [by_coin, change]])
    other = words.plain("button-stats-by-coin" if asked.by_bot else "button-stats-by-bot")
    turned = asked.model_copy(update={"by_bot": not asked.by_bot})
    if stats.span is None:
        return markup([periods, [button(other, turned), change]])
    shown = stats.replayed or stats.span
    before, after = shown.first - timedelta(days=1), shown.last + timedelta(days=1)
    later = [button("▶", _of(asked, after))] if after <= stats.today else []
    around = [button("◀", _of(asked, before)), button(other, turned), *later]
    return markup([periods, around, [change]])


def _of(asked: ShowPeriod, day: date) -> ShowPeriod:
    return asked.model_copy(update={"day": day.toordinal()})


def _periods(words: Words, chosen: Period, *, pictures: bool = False) -> list[InlineKeyboardButton]:
    def shows(one: Period) -> CallbackData:
        if pictures:
            return ShowPeriodPicture(period=one, day=NOW, by_bot=False)
        return ShowStats() if one is Period.ALL else ShowPeriod(period=one, day=NOW, by_bot=False)

    return [button(period_label(words, one, chosen=one is chosen), shows(one)) for one in Period]
