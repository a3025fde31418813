"""The buttons below figures: another period, another day, by coin or by bot."""

from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import NOW, ShowPeriod, ShowStats
from bot.views.stats import period_label
from bot.views.words import Words
from engine.reads.periods import Period
from engine.reads.views import PeriodStats


def stats_keyboard(words: Words) -> InlineKeyboardMarkup:
    """Offer the periods, and the figures of each bot, below those of today and of all days."""
    by_bot = button(words.plain("button-stats-by-bot"), ShowPeriod(period=Period.ALL, day=NOW, by_bot=True))
    return markup([_periods(words, Period.ALL), [by_bot]])


def period_keyboard(words: Words, stats: PeriodStats, asked: ShowPeriod) -> InlineKeyboardMarkup:
    """Offer the other periods, the one before and the one after, and the other way to add up."""
    if stats.span is None:
        by_coin = button(words.plain("button-stats-by-coin"), ShowStats())
        return markup([_periods(words, Period.ALL), [by_coin]])
    other = words.plain("button-stats-by-coin" if asked.by_bot else "button-stats-by-bot")
    turned = asked.model_copy(update={"by_bot": not asked.by_bot})
    shown = stats.replayed or stats.span
    before, after = shown.first - timedelta(days=1), shown.last + timedelta(days=1)
    later = [button("▶", _of(asked, after))] if after <= stats.today else []
    around = [button("◀", _of(asked, before)), button(other, turned), *later]
    return markup([_periods(words, stats.period), around])


def _of(asked: ShowPeriod, day: date) -> ShowPeriod:
    return asked.model_copy(update={"day": day.toordinal()})


def _periods(words: Words, chosen: Period) -> list[InlineKeyboardButton]:
    return [
        button(
            period_label(words, one, chosen=one is chosen),
            ShowStats() if one is Period.ALL else ShowPeriod(period=one, day=NOW, by_bot=False),
        )
        for one in Period
    ]
