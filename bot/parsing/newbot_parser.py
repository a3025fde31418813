"""A bot in one line: `BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop`.

Words may stand in any order and case; `testnet` and `live` choose what is not PAPER. Bare numbers are
quantity, buy price, sell price, in this order; a number behind `buy`, `sell`, `qty`, `trail` or `lev` is
what the word says, one behind `at` a price; `3x` is a leverage, and `account main` the account of that name.
A quantity may be told by its worth: `100 USDT`. A price may be told by its distance, as `values.read_price`
has it; a percentage is trailing only behind `trail`. Without `loop` there is one cycle. Nothing is guessed:
what is unclear becomes a complaint and keeps its place among the numbers, and the rest is kept.
"""

import re
from collections import deque
from dataclasses import dataclass, replace

from bot.parsing.own_words import in_english
from bot.parsing.settings_code import is_code
from bot.parsing.spaced_numbers import put_together
from bot.parsing.values import (
    ALIKE,
    QUOTES,
    Away,
    Fault,
    Unclear,
    Worth,
    coins_of,
    read_exchange,
    read_leverage,
    read_percent,
    read_price,
    read_quantity,
    read_ticker,
    shown,
)
from bot.views.words import named
from engine.core.checks import BotDraft, Field
from engine.core.types import Mode, Side

