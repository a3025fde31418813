"""Reads the raw text of an answer: what was asked for, a refusal, or nothing that can be understood."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

from engine.core.reasons.calls import CallFailed, ExchangeSaid, UnreadableAnswer

Json = Any
"""Anything that json gives; checked where it is used."""
MOST_DIGITS = 18
MOST_TEXT = 200


@dataclass(slots=True)
class Reply:
    """What an exchange answered, whatever it was."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: str


def retry_after_s(reply: Reply) -> float | None:
    """Return for how long the answer's Retry-After asks to wait; None: it does not.

    It may be a moment as well, of the clock that has dated the answer.
    """
    asked, dated = (reply.headers.get(name, "") for name in ("retry-after", "date"))
    try:
        until = None if asked.isdecimal() else parsedate_to_datetime(asked) - parsedate_to_datetime(dated)
    except (ValueError, TypeError, OverflowError):
        return None
    seconds = float(asked) if until is None else until.total_seconds()
    return seconds if seconds > 0 else None


def headers_of(raw: Mapping[str, str]) -> dict[str, str]:
    """Return headers with their names in lower case."""
    return {name.lower(): value for name, value in raw.items()}


class NoReply(Exception):
    """No answer came. `sent`: whether the request can have left us."""

    def __init__(self, reason: CallFailed, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class ExchangeRefusal(Exception):
    """The exchange said no, in its own format."""

    def __init__(self, code: str, text: str, status: int) -> None:
        super().__init__(f"{text} ({code})")
        self.code = code
        self.text = text
        self.status = status
        self.reason = ExchangeSaid(text=text, number=code)


class Unreadable(Exception):
    """An answer that says neither yes nor no. What is wrong with it, is for the log."""

    def __init__(self, wrong: str, reason: UnreadableAnswer | None = None) -> None:
        super().__init__(wrong)
        self.reason = reason or UnreadableAnswer()


class UnreadableRule(Unreadable):
    """A field of a symbol's rules that says nothing of use. `said`: what stands there; "" for nothing."""

    def __init__(self, field: str, said: object = "") -> None:
        super().__init__(f"{field} is {short(said) or 'missing'}")
        self.field, self.said = field, short(said)


def failed(error: BaseException) -> CallFailed:
    """Return what a foreign error is, without its text: that holds addresses, signatures and keys."""
    beneath = error.__cause__
    return CallFailed(error=type(error).__name__, cause=type(beneath).__name__ if beneath else None)


def parsed(reply: Reply) -> Json:
    """Return what the body says. Raises Unreadable where it is no JSON."""
    try:
        return json.loads(reply.body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise unreadable("no JSON", reply) from None


def demand_success(reply: Reply) -> None:
    """Raise Unreadable for an answer whose status is none of success."""
    if not 200 <= reply.status < 300:  # noqa: PLR2004 - the class of success in HTTP
        raise unreadable("no success", reply)


def unreadable(wrong: str, reply: Reply) -> Unreadable:
    """Return the error about an answer of which nothing can be read."""
    return Unreadable(wrong, UnreadableAnswer(status=reply.status, said=short(reply.body)))


def short(text: object) -> str:
    """Return a text in one line, at most 200 characters of it, all of which can be stored and shown."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())
    return line if len(line) <= MOST_TEXT else line[: MOST_TEXT - 3] + "..."


def listing(payload: Json) -> list[Mapping[str, Json]]:
    """Return a list of objects. Raises Unreadable for anything else."""
    if isinstance(payload, list) and all(isinstance(item, Mapping) for item in payload):
        return payload
    raise Unreadable(f"expected a list of objects, not {short(payload)}")


def mapping(payload: Json) -> Mapping[str, Json]:
    """Return an object. Raises Unreadable for anything else."""
    if isinstance(payload, Mapping):
        return payload
    raise Unreadable(f"expected an object, not {short(payload)}")


def text(raw: Mapping[str, Json], name: str) -> str:
    """Return a field as text, never empty. Raises Unreadable.

    JSON can hold half a character, and a zero, which no database takes and no message: such a text is none.
    """
    value = raw.get(name)
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        said = str(value)
        if said and said.isprintable():
            return said
    raise Unreadable(f"no {name} in {short(raw)}")


def text_or_empty(raw: Mapping[str, Json], name: str) -> str:
    """Return a field as text, "" where it is left out or empty. Raises Unreadable."""
    return text(raw, name) if raw.get(name) else ""


MOST_PLACES = 40
"""Before or behind the point: 1e9999999 could not even be computed with."""


def number(raw: Mapping[str, Json], name: str) -> Decimal:
    """Return a field as an exact, finite number of a size that there is. Raises Unreadable."""
    try:
        value = Decimal(text(raw, name))
    except ArithmeticError:
        raise Unreadable(f"{name} is no number in {short(raw)}") from None
    if not value.is_finite() or abs(value.adjusted()) > MOST_PLACES:
        raise Unreadable(f"{name} is no number in {short(raw)}")
    return value


def number_or_zero(raw: Mapping[str, Json], name: str) -> Decimal:
    """Return a field as an exact number, 0 where it is left out or empty. Raises Unreadable."""
    value = raw.get(name)
    return Decimal(0) if value is None or value == "" else number(raw, name)


def number_or_none(raw: Mapping[str, Json], name: str) -> Decimal | None:
    """Return a field as an exact number; None where it is not there or cannot be read."""
    try:
        return number(raw, name)
    except Unreadable:
        return None


def part(raw: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    """Return a part of a symbol's rules, empty where it is left out. Raises UnreadableRule."""
    value = raw.get(name)
    if value is None or value == "":
        return {}
    if isinstance(value, Mapping):
        return value
    raise UnreadableRule(name, value)


def rule(raw: Mapping[str, Json], name: str) -> Decimal:
    """Return a number of a symbol's rules, 0 for one left out or empty: no rule. Raises UnreadableRule."""
    try:
        value = number_or_zero(raw, name)
    except Unreadable:
        raise UnreadableRule(name, raw.get(name)) from None
    if value < 0:
        raise UnreadableRule(name, value)
    return value


def rule_or_digits(
    raw: Mapping[str, Json], name: str, whole: Mapping[str, Json], digits: str = ""
) -> Decimal:
    """Return a step of a symbol's rules, else that of its last digit. Raises UnreadableRule."""
    step = rule(raw, name)
    if step:
        return step
    places = rule(whole, digits) if digits in whole else None
    if places is None or places != places.to_integral_value() or places > MOST_DIGITS:
        raise UnreadableRule(name)
    return Decimal(1).scaleb(-int(places))


def integer(raw: Mapping[str, Json], name: str) -> int:
    """Return a field as a whole number. Raises Unreadable."""
    value = number(raw, name)
    if value != value.to_integral_value():
        raise Unreadable(f"{name} is not whole in {short(raw)}")
    return int(value)
