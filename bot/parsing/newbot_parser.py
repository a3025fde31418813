"""A bot in one line: `BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop`.

Words may stand in any order and case; `testnet` and `live` choose what is not PAPER. Bare numbers are
quantity, buy price, sell price, in this order; a number behind `buy`, `sell`, `qty`, `trail` or `lev` is
what the word says; `3x` is a leverage. Nothing is guessed: what is unclear becomes a complaint, and the
rest is kept.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.parsing.values import (
    Unclear,
    read_exchange,
    read_leverage,
    read_loop,
    read_number,
    read_percent,
    read_ticker,
    shown,
)
from engine.core.checks import BotDraft, Field
from engine.core.types import Mode, Side

_QUANTITY_WORDS = frozenset({"qty", "quantity", "amount", "size"})
_TRAIL_WORDS = frozenset({"trail", "trailing", "ts"})
_LEVERAGE_WORDS = frozenset({"lev", "leverage"})
_LOOP_WORDS = {"loop": True, "noloop": False, "once": False}
_NO_TRAIL_WORDS = frozenset({"notrail", "notrailing"})
_NOISE = frozenset({"@", "->", "→", ",", ";", "and", "at", "on"})
_NAMES = {Field.QUANTITY: "quantity", Field.BUY_PRICE: "buy_price", Field.SELL_PRICE: "sell_price"}
"""What bare numbers are for, in this order."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the line that cannot be used, in a plain sentence."""

    field: Field | None
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """What the line says, and everything in it that is wrong."""

    draft: BotDraft
    problems: tuple[Problem, ...]


def read_line(text: str, exchanges: tuple[str, ...]) -> Line:
    """Read the line. Never raises: what cannot be read is among the problems."""
    reader = _Reader(exchanges)
    reader.read(text)
    return Line(reader.draft, tuple(reader.problems))


class _Reader:
    def __init__(self, exchanges: tuple[str, ...]) -> None:
        self.exchanges = exchanges
        self.draft = BotDraft()
        self.problems: list[Problem] = []
        self.given: set[Field] = set()
        self.bare: list[str] = []
        self.words: deque[str] = deque()
        self.both_sides = False
        self.says_first = False

    def read(self, text: str) -> None:
        text = re.sub(r"->|→", " ", text)
        self.words = deque(re.sub(r"(?<=[0-9])\s+%", "%", text).split())
        lower = [word.lower() for word in self.words]
        self.both_sides = "buy" in lower and "sell" in lower
        self.says_first = "first" in lower
        while self.words:
            self.word(self.words.popleft())
        self.bare_numbers()

    def word(self, word: str) -> None:
        low = word.lower()
        if low in _NOISE:
            return
        if low == "first" and self.next_is("buy", "sell"):
            self.first(self.words.popleft())
        elif low in {"buy", "sell"}:
            self.side(low)
        elif low in _QUANTITY_WORDS and self.words:
            self.amount(Field.QUANTITY, self.words.popleft())
        elif low in _TRAIL_WORDS or low in _NO_TRAIL_WORDS or low.endswith("%"):
            self.trailing(low)
        elif low in _LOOP_WORDS:
            self.loop(low)
        elif low in _LEVERAGE_WORDS or re.fullmatch(r"[0-9]+x|x[0-9]+", low):
            self.leverage(low)
        elif low.upper() in Mode.__members__:
            self.take(Field.MODE, mode=Mode(low.upper()))
        elif not self.exchange(word):
            self.rest(word)

    def next_is(self, *wanted: str) -> bool:
        return bool(self.words) and self.words[0].lower() in wanted

    def next_word(self) -> str:
        return self.words.popleft() if self.words else ""

    def take(self, field: Field, **value: object) -> None:
        """Keep a value; the same field twice is a problem, for one of them is a slip."""
        if field in self.given:
            self.problems.append(Problem(field, f"The {field.value} is given twice; I took the first."))
            return
        self.given.add(field)
        self.draft = replace(self.draft, **value)  # type: ignore[arg-type]  # each caller names its field

    def first(self, word: str) -> None:
        self.take(Field.FIRST_ORDER, first_order=Side(word.upper()))

    def side(self, low: str) -> None:
        """`buy 60000 sell 60600` are prices, and the first of the two is the first order."""
        if Field.FIRST_ORDER not in self.given and not self.says_first:
            self.first(low)
        elif not self.both_sides:
            self.problems.append(Problem(Field.FIRST_ORDER, "The side is given twice; I took the first."))
        if self.both_sides and self.words and _is_number(self.words[0]):
            self.amount(Field.BUY_PRICE if low == "buy" else Field.SELL_PRICE, self.words.popleft())

    def amount(self, field: Field, typed: str) -> None:
        self.read_as(field, _NAMES[field], read_number, typed)

    def read_as(self, field: Field, name: str, read: Callable[[str], object], typed: str) -> None:
        """Keep what was typed, read so, under that name in the draft."""
        try:
            value = read(typed)
        except Unclear as e:
            self.problems.append(Problem(field, str(e)))
        else:
            self.take(field, **{name: value})

    def trailing(self, low: str) -> None:
        if low in _NO_TRAIL_WORDS:
            self.take(Field.TRAILING, trailing_percent=None)
            return
        typed = low if low.endswith("%") else self.next_word()
        self.read_as(Field.TRAILING, "trailing_percent", read_percent, typed)

    def loop(self, low: str) -> None:
        value = _LOOP_WORDS[low]
        if low == "loop" and self.next_is("yes", "no", "on", "off", "once"):
            value = read_loop(self.words.popleft())
        self.take(Field.LOOP, infinite_loop=value)

    def leverage(self, low: str) -> None:
        typed = self.next_word() if low in _LEVERAGE_WORDS else low
        self.read_as(Field.LEVERAGE, "leverage", read_leverage, typed)

    def exchange(self, word: str) -> bool:
        """Take the word as an exchange, with an F behind it if that makes another one."""
        if self.next_is("f", "futures") and self.known(f"{word} f"):
            self.words.popleft()
            word = f"{word} f"
        if not self.known(word):
            return False
        self.take(Field.EXCHANGE, exchange=read_exchange(word, self.exchanges))
        return True

    def known(self, word: str) -> bool:
        try:
            read_exchange(word, self.exchanges)
        except Unclear:
            return False
        return True

    def rest(self, word: str) -> None:
        if _is_number(word):
            self.bare.append(word)
            return
        try:
            ticker = read_ticker(word)
        except Unclear:
            ticker = ""
        is_pair = "/" in ticker
        if not ticker or (Field.TICKER in self.given and not is_pair):
            self.problems.append(Problem(None, f"I do not understand “{shown(word)}”."))
        else:
            self.take(Field.TICKER, ticker=ticker)

    def bare_numbers(self) -> None:
        """Give the bare numbers to quantity, buy price, sell price, in this order."""
        complained = {problem.field for problem in self.problems}
        free = [field for field in _NAMES if field not in self.given | complained]
        for field, typed in zip(free, self.bare, strict=False):
            self.amount(field, typed)
        for typed in self.bare[len(free) :]:
            self.problems.append(Problem(None, f"I do not know what the number {shown(typed)} is for."))


def _is_number(word: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9.,]+", word) is not None
