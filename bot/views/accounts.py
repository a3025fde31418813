"""The real accounts: what each holds, what its key may do, and what keeps it from trading."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bot.views.html import Html
from bot.views.reasons import reason_text
from bot.views.text import account_name, badge, cut, moment, number, span
from bot.views.words import Words
from engine.core.reasons.reason import Reason
from engine.people import Role
from engine.reads.views import AccountSilent, AccountView
from engine.risk.engine import IS_OFF

_FIRST = ("USDT", "USDC", "BTC", "ETH", "BNB", "SOL", "XRP")
_MOST_COINS = 10
_MOST_REASON = 300
_DRIFT_S = 1.0
_SLOW_S = 0.25


def accounts_lines(
    words: Words,
    accounts: Sequence[AccountView | AccountSilent],
    longest_hold_s: float | None = None,
    *,
    role: Role = Role.OWNER,
) -> list[str]:
    """Return what there is to say of the accounts that a person of that role may use: owners may use all.

    `longest_hold_s`: for how long bots could not react at most in the last hour, if that is measured.
    """
    none = "accounts-none" if role is Role.OWNER else "accounts-none-given"
    lines: list[str] = [words("accounts-title" if accounts else none)]
    for account in accounts:
        lines += [
            "",
            *(_silent(words, account) if isinstance(account, AccountSilent) else _account(words, account)),
        ]
    return lines if longest_hold_s is None else [*lines, "", _reaction(words, longest_hold_s)]


def contact_line(words: Words, since: datetime, away_for: timedelta | None) -> Html:
    """Return since when Telegram answers, and how long it was away before that, if it was."""
    if away_for is None:
        return words("accounts-contact", since=moment(since))
    return words("accounts-contact-again", since=moment(since), span=span(words, away_for))


def _reaction(words: Words, held_s: float) -> str:
    warning = "⚠️ " if held_s > _SLOW_S else ""
    return f"{warning}{words('accounts-delay', delay=f'{held_s * 1000:.0f}')}"


def _silent(words: Words, account: AccountSilent) -> list[str]:
    return [
        f"<b>{account_name(account.account_id)}</b> · {badge(account.account_id.mode)}",
        words("accounts-silent", reason=_shown(words, account.reason)),
    ]


def _account(words: Words, account: AccountView) -> list[str]:
    lines = [
        f"<b>{account_name(account.account_id)}</b> · {badge(account.account_id.mode)}",
        _balances(words, account.balances),
        _rights(words, account),
        _drift(words, account.clock_drift_s),
        words("accounts-foreign", orders=str(account.foreign_orders)),
    ]
    if account.may_withdraw:
        lines.append(words("accounts-may-withdraw"))
    if account.switched_off:
        lines.append(words("accounts-only-closing", reason=_shown(words, IS_OFF)))
    if account.blocked is not None:
        lines.append(words("accounts-no-entries", reason=_shown(words, account.blocked)))
    if account.stream_missed:
        lines.append(words("accounts-missed", fills=str(account.stream_missed)))
    if account.stream_silent_since is not None:
        lines.append(words("accounts-stream-silent", since=moment(account.stream_silent_since)))
    lines += [words("accounts-problem", reason=_shown(words, problem)) for problem in account.problems]
    if account.trouble is not None:
        lines.append(words("accounts-check-failed", reason=_shown(words, account.trouble)))
    return lines


def _shown(words: Words, reason: Reason) -> str:
    return cut(reason_text(words, reason), _MOST_REASON)


def _balances(words: Words, balances: Mapping[str, Decimal]) -> Html:
    if not balances:
        return words("accounts-balance-none")
    known = [coin for coin in _FIRST if coin in balances]
    coins = [*known, *sorted(coin for coin in balances if coin not in known)]
    shown = ", ".join(f"{number(balances[coin])} {coin}" for coin in coins[:_MOST_COINS])
    more = len(coins) - _MOST_COINS
    if more > 0:
        return words("accounts-balance-and-more", balances=shown, more=more)
    return words("accounts-balance", balances=shown)


def _rights(words: Words, account: AccountView) -> Html:
    known = {
        ("right-trade", "right-no-trading"): account.may_trade,
        ("right-withdraw", "right-no-withdrawals"): account.may_withdraw,
    }
    if all(may is None for may in known.values()):
        return words("accounts-rights-unknown")
    may = [what for (what, _), allowed in known.items() if allowed]
    may_not = [no for (_, no), allowed in known.items() if allowed is False]
    rights = ", ".join(words.plain(one) for one in ("right-read", *may, *may_not))
    return words("accounts-rights", rights=rights)


def _drift(words: Words, seconds: float) -> Html:
    if abs(seconds) < _DRIFT_S:
        return words("accounts-clock", off=f"{abs(seconds) * 1000:.0f}")
    ahead = seconds > 0
    return words("accounts-clock-ahead" if ahead else "accounts-clock-behind", seconds=f"{abs(seconds):.1f}")
