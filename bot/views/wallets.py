"""Wallets on paper: what each has, and what is asked before it is changed."""

from collections.abc import Iterable
from decimal import Decimal

from bot.views.html import Html, esc
from bot.views.text import badge, number
from bot.views.words import Words
from engine.core.types import Mode
from engine.risk.paper_wallets import PaperWallet

_MOST_COINS = 20
EXAMPLE = "/accounts topup 500 USDT Binance"


def wallets_lines(words: Words, wallets: Iterable[PaperWallet]) -> list[str]:
    """Return a block for each wallet, and how to add to one."""
    lines = [line for one in wallets for line in ("", *wallet_lines(words, one))]
    return [*lines, "", words("wallets-add", example=EXAMPLE)] if lines else ["", words("wallets-none")]


def wallet_lines(words: Words, wallet: PaperWallet) -> list[str]:
    lines: list[str] = [f"<b>{esc(wallet.exchange)}</b> · {badge(Mode.PAPER)}"]
    for coin, has in list(wallet.coins.items())[:_MOST_COINS]:
        total = f"{number(has.total)} {coin}"
        if has.available == has.total:
            lines.append(esc(total))
        else:
            lines.append(words("wallet-coin-available", total=total, available=number(has.available)))
    if (more := len(wallet.coins) - _MOST_COINS) > 0:
        lines.append(words("wallet-more-coins", more=more))
    return lines


def which_top_up(words: Words, exchange: str) -> Html:
    return words("wallet-top-up", exchange=exchange, mode=badge(Mode.PAPER), example=EXAMPLE)


def top_up_question(words: Words, exchange: str, amount: Decimal, coin: str) -> Html:
    shown = f"{number(amount)} {coin}"
    return words("wallet-top-up-question", exchange=exchange, mode=badge(Mode.PAPER), amount=shown)


def reset_question(words: Words, exchange: str) -> Html:
    return words("wallet-reset-question", exchange=exchange, mode=badge(Mode.PAPER))


def not_a_wallet_command(words: Words) -> Html:
    return words("wallet-typed", example=EXAMPLE)
