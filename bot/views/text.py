"""Small pieces of text: escaping, numbers, times, cuts. Everything foreign goes through `esc`."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Protocol

from bot.views.clock import clock_name, here
from bot.views.digits import in_digits
from bot.views.html import Html, esc, visible_length
from bot.views.words import Words
from engine.core.money import EXACT, ZERO, exact, quantize, round_to
from engine.core.notices import CycleClosed
from engine.core.types import AccountId, Margin, Mode, Side, Status

MOST_UNITS = 4096
"""What one Telegram message holds, in UTF-16 units, after its tags are read."""

_PLACES = 8
_DIGITS = 4
_MOST_QUOTED = 40
_MINUTE_S = 60
_HOUR = 60
_DAY = 24
_TWO_DAYS = 48

_FIXED_ZONE = re.compile(r"Etc/GMT(?P<sign>[+-])(?P<hours>[1-9]\d*)")
"""Zones without summer time: their signs are the other way round."""
_BADGES = {Mode.PAPER: "🧪 PAPER", Mode.TESTNET: "🧫 TESTNET", Mode.LIVE: "💵 LIVE"}
_MARKS = {Status.ACTIVE: "🟢", Status.STOPPED: "⚪", Status.ERROR: "🔴"}


def cut(text: str, most: int) -> str:
    """Return the text with at most `most` characters; a cut is shown by an ellipsis."""
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"


def quoted(words: Words, written: str) -> Html:
    """Return what a person wrote as HTML that quotes it as their language does, cut where it is long."""
    return words("quoted", text=cut(written, _MOST_QUOTED))


def pages(lines: Iterable[str], most: int = MOST_UNITS) -> Iterator[str]:
    """Join lines of HTML to messages, each as long as it may be. A line is never broken."""
    page: list[str] = []
    used = 0
    for line in lines:
        size = visible_length(line) + 1
        if page and used + size > most:
            yield "\n".join(page)
            page, used = [], 0
        page.append(line)
        used += size
    if page:
        yield "\n".join(page)


# --- numbers --------------------------------------------------------------------------------------


def number(amount: Decimal) -> str:
    """Return the exact number, without exponent or separators: 60000, 0.01."""
    return f"{EXACT.normalize(amount) or ZERO:f}"


def rounded(amount: Decimal) -> str:
    """Return an amount for reading: 8 places, or more where fewer than 4 digits would be left.

    Within `digits(exact=True)` it is exact.
    """
    if not amount:
        return "0"
    places = max(_PLACES, _DIGITS - 1 - amount.adjusted()) if abs(amount) < 1 else _PLACES
    with exact():
        return in_digits(number(amount), number(round_to(amount, Decimal(1).scaleb(-places))))


def holding(words: Words, held: Decimal, base: str, *, dust: bool) -> str:
    """Return what is held as plain text: 0.01 BTC. What is too little to trade is called dust."""
    amount = f"{rounded(held)} {base}"
    return words.plain("held-dust", amount=amount) if dust else amount


def signed(amount: Decimal, coin: str) -> Html:
    """Return a result with its sign and coin: +1.25 USDT."""
    sign = "+" if amount > 0 else ""
    return Html(f"{sign}{rounded(amount)} {esc(coin)}")


def in_margin(amount: Decimal, margin: Margin) -> Html:
    """Return an amount in quote as what the exchange makes of it, with sign and coin: +127.50 INR.

    To two places, or to four digits when it is smaller.
    """
    with exact():
        settled = quantize(amount * (margin.rate or ZERO))
        places = max(2, _DIGITS - 1 - settled.adjusted()) if settled and abs(settled) < 1 else 2
        figure = in_digits(number(settled), f"{round_to(settled, Decimal(1).scaleb(-places)):.{places}f}")
    return Html(f"{'+' if settled > 0 else ''}{figure} {esc(margin.coin)}")


def cost_parts(cycle: CycleClosed) -> str:
    """Return what there is to say of a cycle's costs, as the keys of the sentences on them have it."""
    parts = ["fees"] if cycle.fees or not cycle.unvalued else []
    if cycle.funding:
        parts.append("received" if cycle.funding > 0 else "paid")
    return " ".join([*parts, *(["unvalued"] if cycle.unvalued else [])])


def result_mark(result: Decimal) -> str:
    """Return the mark of a result: a loss looks like one."""
    if result > 0:
        return "✅"
    return "🔻" if result < 0 else "⚪"


def percent(amount: Decimal) -> str:
    """Return a percentage to two places, or to two digits when it is smaller: 0.83%."""
    if not amount:
        return "0%"
    places = max(2, 1 - amount.adjusted())
    return f"{number(round(amount, places))}%"


