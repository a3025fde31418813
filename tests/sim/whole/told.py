"""[told] What arrived in the chats: all of it once, in its order, true, soon, as fast as Telegram allows.

A fill stands in the message that ends its cycle; one whose cycle goes on stands nowhere yet.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from bot.views.html import plain, visible_length
from bot.views.storms import storm_line
from db.codec import NOTICE
from engine.core.notices import (
    BotFailed,
    BotNotice,
    BotPaused,
    BotStopped,
    CycleClosed,
    FillBooked,
    ReplayEnded,
)
from engine.outbox import KeptFor
from tests.sim.chronicle import seconds
from tests.sim.faults import Fault
from tests.sim.whole.program import GROUP, OWNER, fill_mark, line_worded, worded
from tests.sim.whole.stored import Tables, executions
from tests.sim.whole.telegram import LONGEST_TEXT, Arrived
from tests.support.words import EN, REPEAT_MARK

if TYPE_CHECKING:
    from tests.sim.whole.world import WholeWorld

PARAGRAPHS = "\n\n"
SAID = re.compile(r"^(BUY|SELL) ([0-9.]+) (\w+) @ ([0-9.]+) (?:\(\W*LIVE, B[a-z]+(?: F)?\)|· fee )")
CYCLE = re.compile(r"\S+ Cycle ")
MARK = re.compile(r"^\[fill .+\]$", re.MULTILINE)
ENDS = (CycleClosed, BotStopped, BotPaused, BotFailed, ReplayEnded)
PRIVATE_PAUSE_S = 1.0
GROUP_MOST, GROUP_WITHIN_S = 20, 60.0
BOOKED_WITHIN_S = 0.02
"""Between its turn and its leaving a message is booked as begun; a database that fails takes longer."""
PROMPT_S = 3.5
"""Without faults, to the person: some messages, a second apart."""
DELAYED_AFTER_S = 120.0
DELAYED = "Delayed. From"
AUDIENCES = {f"person:{OWNER}": OWNER, "alerts": GROUP}


def told(world: "WholeWorld", tables: Tables) -> list[str]:
    """Return what is wrong with what was told."""
    found = [*_places(world), *_pace(world)]
    for audience, chat_id in AUDIENCES.items():
        there = _Told([one for one in world.telegram.arrived if one.chat_id == chat_id])
        rows = [row for row in tables.outbox if row.audience == audience]
        owed, kept = _owed(rows, world.telegram.unsure)
        found += [f"to {audience}: {what}" for what in _once(there, owed)]
        found += [f"to {audience}: {what}" for what in _fills_once(there, owed, kept)]
        found += [f"to {audience}: {what}" for what in _in_order(there, owed)]
        found += [f"to {audience}: {what}" for what in _in_time(world, there, owed)]
    found += [*_true(world), *_sound(world)]
    return [f"[told] {what}" for what in found]


@dataclass
class _Owed:
    """A notice, and the fills that stand inside of it."""

    notice: BotNotice
    at: float
    fills: list[FillBooked] = field(default_factory=list)
    earlier: list[BotNotice] = field(default_factory=list)
    """Those of the same cause of which the message tells only how often they came."""
    pending: list[BotNotice] = field(default_factory=list)
    """Those that it tells by its next change, which may have been made."""
    kept_before: list[BotNotice] = field(default_factory=list)
    """Those of before that a later message tells, and this one as well if a change was made."""

    def texts(self) -> tuple[str, ...]:
        """Return how it may be worded, as LIVE was on or off."""
        told: dict[str, None] = {}
        changes = product(range(len(self.kept_before) + 1), range(len(self.pending) + 1))
        for fewer, more in changes:
            occurrences = [*self.kept_before[fewer:], *self.earlier, self.notice, *self.pending[:more]]
            counted = storm_line(EN, occurrences)
            lines: list[str] = [] if counted is None else [counted]
            lines += [line_worded(EN, fill) for fill in self.fills]
            for live in (True, False):
                told["\n".join([worded(EN, occurrences[-1], live_trading=live), *lines])] = None
        return tuple(told)


class _Causes:
    """What was told of each cause, and in which messages.

    `unsure`: messages that were changed, which the program does not know: they may tell of what came before
    and has come since as well, though another message tells of it.
    """

    def __init__(self, unsure: Collection[int]) -> None:
        self._unsure = unsure
        self._newest: dict[str | None, _Owed] = {}
        self._may_tell_more: defaultdict[str | None, list[_Owed]] = defaultdict(list)
        """Of the messages that are unsure."""
        self._told_in: defaultdict[str | None, list[tuple[int, BotNotice]]] = defaultdict(list)

    def wait(self, cause: str | None, notice: BotNotice) -> None:
        """Note what a message is to tell by its next change."""
        if cause in self._newest:
            self._newest[cause].pending.append(notice)

    def told_later(self, cause: str | None, message_id: int) -> list[BotNotice]:
        """Return what came before and a later message tells, if this one is unsure."""
        told = self._told_in[cause] if message_id in self._unsure else []
        return [notice for where, notice in told if where > message_id]

    def tell(self, row: Any, notice: BotNotice, instead_of: _Owed | None, owed: _Owed) -> None:  # noqa: ANN401 - a row
        """Note that the notice of the row is told."""
        others = [one for one in self._may_tell_more[row.cause] if one is not instead_of]
        for one in others:
            one.pending.append(notice)
        if row.cause is not None:
            self._newest[row.cause] = owed
            self._may_tell_more[row.cause] = [*others, owed] if row.message_id in self._unsure else others
            self._told_in[row.cause].append((row.message_id, notice))


def _owed(rows: Sequence[Any], unsure: Collection[int]) -> tuple[list[_Owed], list[FillBooked]]:
    """Return what is told, and the fills that are kept for a cycle that goes on. `unsure` as in `_Causes`."""
    told: list[_Owed] = []
    waiting: defaultdict[int, list[tuple[Any, FillBooked]]] = defaultdict(list)
    last: dict[tuple[int, int], tuple[Any, _Owed]] = {}
    """Of each bot in each message."""
    causes = _Causes(unsure)
    for row in sorted(rows, key=lambda row: int(row.id)):
        notice, at = NOTICE.load(row.payload), seconds(row.created_at)
        if isinstance(notice, FillBooked) and row.kept_for is not None:
            waiting[notice.bot.number].append((row, notice))
        elif row.kept_for is KeptFor.REPEAT and not row.sent_at:
            if isinstance(notice, BotNotice):
                causes.wait(row.cause, notice)
        elif isinstance(notice, BotNotice):
            mine = waiting.pop(notice.bot.number, []) if isinstance(notice, ENDS) else []
            # Of a bot that had ended already, what is sent is sent by itself.
            apart = [one for one in mine if one[0].sent_at and one[0].message_id != row.message_id]
            told += [_Owed(fill, seconds(one.created_at)) for one, fill in apart]
            inside = [fill for one, fill in mine if (one, fill) not in apart]
            place = notice.bot.number, row.message_id
            before, there = last.get(place, (None, None))
            if before is not None and there is not None and _come_again(before, row, inside or there.fills):
                told.remove(there)
                earlier = [*there.earlier, there.notice]
                told.append(_Owed(notice, there.at, earlier=earlier, kept_before=there.kept_before))
            else:
                kept_before = causes.told_later(row.cause, row.message_id)
                told.append(_Owed(notice, at, inside, kept_before=kept_before))
            last[place] = row, told[-1]
            causes.tell(row, notice, there, told[-1])
    left = [one for of_bot in waiting.values() for one in of_bot]
    told += [_Owed(fill, seconds(row.created_at)) for row, fill in left if row.sent_at]
    return told, [fill for row, fill in left if not row.sent_at]


def _come_again(before: Any, row: Any, fills: list[FillBooked]) -> bool:  # noqa: ANN401 - rows of the outbox
    """Say whether a message tells the second of these as the first once more."""
    return row.cause is not None and row.cause == before.cause and not fills


class _Told:
    """The messages of one chat, and what stands in them."""

    def __init__(self, messages: list[Arrived]) -> None:
        self.messages = messages
        self.marked: Counter[str] = Counter()
        self.unmarked: Counter[str] = Counter()
        self.first: dict[str, tuple[float, int]] = {}
        """When a paragraph first arrived, and its place among all."""
        place = 0
        for message in messages:
            is_repeat = message.html.startswith(REPEAT_MARK)
            for paragraph in message.html.split(PARAGRAPHS):
                (self.marked if is_repeat else self.unmarked)[paragraph] += 1
                place += 1
                self.first.setdefault(paragraph, (message.at, place))


def _once(told: _Told, owed: list[_Owed]) -> Iterator[str]:
    """Each notice stands once in a message; any other time it is marked as a possible repeat."""
    for texts, count in Counter(one.texts() for one in owed).items():
        unmarked = sum(told.unmarked[text] for text in texts)
        if unmarked + sum(told.marked[text] for text in texts) < count:
            yield f"{plain(texts[0])!r} was owed {count} times, and told {unmarked} times"
        if unmarked > count:
            yield f"{plain(texts[0])!r} was owed {count} times, and told {unmarked} times as news"


def _fills_once(told: _Told, owed: list[_Owed], kept: list[FillBooked]) -> Iterator[str]:
    """A fill stands in one message as news, whichever it is, and in none while its cycle goes on."""
    news = Counter(mark for text, count in told.unmarked.items() for mark in MARK.findall(text) * count)
    yield from (f"{mark} is told {count} times as news" for mark, count in news.items() if count > 1)
    for fill in kept:
        if fill_mark(fill) in news:
            yield f"{fill_mark(fill)} is told, and kept for its cycle"


def _in_order(told: _Told, owed: list[_Owed]) -> Iterator[str]:
    """What happened to one bot is told in the order in which it was booked."""
    places: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for one in owed:
        text = one.texts()[0]
        if text in told.first and (one.fills or isinstance(one.notice, FillBooked)):
            places[one.notice.bot.number].append((told.first[text][1], text))
    for number, of_bot in places.items():
        for (before, _), (after, text) in pairwise(of_bot):
            if after < before:
                yield f"bot {number}: {plain(text)!r} is told before what was booked before it"


def _in_time(world: "WholeWorld", told: _Told, owed: list[_Owed]) -> Iterator[str]:
    """Without faults as soon as its cycle is over; and what is told late says so."""
    with_fills = [one for one in owed if one.fills]
    for one in with_fills:
        arrived = told.first.get(one.texts()[0], (one.at, 0))[0]
        if world.is_untroubled and told.messages[0].chat_id == OWNER and arrived - one.at > PROMPT_S:
            yield f"{one.notice.kind} of {one.at:.1f} is told {arrived - one.at:.1f} s later"
    booked = {fill_mark(fill): one.at for one in with_fills for fill in one.fills}
    if world.counts[Fault.CLOCK_FAR_OFF]:
        return  # how late a notice is its stamp says, and that is of a clock that was wrong
    for message in told.messages:
        times = [at for mark, at in booked.items() if mark in message.html]
        if not times or PARAGRAPHS.join(message.html.split(PARAGRAPHS)[:2]).count("[fill") == 0:
            continue
        age = message.at - times[0]
        if age < DELAYED_AFTER_S - 2 and DELAYED in message.html:
            yield f"a message at {message.at:.1f} says that it is late, {age:.0f} s after a fill"
        # It may have been on its way, or have arrived twice: ninety seconds after it was written.
        if age > DELAYED_AFTER_S + 95 and DELAYED not in message.html:
            yield f"a message at {message.at:.1f} does not say that it is {age:.0f} s late"


def _true(world: "WholeWorld") -> Iterator[str]:
    """The figures are the exchange's."""
    trades = {f"[fill {bot.int} {t.symbol} {t.side} {t.trade_id}]": t for bot, t in executions(world)}
    for message in world.telegram.arrived:
        said = None
        for line in plain(message.html).splitlines():
            said = SAID.match(line) or said
            if not line.startswith("[fill"):
                continue
            trade = trades.get(line)
            if trade is None or said is None:
                yield f"tells {line!r}, which did not happen"
                continue
            side, quantity, _, price = said.groups()
            if (side, Decimal(quantity), Decimal(price)) != (trade.side, trade.quantity, trade.price):
                yield f"tells {said[0]}, it was {trade.side} {trade.quantity} @ {trade.price}"
            said = None


