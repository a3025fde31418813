"""What bots did, and what a pair costs: /stats, /pnl, /price."""

from contextlib import suppress
from datetime import date, tzinfo

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.handlers.cards import all_bots
from bot.keyboards.callbacks import NOW, ShowPeriod, ShowPnl, ShowStats
from bot.keyboards.digits import in_either
from bot.keyboards.stats import period_keyboard, stats_keyboard
from bot.parsing.periods import read_period
from bot.parsing.values import Unclear, read_ticker_and_exchange
from bot.views.prices import price_text
from bot.views.stats import not_a_period, period_text, pnl_text, stats_text
from engine.core.types import AccountId, Mode
from engine.errors import AccountNotGiven, ReadOnly
from engine.outbox import ToPerson
from engine.people import Role
from engine.reads.periods import Period
from engine.reads.views import MarketView

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1).toordinal(), date(9000, 1, 1).toordinal()


async def stats(_: Message | CallbackQuery, ctx: ChatContext) -> None:
    """Show today and all days."""
    found = await ctx.service.stats(ctx.actor, await zone_of(ctx))
    keyboard = stats_keyboard(ctx.words)
    await ctx.answer.show(
        *in_either(
            ctx.words,
            lambda: stats_text(ctx.words, found, only_reads=ctx.person.role is Role.VIEWER),
            keyboard,
            ShowStats(),
            exact=ctx.exact,
        )
    )


async def written(message: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Show the period behind the command: /stats week, /stats 2026-11-28. Alone: today and all days."""
    args = (command.args or "").strip()
    today = ctx.clock.now().astimezone(await zone_of(ctx)).date()
    found = read_period(args, today) if args else (Period.ALL, None)
    if found is None:
        await ctx.answer.say(not_a_period(ctx.words, args, today))
        return
    period, day = found
    if period is Period.ALL:
        await stats(message, ctx)
    else:
        number = NOW if day is None else day.toordinal()
        await _show(ctx, ShowPeriod(period=period, day=number, by_bot=False))


async def show_period(_: CallbackQuery, callback_data: ShowPeriod, ctx: ChatContext) -> None:
    await _show(ctx, callback_data)


async def _show(ctx: ChatContext, asked: ShowPeriod) -> None:
    zone = await zone_of(ctx)
    found = await ctx.service.period_stats(ctx.actor, asked.period, day_of(asked), zone)
    by_bot, only_reads = asked.by_bot or asked.period is Period.ALL, ctx.person.role is Role.VIEWER
    await ctx.answer.show(
        *in_either(
            ctx.words,
            lambda: period_text(ctx.words, found, zone, by_bot=by_bot, only_reads=only_reads),
            period_keyboard(ctx.words, found, asked),
            asked,
            exact=ctx.exact,
        )
    )


def day_of(asked: ShowPeriod) -> date | None:
    """Return a day of the period that is asked for; None: the present one."""
    known = _FIRST_DAY <= asked.day <= _LAST_DAY
    return date.fromordinal(asked.day) if asked.day != NOW and known else None


async def pnl(_: Message | CallbackQuery, ctx: ChatContext) -> None:
    """Show what was earned, and what is open by the prices of now."""
    found = await ctx.service.stats(ctx.actor, await zone_of(ctx))
    inventory = await ctx.service.inventory(ctx.actor)
    await ctx.answer.show(
        *in_either(ctx.words, lambda: pnl_text(ctx.words, found, inventory), None, ShowPnl(), exact=ctx.exact)
    )


async def price(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Tell the newest price of a pair: /price BTC/USDT, or /price BTC/USDT Bybit F."""
    if not command.args:
        await ctx.answer.say(ctx.words("price-how"))
        return
    exchanges = ctx.service.exchanges(ctx.actor)
    try:
        ticker, exchange = read_ticker_and_exchange(command.args, tuple(exchanges))
    except Unclear as e:
        await ctx.answer.say(f"{ctx.words(e.fault.key, **e.fault.values)}\n{ctx.words('price-how')}")
        return
    view = await _as_bots_see_it(ctx, ticker) if exchange is None else None
    if view is None:
        account_id = AccountId(exchange or exchanges[0], Mode.PAPER)
        view = await ctx.service.quote(ctx.actor, account_id, ticker)
    await ctx.answer.say(price_text(ctx.words, view, ctx.clock.now()))


async def _as_bots_see_it(ctx: ChatContext, ticker: str) -> MarketView | None:
    """Return the price where the person's own first bot on the pair trades; None where there is none."""
    wanted = ticker.replace("/", "")
    for row in await all_bots(ctx):
        if row.ticker.replace("/", "") == wanted:
            with suppress(ReadOnly, AccountNotGiven):  # one that is only shared with them
                return await ctx.service.quote(ctx.actor, row.account_id, row.ticker, row.bot_id)
    return None


async def zone_of(ctx: ChatContext) -> tzinfo:
    """Return the time zone that the person has chosen."""
    return (await ctx.notice_settings.of(ToPerson(ctx.person.user_id))).zone
