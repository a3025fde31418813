"""Wallets on paper, below /accounts: topped up and reset, by taps or by words."""

import re
from decimal import Decimal

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import ResetWalletTarget, TopUpTarget
from bot.chat.questions import Outcome
from bot.config.values import COIN
from bot.keyboards.callbacks import AskReset, AskTopUp
from bot.keyboards.wallets import top_up_keyboard, wallets_keyboard
from bot.parsing.values import ALIKE, Unclear, read_exchange, read_number
from bot.views.wallets import (
    not_a_wallet_command,
    reset_question,
    top_up_question,
    wallet_lines,
    which_top_up,
)
from engine.core.types import CoinAmount
from engine.risk.paper_wallets import PaperWallet

_AMOUNT = re.compile(
    r"\s*(?P<act>\S+)"
    r"\s+(?P<amount>[0-9.,]+([ \u00a0\u202f'’_][0-9]{3})*([.,][0-9]+)?)"
    r"\s*(?P<coin>[A-Za-z][A-Za-z0-9]*)(?!\S)"
)


async def written(ctx: ChatContext, text: str) -> None:
    """Ask about what was written behind /accounts: `topup 500 USDT Binance`, `reset Binance`."""
    match _in_words(text):
        case [act, amount, coin, *exchange] if exchange and act.lower() in {"topup", "top-up"}:
            await _ask_written(ctx, amount, coin.upper(), " ".join(exchange))
        case [act, *exchange] if exchange and act.lower() == "reset":
            try:
                named = read_exchange(" ".join(exchange), tuple(ctx.service.exchanges(ctx.actor)))
            except Unclear as e:
                await _say_unclear(ctx, e)
            else:
                await _ask_reset(ctx, named)
        case _:
            await ctx.answer.say(not_a_wallet_command(ctx.words))


def _in_words(text: str) -> list[str]:
    """Return the words; an amount is one, however it is written: 1 000 USDT, 500USDT."""
    found = _AMOUNT.match(text.translate(ALIKE))
    if found is None:
        return text.split()
    return [found["act"], found["amount"], found["coin"], *text[found.end() :].split()]


async def _ask_written(ctx: ChatContext, amount: str, coin: str, exchange: str) -> None:
    try:
        much = read_number(amount, example="500")
        named = read_exchange(exchange, tuple(ctx.service.exchanges(ctx.actor)))
    except Unclear as e:
        await _say_unclear(ctx, e)
        return
    if COIN.fullmatch(coin):
        await _ask_top_up(ctx, named, much, coin)
    else:
        await ctx.answer.say(not_a_wallet_command(ctx.words))


async def _say_unclear(ctx: ChatContext, error: Unclear) -> None:
    """Say which word cannot be read, and how it is written."""
    wrong = ctx.words(error.fault.key, **error.fault.values)
    await ctx.answer.say(f"{wrong}\n{not_a_wallet_command(ctx.words)}")


async def ask_top_up(_: CallbackQuery, callback_data: AskTopUp, ctx: ChatContext) -> None:
    """Offer as much of each coin of the wallet as it began with."""
    exchange, coin, paper = callback_data.exchange, callback_data.coin, ctx.service.paper
    if coin is not None:
        await _ask_top_up(ctx, exchange, paper.begins_with(ctx.actor, coin), coin)
        return
    wallets = [one for one in paper.wallets(ctx.actor) if one.exchange == exchange]
    coins = {coin: paper.begins_with(ctx.actor, coin) for one in wallets for coin in one.coins}
    offers = [CoinAmount(amount=amount, coin=coin) for coin, amount in coins.items() if amount]
    await ctx.answer.say(which_top_up(ctx.words, exchange), top_up_keyboard(exchange, offers))


async def _ask_top_up(ctx: ChatContext, exchange: str, amount: Decimal, coin: str) -> None:
    ctx.service.paper.check_top_up(ctx.actor, exchange, coin, amount)  # what cannot be is not asked about
    target = TopUpTarget(exchange=exchange, coin=coin, amount=amount)
    keyboard = await ctx.questions.ask(target, ctx.words.plain("button-add-it"))
    await ctx.answer.show(top_up_question(ctx.words, exchange, amount, coin), keyboard)


async def top_up(ctx: ChatContext, target: TopUpTarget) -> Outcome:
    wallet = await ctx.service.paper.top_up(ctx.actor, target.exchange, target.coin, target.amount)
    return _changed(ctx, wallet, "wallet-topped-up")


async def ask_reset(_: CallbackQuery, callback_data: AskReset, ctx: ChatContext) -> None:
    await _ask_reset(ctx, callback_data.exchange)


async def _ask_reset(ctx: ChatContext, exchange: str) -> None:
    ctx.service.paper.wallets(ctx.actor)
    keyboard = await ctx.questions.ask(
        ResetWalletTarget(exchange=exchange), ctx.words.plain("button-reset-it")
    )
    await ctx.answer.say(reset_question(ctx.words, exchange), keyboard)


async def reset(ctx: ChatContext, target: ResetWalletTarget) -> Outcome:
    return _changed(ctx, await ctx.service.paper.reset(ctx.actor, target.exchange), "wallet-was-reset")


def _changed(ctx: ChatContext, wallet: PaperWallet, key: str) -> Outcome:
    lines = [ctx.words(key), "", *wallet_lines(ctx.words, wallet)]
    return Outcome(lines, wallets_keyboard(ctx.words, [wallet]))