_REWRITTEN = tuple(
    (re.compile(said, re.IGNORECASE), rewritten)
    for said, rewritten in (
        (r"->|→", " and "),  # what stands on both sides are two
        (r"@", " at "),
        (r"\bat\s+(?:(?:a|the)\s+)?(?:price(?:\s+of)?|цене|ценам)\b", "at"),
        (r"([$€£₹¥₺])\s+(?=\d)", r"\1"),
        (r"(?<=\d)\s+(?=(?:k|тыс|lakh|लाख)\b)", ""),
        (r"[;|·]|,(?!\S)", " "),
        (r"(?<!\S)#\d+\s+(?=\S+/)|[🧪🧫💵]\s*(?=(?:paper|testnet|live)\b)", " "),
        (r"\bfirst[ _]order\b", "first"),
        (r"\btrailing[ _]percent\b", "trailing"),
        (r"\binfinite[ _]loop\b", "loop"),
        (r"(?<!\S)(?:ticker|pair|symbol|exchange|mode|side)\s*[:=]", " "),
        (r"\b(buy|sell)[ _]price\b", r"\1"),
        (r"\b(?:trail|trailing)\s*[:=]\s*(?:no|none|off)\b", "notrail"),
        (r"\bloop\s*[:=]\s*(?:no|none|off|once|false)\b", "noloop"),
        (
            r"(?<!\S)(loop|first|buy|sell|qty|quantity|amount|size|trail|trailing|ts|lev|leverage|account)\s*[:=]",
            r"\1 ",
        ),
        (rf"(?<=[a-z])\s*/\s*(?=(?:{'|'.join(sorted(QUOTES))})\b)", "/"),
        (r"(?<=\d)\s+(?=%)", ""),
        (r"(?<!\S)([+-])\s+(?=\d)", r"\1"),
        (r"\blast\s*(?=[+-])", "last"),
        (r"\b(?:no|not|without|don['’]?t)[\s-]+(?=(?:loop|trail|trailing)\b)", "no"),
        (r"\bloop\s+(?:no|none|off|once|false)\b", "noloop"),
        (r"\bloop\s+(?:yes|on|true)\b", "loop"),
        (r"\b(?:trail|trailing|ts)\s+(?:no|none|off)\b", "notrail"),
        (r"\b(?:first\s+(buy|sell)|(buy|sell)\s+first)\b", r"first\1\2"),
    )
)
"""What is said in pieces becomes one word; what a review or a card calls a field says nothing by itself."""
_SAYS: dict[str, tuple[Field, dict[str, object]]] = {
    "firstbuy": (Field.FIRST_ORDER, {"first_order": Side.BUY}),
    "firstsell": (Field.FIRST_ORDER, {"first_order": Side.SELL}),
    "long": (Field.FIRST_ORDER, {"first_order": Side.BUY}),
    "short": (Field.FIRST_ORDER, {"first_order": Side.SELL}),
    "notrail": (Field.TRAILING, {"trailing_percent": None}),
    "notrailing": (Field.TRAILING, {"trailing_percent": None}),
    "loop": (Field.LOOP, {"infinite_loop": True}),
    "noloop": (Field.LOOP, {"infinite_loop": False}),
    "once": (Field.LOOP, {"infinite_loop": False}),
    **{mode.lower(): (Field.MODE, {"mode": mode}) for mode in Mode},
}
"""Words that say all by themselves."""
_NAMED = {
    **dict.fromkeys(("qty", "quantity", "amount", "size"), (Field.QUANTITY, "0.01")),
    **dict.fromkeys(("trail", "trailing", "ts"), (Field.TRAILING, "0.5%")),
    **dict.fromkeys(("lev", "leverage"), (Field.LEVERAGE, "3x")),
}
"""Words that say what stands behind them, with an example."""
_SAID_BEHIND = frozenset({Field.TRAILING, Field.LEVERAGE})
"""What is said by one number that is no quantity and no price."""
_ACCOUNT = "account"
_SIDES = frozenset({"buy", "sell"})
_NOISE = frozenset({"and", "on"})
_AT = "at"
_PRICE = "@"
"""Stands before an amount that is a price, for "at" stood there."""
_HALF_SAID = frozenset({"first", "no", "none", "off", "yes"})
_NAMES = {Field.QUANTITY: "quantity", Field.BUY_PRICE: "buy_price", Field.SELL_PRICE: "sell_price"}
"""What bare numbers are for, in this order."""
_MOST_PROBLEMS = 9
_MOST_TYPED = 80
"""Letters of what was not understood, in all."""
_WORDS_OF_A_BOT = 5
_PRICES = frozenset({Field.BUY_PRICE, Field.SELL_PRICE})
_LEVERAGE = re.compile(r"[0-9]+[x×х]|[x×х][0-9]+")  # noqa: RUF001 - the Cyrillic one, too
_PAIR = re.compile(r"[^\s/<>]+/[^\s/<>]+")
_COIN = re.compile(r"[A-Za-z][A-Za-z0-9]{1,14}")
_COINS_JOINED = re.compile(rf"({_COIN.pattern})[_-]([A-Za-z]{{3,5}})")
_PLAIN_AMOUNT = re.compile(r"[+-]?[\d.,'_]*\d[.,]?")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the line that cannot be used."""

    field: Field | None
    fault: Fault


@dataclass(frozen=True, slots=True)
class Line:
    """What the line says, and everything in it that is wrong."""

    draft: BotDraft
    problems: tuple[Problem, ...]
    away: tuple[tuple[Field, str], ...] = ()
    """What has to be counted, as it was typed: prices told by their distance, a quantity told by its worth.

    The buy price stands first.
    """
    spaced: bool = False
    """Whether numbers were put together of groups, as in 60 000."""
    said: frozenset[Field] = frozenset()
    """Of what it tells anything at all, readable or not."""
    is_foreign: bool = False
    """Whether nothing in it is of a bot, so that it is no line of one at all."""


def read_line(text: str, exchanges: tuple[str, ...]) -> Line:
    """Read the line. Never raises: what cannot be read is among the problems."""
    reader = _Reader(exchanges)
    reader.read(text)
    away = tuple(sorted(reader.away.items()))
    problems = _once_each(reader.problems)
    return Line(
        reader.draft,
        _first_few(problems),
        away,
        spaced=reader.spaced,
        said=frozenset(reader.given | {problem.field for problem in problems if problem.field is not None}),
        is_foreign=bool(problems) and not reader.tells_something,
    )


def tells_of_a_bot(text: str, exchanges: tuple[str, ...]) -> bool:
    """Say whether somebody means a bot, though no command says so: a pair, and two of quantity and prices."""
    line = read_line(text, exchanges)
    draft, away = line.draft, dict(line.away)
    told = [draft.quantity, draft.buy_price, draft.sell_price, *away]
    return any(map(_is_pair, text.split())) and sum(value is not None for value in told) > 1


def tells_of_several(text: str, exchanges: tuple[str, ...]) -> bool:
    """Say whether the lines are bots of their own, not one that was pasted broken in pieces.

    A bot of its own has a pair, is a code, or has as many words as no piece of one has. What reads well as
    one bot is one: the review of a form, say.
    """
    alone = [line for line in text.splitlines() if _stands_alone(line, exchanges)]
    return len(alone) > 1 and bool(read_line(text, exchanges).problems)


def _stands_alone(line: str, exchanges: tuple[str, ...]) -> bool:
    is_long = len(line.split()) >= _WORDS_OF_A_BOT
    return is_long or is_code(line) or bool(read_line(line, exchanges).draft.ticker)


def _once_each(problems: list[Problem]) -> list[Problem]:
    """Return each complaint once: those that differ in what was typed alone are one about all of that."""
    kept: dict[tuple[Field | None, str], list[Problem]] = {}
    for problem in problems:
        kind = problem.field, problem.fault.key
        kept.setdefault(kind, []).append(problem)
    return [merged for same in kept.values() for merged in _merged(same)]


def _merged(same: list[Problem]) -> list[Problem]:
    one = same[0]
    if one.fault.values.keys() != {"typed"}:
        return [problem for at, problem in enumerate(same) if problem not in same[:at]]
    typed = dict.fromkeys(str(problem.fault.values["typed"]) for problem in same)
    return [replace(one, fault=Fault(one.fault.key, {"typed": shown(" ".join(typed), _MOST_TYPED)}))]


def _first_few(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return what a person can still read, and that there is more."""
    left = len(problems) - _MOST_PROBLEMS
    if left <= 0:
        return tuple(problems)
    return (*problems[:_MOST_PROBLEMS], Problem(None, Fault("typed-and-more", {"left": left})))