def _sound(world: "WholeWorld") -> Iterator[str]:
    """What asks for a decision makes a sound; the day's trading makes none."""
    asking = (n for n in world.disk.notices if isinstance(n, BotPaused | BotFailed))
    reasons = tuple({plain(text) for notice in asking for text in _Owed(notice, 0).texts()})
    for message in world.telegram.arrived:
        parts = [plain(part) for part in message.html.split(PARAGRAPHS)]
        asks = any(part.startswith(reasons) for part in parts)
        is_trade = all(SAID.match(part) or CYCLE.match(part) for part in parts)
        if (asks and message.silent) or (is_trade and not message.silent):
            yield f"a message at {message.at:.1f} {'makes no' if message.silent else 'makes a'} sound"


def _places(world: "WholeWorld") -> Iterator[str]:
    """Nobody else is written to, and nothing that Telegram would not take."""
    for message in world.telegram.arrived:
        if message.chat_id != OWNER and not (message.chat_id == GROUP and world.alerts):
            yield f"a message in {message.chat_id}"
        if not 0 < visible_length(message.html) <= LONGEST_TEXT:
            yield f"a message of {visible_length(message.html)} letters at {message.at:.1f}"


def _pace(world: "WholeWorld") -> Iterator[str]:
    """A process speaks no faster than it may, and rests where it was told to."""
    asked: defaultdict[tuple[int, int | str], list[float]] = defaultdict(list)
    for call in world.telegram.asked:
        asked[call.run, call.chat_id].append(call.at)
    for (run, chat_id), times in asked.items():
        most, within = (1, PRIVATE_PAUSE_S) if chat_id == OWNER else (GROUP_MOST, GROUP_WITHIN_S)
        for earlier, later in zip(times, times[most:], strict=False):
            if not world.odds.storage and later - earlier < within - BOOKED_WITHIN_S:
                yield f"run {run} sends {most + 1} messages to {chat_id} in {later - earlier:.2f} s"
    for begin, until, run, chat_id in world.telegram.held:
        early = [at for at in asked[run, chat_id] if begin < at < until - 1e-3]
        if early:
            yield f"run {run} writes to {chat_id} at {early[0]:.1f}, it was told to wait until {until:.1f}"