# --- times ----------------------------------------------------------------------------------------


def time_of_day(at: datetime) -> str:
    """Return the time by the clock of the reader: 12:03:04 UTC."""
    return f"{here(at):%H:%M:%S} {clock_name(at)}"


def moment(at: datetime) -> str:
    """Return day and time by the clock of the reader: 2025-01-31 12:03:04 UTC."""
    return f"{here(at).replace(tzinfo=None).isoformat(' ', 'seconds')} {clock_name(at)}"


def time_in_list(at: datetime, now: datetime) -> str:
    """Return the time for a list that says itself by which clock it is, with the day if that is not today."""
    there = here(at)
    return f"{there:%H:%M:%S}" if there.date() == here(now).date() else f"{there:%Y-%m-%d %H:%M:%S}"


def zone_name(zone: tzinfo | None) -> str:
    """Return what a time zone is called: Europe/Berlin, UTC, UTC+03."""
    name: str = getattr(zone, "key", None) or "UTC"
    if (fixed := _FIXED_ZONE.fullmatch(name)) is not None:
        return f"UTC{'+' if fixed['sign'] == '-' else '-'}{fixed['hours']:0>2}"
    return name


def as_of(at: datetime, now: datetime) -> str:
    """Return the time by the clock of the reader, with its day when that is not today's."""
    return time_of_day(at) if here(at).date() == here(now).date() else moment(at)


def age(words: Words, passed: timedelta) -> str:
    """Return how long ago something was: 5 s ago, 3 min ago, 2 h 5 min ago, 4 days ago."""
    seconds = max(int(passed.total_seconds()), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return words.plain("age-days", days=days)
    if hours and minutes % 60:
        return words.plain("age-hours-minutes", hours=str(hours), minutes=str(minutes % 60))
    if hours:
        return words.plain("age-hours", hours=str(hours))
    if minutes:
        return words.plain("age-minutes", minutes=str(minutes))
    return words.plain("age-seconds", seconds=str(seconds))


def span(words: Words, length: timedelta) -> str:
    """Return how long something took, rounded down: 40 s, 7 min, 2 h 5 min, from two days on 3 d 4 h."""
    seconds = max(int(length.total_seconds()), 1)
    if seconds < _MINUTE_S:
        return words.plain("span-seconds", seconds=str(seconds))
    minutes = seconds // _MINUTE_S
    if minutes < _HOUR:
        return words.plain("span-minutes", minutes=str(minutes))
    hours, rest = divmod(minutes, _HOUR)
    if hours < _TWO_DAYS:
        return words.plain("span-hours-minutes", hours=str(hours), minutes=str(rest))
    days, hours = divmod(hours, _DAY)
    return words.plain("span-days-hours", days=str(days), hours=str(hours))


def account_name(account_id: AccountId) -> Html:
    """Return as HTML what `plain_account_name` returns."""
    return esc(plain_account_name(account_id))


def plain_account_name(account_id: AccountId) -> str:
    """Return the venue, with the account's label where it has one: Binance, Binance (second)."""
    return f"{account_id.venue} ({account_id.label})" if account_id.label else account_id.venue


# --- marks ----------------------------------------------------------------------------------------


def badge(mode: Mode) -> str:
    """Return the mode as every message about a bot shows it."""
    return _BADGES[mode]


def short_badge(mode: Mode) -> str:
    """Return the mode for a line among others: what is not paper stands out."""
    return mode.value if mode is Mode.PAPER else _BADGES[mode]


def mark(status: Status, *, paused: bool) -> str:
    return "⏸" if paused else _MARKS[status]


class OrderLike(Protocol):
    """What has the figures of an order, of a fill or of an order's beginning."""

    @property
    def side(self) -> Side: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def price(self) -> Decimal: ...


def figures(order: OrderLike, base: str) -> str:
    """Return them as they are read: BUY 0.01 BTC @ 60000. `base` goes in as it is."""
    return f"{order.side.value} {number(order.quantity)} {base} @ {number(order.price)}"


class Fillable(OrderLike, Protocol):
    """An order of which something may be filled."""

    @property
    def filled(self) -> Decimal: ...


def order_text(words: Words, order: Fillable, base: str) -> str:
    """Return an order as plain text: BUY 0.01 BTC @ 60000, 0.004 of it filled."""
    return words.plain("order-text", order=figures(order, base), filled=filled_or_no(order.filled))


def filled_or_no(filled: Decimal) -> str:
    """Return how much of an order is filled as sentences of orders take it: "no" chooses another form."""
    return number(filled) if filled else "no"