class _Reader:
    def __init__(self, exchanges: tuple[str, ...]) -> None:
        self.exchanges = exchanges
        self.draft = BotDraft()
        self.problems: list[Problem] = []
        self.away: dict[Field, str] = {}
        self.given: set[Field] = set()
        self.bare: list[str] = []
        """What stands for itself, in the line's order: numbers, a ticker, and what nobody understands."""
        self.words: deque[str] = deque()
        self.both_sides = False
        self.says_first = False
        self.spaced = False
        self.tells_something = False
        """Whether anything but words that nobody understands was said."""
        self.base: str | None = None
        self.quote: str | None = None

    def read(self, text: str) -> None:
        text = in_english(text.translate(ALIKE))
        for said, rewritten in _REWRITTEN:
            text = said.sub(rewritten, text)
        words = self.with_pair(self.in_whole([word for word in text.split() if word.lower() not in _NOISE]))
        self.words = deque(_with_prices_marked(self.with_coins(words)))
        lower = [word.lower() for word in self.words]
        starts = [at for at, word in enumerate(lower) if word in _SIDES]
        priced = {lower[at] for at in starts if self.amounts_behind(at + 1)}
        self.both_sides = priced == _SIDES
        self.says_first = not {"firstbuy", "firstsell"}.isdisjoint(lower)
        while self.words:
            self.word(self.words.popleft())
        told = self.given or self.draft.account or any(problem.field for problem in self.problems)
        self.tells_something = bool(told) or any(map(_is_amount, self.bare))
        self.bare_ticker()
        self.bare_numbers()

    def in_whole(self, words: list[str]) -> list[str]:
        """Return the words with numbers that are written in groups, 60 000, as one word each."""
        apart = frozenset(
            at
            for at, before in enumerate(words, 1)
            if before.lower() == _ACCOUNT or _NAMED.get(before.lower(), (None,))[0] in _SAID_BEHIND
        )
        spaced = put_together(words, apart)
        self.spaced = spaced.is_joined
        if spaced.two_ways is not None:
            typed, one, other = map(shown, spaced.two_ways)
            self.complain(None, "typed-groups-two-ways", typed=typed, one=one, other=other)
        return list(spaced.words)

    def with_pair(self, words: list[str]) -> list[str]:
        """Return the words; where none is a pair with a stroke, two that are one become it.

        BTC USDT and BTC-USDT are meant; a coin behind an amount may be its unit, and is left alone.
        """
        if any(_is_pair(word) for word in words):
            return words
        for at, word in enumerate(words):
            joined = _COINS_JOINED.fullmatch(word)
            if joined is not None and joined[2].upper() in QUOTES:
                return [*words[:at], f"{joined[1]}/{joined[2]}", *words[at + 1 :]]
            quote = words[at + 1] if at + 1 < len(words) else ""
            behind_amount = at > 0 and _is_amount(words[at - 1])
            if quote.upper() in QUOTES and not behind_amount and self.may_be_coin(word):
                return [*words[:at], f"{word}/{quote}", *words[at + 2 :]]
        return words

    def may_be_coin(self, word: str) -> bool:
        """Say whether the word has no other meaning in a line."""
        low = word.lower()
        is_said = (
            low in _SAYS or low in _SIDES or low in _NAMED or low in _HALF_SAID or low in {_ACCOUNT, _AT}
        )
        return _COIN.fullmatch(word) is not None and not is_said and not self.known(word)

    def with_coins(self, words: list[str]) -> list[str]:
        """Return the words; a coin of the pair behind an amount belongs to it: 100 USDT is one word."""
        pair = next((word for word in words if _is_pair(word)), None)
        coins = coins_of(pair)
        if coins is None:
            return words
        self.base, self.quote = coins
        known, joined = {coin.lower() for coin in coins}, list[str]()
        for word in words:
            if joined and word.lower() in known and _PLAIN_AMOUNT.fullmatch(joined[-1]):
                joined[-1] += word
            else:
                joined.append(word)
        return joined

    def word(self, word: str) -> None:
        low = word.lower()
        if low in _SAYS:
            field, value = _SAYS[low]
            self.take(field, **value)
        elif low in _SIDES:
            self.side(low)
        elif low == _ACCOUNT:
            self.account(word)
        elif low in _NAMED:
            self.named(word, *_NAMED[low])
        elif _LEVERAGE.fullmatch(low):
            self.keep(Field.LEVERAGE, word)
        elif _is_pair(word):
            self.ticker(word)
        elif low in _HALF_SAID:
            self.complain(None, "typed-half", typed=word)
        elif not self.exchange(word):
            self.bare.append(word)

    def complain(self, field: Field | None, key: str, /, **values: str) -> None:
        self.problems.append(Problem(field, Fault(key, values)))

    def amounts_behind(self, start: int) -> list[int]:
        """Return where amounts stand from there on up to the next side, those that words claim left out."""
        found = list[int]()
        for at in range(start, len(self.words)):
            if self.words[at].lower() in _SIDES:
                break
            before = self.words[at - 1].lower() if at > start else ""
            is_claimed = before in _NAMED or before == _ACCOUNT or _LEVERAGE.fullmatch(self.words[at].lower())
            if _is_amount(self.words[at]) and not is_claimed and not self.is_other(self.words[at]):
                found.append(at)
        return found

    def is_other(self, word: str) -> bool:
        """Say whether the word is a pair or an exchange, whatever digits are in it."""
        return _is_pair(word) or self.known(word)

    def take_out(self, places: list[int]) -> list[str]:
        """Return the words at those places, which nobody reads any more."""
        taken = [self.words[at] for at in places]
        self.words = deque(word for at, word in enumerate(self.words) if at not in places)
        return taken

    def next_is_amount(self) -> bool:
        return bool(self.words) and _is_amount(self.words[0])

    def take(self, field: Field, **value: object) -> None:
        """Keep a value; the same field twice is a problem, for one of them is a slip."""
        if field in self.given:
            self.complain(field, named("typed-twice", field))
            return
        self.given.add(field)
        self.draft = replace(self.draft, **value)  # type: ignore[arg-type]  # each caller names its field

    def side(self, low: str) -> None:
        """`buy 60000 sell 60600` are prices, and the first of the two is the first order."""
        is_first = Field.FIRST_ORDER not in self.given and not self.says_first
        if is_first:
            self.take(Field.FIRST_ORDER, first_order=Side(low.upper()))
        amounts = self.amounts_behind(0) if self.both_sides else []
        if amounts:
            field = Field.BUY_PRICE if low == "buy" else Field.SELL_PRICE
            is_last = _SIDES.isdisjoint(word.lower() for word in self.words)
            is_marked = any(self.words[at].startswith(_PRICE) for at in amounts[:2])
            if len(amounts) == 1 or (is_last and not is_marked):
                # One behind the last price is the quantity.
                self.keep(field, *self.take_out(amounts[:1]))
                return
            # The quantity may stand before the price or behind it.
            typed, other = self.take_out(amounts[:2])
            told = self.told_apart(typed, other)
            if told is None:
                two = f"{low} {_shown(typed)} {_shown(other)}"
                self.complain(field, "typed-price-two-ways", typed=two, side=low)
                return
            quantity, price = told
            self.keep(Field.QUANTITY, quantity)
            self.keep(field, price)
        elif not is_first:
            self.complain(Field.FIRST_ORDER, "typed-side-twice")

    def told_apart(self, one: str, other: str) -> tuple[str, str] | None:
        """Return which of two amounts is the quantity, and which the price, where only one can be.

        A distance and what stands behind "at" are always a price, and an amount of the base coin a quantity.
        """
        base = (self.base or "").lower()
        for quantity, price in ((one, other), (other, one)):
            if price.startswith(_PRICE) != quantity.startswith(_PRICE):
                if price.startswith(_PRICE):
                    return quantity, price
                continue
            if _is_distance(price) and not _is_distance(quantity):
                return quantity, price
            is_base = bool(base) and re.fullmatch(rf"[\d.,]+{re.escape(base)}", quantity.lower())
            if is_base and not price.lower().endswith(base):
                return quantity, price
        return None

    def named(self, word: str, field: Field, example: str) -> None:
        """Keep the amount that stands behind the word."""
        if self.next_is_amount():
            self.keep(field, self.words.popleft())
        else:
            self.complain(field, "typed-alone", typed=word, example=example)

    def account(self, word: str) -> None:
        """Take what stands behind the word as an account's name. Whether there is one, the form knows."""
        if not self.words:
            self.complain(Field.MODE, "typed-alone", typed=word, example="main")
        elif self.draft.account:
            self.words.popleft()
            self.complain(Field.MODE, "typed-twice-account")
        else:
            self.draft = replace(self.draft, account=self.words.popleft().lower())

    def keep(self, field: Field, typed: str) -> None:
        """Keep what was typed for the field, or say why it cannot be read."""
        typed = typed.removeprefix(_PRICE)
        try:
            match field:
                case Field.TRAILING:
                    self.take(field, trailing_percent=read_percent(typed))
                case Field.LEVERAGE:
                    self.take(field, leverage=read_leverage(typed))
                case Field.QUANTITY:
                    self.quantity(typed)
                case _:
                    self.price(field, typed)
        except Unclear as e:
            self.problems.append(Problem(field, e.fault))

    def quantity(self, typed: str) -> None:
        said = read_quantity(typed, self.base, self.quote)
        if isinstance(said, Worth):
            if Field.QUANTITY not in self.given:
                self.away[Field.QUANTITY] = typed
            self.take(Field.QUANTITY)
        else:
            self.take(Field.QUANTITY, quantity=said)

    def price(self, field: Field, typed: str) -> None:
        price = read_price(typed, self.quote)
        if isinstance(price, Away):
            if field not in self.given:
                self.away[field] = typed
            self.take(field)
        else:
            self.take(field, **{_NAMES[field]: price})

    def exchange(self, word: str) -> bool:
        """Take the word as an exchange, with an F behind it if that makes another one."""
        if self.words and self.words[0].lower() in {"f", "futures"} and self.known(f"{word} f"):
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

    def free(self) -> list[Field]:
        """Return what bare numbers can be for."""
        complained = {problem.field for problem in self.problems}
        return [field for field in _NAMES if field not in self.given | complained]

    def bare_ticker(self) -> None:
        """Take a ticker without a stroke: a word in letters, or one more than numbers have places."""
        if Field.TICKER in self.given:
            return
        words = [word for word in self.bare if re.fullmatch(r"[\w:-]*[^\W\d_][\w:-]*", word)]
        words.sort(key=lambda word: word[0].isdigit())
        if words and (not words[0][0].isdigit() or len(self.bare) > len(self.free())):
            self.bare.remove(words[0])
            self.ticker(words[0])

    def ticker(self, word: str) -> None:
        try:
            self.take(Field.TICKER, ticker=read_ticker(word))
        except Unclear as e:
            self.problems.append(Problem(Field.TICKER, e.fault))

    def bare_numbers(self) -> None:
        """Give the bare numbers to quantity, buy price, sell price, in this order.

        What cannot be read keeps its place, and so does what is no number at all, where one is missing.
        """
        free = self.free()
        missing = len(free) - sum(_is_amount(word) for word in self.bare)
        for word in self.bare:
            if not _is_amount(word):
                missing -= 1
                if missing < 0:
                    self.complain(None, "typed-not-understood", typed=shown(word))
                    continue
            is_price = word.startswith(_PRICE)
            place = next((at for at, field in enumerate(free) if not is_price or field in _PRICES), None)
            if place is not None:
                self.keep(free.pop(place), word)
            else:
                self.left_over(word.removeprefix(_PRICE))

    def left_over(self, word: str) -> None:
        percent = re.fullmatch(r"[+]?([0-9.,]+%)", word)
        if percent:
            self.complain(None, "typed-what-for-trail", typed=shown(word), percent=shown(percent[1]))
        else:
            self.complain(None, "typed-what-for", typed=shown(word))


def _with_prices_marked(words: list[str]) -> list[str]:
    """Return the words with each "at" before an amount as its mark, and without any other."""
    marked = list[str]()
    for at, word in enumerate(words):
        if word.lower() == _AT:
            continue
        is_price = at > 0 and words[at - 1].lower() == _AT and _is_amount(word)
        marked.append(f"{_PRICE}{word}" if is_price else word)
    return marked


def _shown(amount: str) -> str:
    return shown(amount.removeprefix(_PRICE))


def _is_pair(word: str) -> bool:
    return _PAIR.fullmatch(word) is not None and any(letter.isalpha() for letter in word)


def _is_distance(word: str) -> bool:
    word = word.removeprefix(_PRICE)
    return word.endswith("%") or word.lower().startswith("last")


def _is_amount(word: str) -> bool:
    """Say whether the word stands where a number does, readable or not."""
    low = word.lower().removeprefix(_PRICE)
    return re.search(r"[\d%]", low) is not None or re.fullmatch(r"last([+-].*)?", low) is not None
