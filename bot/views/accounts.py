"""The real accounts: what each holds, what its key may do, and what keeps it from trading."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.views.html import esc
from bot.views.reasons import reason_text
from bot.views.text import account_name, badge, cut, moment, number, plural
from bot.views.words import Words
from engine.core.reasons.reason import Reason
from engine.reads.views import AccountSilent, AccountView
from engine.risk.engine import IS_OFF

NO_ACCOUNTS = (
    "<b>Accounts</b>\nThere are no exchange keys, so every bot trades on PAPER and no money moves.\n"
    "To trade on an exchange, put its keys into <code>.env</code> (BINANCE_API_KEY and BINANCE_SECRET_KEY, "
    "for example) and restart me. Start with a test venue: docs/operating.md explains how."
)
_FIRST = ("USDT", "USDC", "BTC", "ETH", "BNB", "SOL", "XRP")
_MOST_COINS = 10
_MOST_REASON = 300
_DRIFT_S = 1.0
_SLOW_S = 0.25


def accounts_lines(
    words: Words, accounts: Sequence[AccountView | AccountSilent], longest_hold_s: float | None = None
) -> list[str]:
    """`longest_hold_s`: for how long bots could not react at most in the last hour, if that is measured."""
    lines = ["<b>Accounts</b>"] if accounts else [NO_ACCOUNTS]
    for account in accounts:
        lines += [
            "",
            *(_silent(words, account) if isinstance(account, AccountSilent) else _account(words, account)),
        ]
    return lines if longest_hold_s is None else [*lines, "", _reaction(words, longest_hold_s)]


def _reaction(words: Words, held_s: float) -> str:
    warning = "⚠️ " if held_s > _SLOW_S else ""
    return f"{warning}Longest delay inside this program in the last hour: {held_s * 1000:.0f} ms."


def _silent(words: Words, account: AccountSilent) -> list[str]:
    return [
        f"<b>{account_name(account.account_id)}</b> · {badge(account.account_id.mode)}",
        f"⚠️ It is not responding: {_shown(words, account.reason)}. Try again in a minute.",
    ]


def _account(words: Words, account: AccountView) -> list[str]:
    lines = [
        f"<b>{account_name(account.account_id)}</b> · {badge(account.account_id.mode)}",
        f"Balance: {_balances(words, account.balances)}",
        f"Key permissions: {_rights(words, account)}",
        f"Clock: {_drift(words, account.clock_drift_s)}",
        f"Open orders not placed by me: {account.foreign_orders}. I never touch those.",
    ]
    if account.may_withdraw:
        lines.append(
            "⚠️ The key may <b>withdraw</b>. Remove that permission on the exchange: trading does not need it."
        )
    if account.switched_off:
        lines.append(f"⚠️ Only closing orders are sent there: {_shown(words, IS_OFF)}.")
    if account.blocked is not None:
        lines.append(f"⚠️ No new entries are sent there: {_shown(words, account.blocked)}.")
    if account.stream_missed:
        lines.append(f"Fills that its stream missed and my checks found: {account.stream_missed}.")
    if account.stream_silent_since is not None:
        lines.append(
            f"⚠️ Its order stream is silent since {moment(account.stream_silent_since)}, though orders fill. "
            "I keep reopening it, and check the orders every few seconds."
        )
    lines += [f"⚠️ {_shown(words, problem)}." for problem in account.problems]
    if account.trouble is not None:
        lines.append(f"⚠️ The last check failed: {_shown(words, account.trouble)}.")
    return lines


def _shown(words: Words, reason: Reason) -> str:
    return esc(cut(reason_text(words, reason), _MOST_REASON))


def _balances(words: Words, balances: Mapping[str, Decimal]) -> str:
    if not balances:
        return "nothing"
    known = [coin for coin in _FIRST if coin in balances]
    coins = [*known, *sorted(coin for coin in balances if coin not in known)]
    shown = ", ".join(f"{number(balances[coin])} {esc(coin)}" for coin in coins[:_MOST_COINS])
    more = len(coins) - _MOST_COINS
    return f"{shown} and {plural(more, 'other coin')}" if more > 0 else shown


def _rights(words: Words, account: AccountView) -> str:
    known = {
        ("trade", "no trading"): account.may_trade,
        ("withdraw", "no withdrawals"): account.may_withdraw,
    }
    if all(may is None for may in known.values()):
        return "the exchange does not say"
    may = [what for (what, _), allowed in known.items() if allowed]
    may_not = [no for (_, no), allowed in known.items() if allowed is False]
    return ", ".join(["read", *may, *may_not])


def _drift(words: Words, seconds: float) -> str:
    if abs(seconds) < _DRIFT_S:
        return f"OK, {abs(seconds) * 1000:.0f} ms off"
    where = "ahead of" if seconds > 0 else "behind"
    return f"⚠️ {abs(seconds):.1f} s {where} the exchange's. Sync this machine's clock with NTP."
