"""How notices become messages that Telegram takes: length, cuts, and the pace of it all."""

from datetime import timedelta
from html import escape

import pytest
from aiogram.types import InlineKeyboardButton
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.markup import parse_html
from bot.notifier.chat_pace import ChatPace
from bot.notifier.compose import MOST_VISIBLE, compose
from bot.notifier.telegram import Rows
from bot.notifier.telling import Telling
from bot.views.html import encodable, plain, split, visible_length
from bot.views.words import Words
from engine.notices import Notice, StrangerSeen
from engine.outbox import Audience, Owed, ToAlerts, ToPerson
from tests.support.clock import START
from tests.support.words import EN

NOW = timedelta(days=3)
"""By the clock that only goes forward."""
WORDS = st.text(st.sampled_from("abc \n<&>é🟢\u200d"), max_size=60)
TAGS = ("b", "i", "code", "pre", 'a href="https://example.org/?a=1&amp;b=2"')


@st.composite
def html_texts(draw: st.DrawFn) -> str:
    """Well-formed Telegram HTML: nested tags around escaped text."""
    pieces: list[str] = []
    for _ in range(draw(st.integers(0, 8))):
        text = escape(draw(WORDS), quote=False)
        for tag in draw(st.lists(st.sampled_from(TAGS), max_size=3, unique=True)):
            text = f"<{tag}>{text}</{tag.split()[0]}>"
        pieces.append(text)
    return "".join(pieces)


def glyphs(text: str) -> str:
    return "".join(text.split())


@given(html_texts(), st.integers(4, 80))
def test_cutting_loses_nothing_breaks_nothing_and_keeps_to_the_length(html: str, most: int) -> None:
    parts = list(split(html, most))
    read = [parse_html(part)[0] for part in parts]
    assert glyphs("".join(read)) == glyphs(parse_html(html)[0])
    assert all(len(text.encode("utf-16-le")) // 2 <= most for text in read)
    assert all(text.strip() for text in read)


@given(html_texts())
def test_the_length_is_the_one_telegram_counts(html: str) -> None:
    assert visible_length(html) == len(parse_html(html)[0].encode("utf-16-le")) // 2
    assert plain(html) == parse_html(html)[0]


def test_cuts_are_between_lines_or_else_between_words() -> None:
    assert list(split("one two\nthree four five", 12)) == ["one two\n", "three four ", "five"]
    assert list(split("<b>onetwothree</b>", 5)) == ["<b>onetw</b>", "<b>othre</b>", "<b>e</b>"]
    assert list(split("a &lt;&lt;&lt;", 3)) == ["a ", "&lt;&lt;&lt;"]


def test_what_cannot_be_sent_is_taken_out() -> None:
    assert encodable("a\ud800b\0c") == "a?bc"


ANN = ToPerson(1)


def owed(count: int, *, uncertain: int = 0, audience: Audience = ANN) -> list[Telling]:
    return [
        Telling(
            Owed(
                id=number,
                audience=audience,
                notice=StrangerSeen(at=START, user_id=number, name="x"),
                created_at=START,
                uncertain=number < uncertain,
            )
        )
        for number in range(count)
    ]


def numbered(_: Words, notice: Notice) -> str:
    assert isinstance(notice, StrangerSeen)
    return f"<b>{notice.user_id:03}</b>" + "y" * 497


def test_a_message_holds_as_many_notices_as_fit() -> None:
    batch = compose(EN, owed(30), numbered)
    assert len(batch.ids) == 7
    assert len(batch.messages) == 1
    assert visible_length(batch.messages[0]) == 7 * 500 + 6 * 2 <= MOST_VISIBLE
    assert len(compose(EN, owed(50), lambda _, notice: "x").ids) == 30


@pytest.mark.parametrize("longest", [128, 131, 134, 200])
def test_what_stands_between_notices_takes_room_too(longest: int) -> None:
    """A message is cut only where a single notice is longer than one: its parts are booked as one."""
    batch = compose(EN, owed(29), lambda _, notice: "x" * longest)
    assert len(batch.messages) == 1
    assert visible_length(batch.messages[0]) <= MOST_VISIBLE


def test_repeats_are_not_mixed_with_news() -> None:
    first = compose(EN, owed(5, uncertain=2), lambda _, notice: "x")
    assert (first.ids, first.uncertain) == ([0, 1], True)
    assert compose(EN, owed(5)[2:], lambda _, notice: "x").uncertain is False


def test_a_notice_without_words_is_still_a_message() -> None:
    assert "StrangerSeen" in compose(EN, owed(1), lambda _, notice: " \n").messages[0]
    assert "StrangerSeen" in compose(EN, owed(1), lambda _, notice: "<b></b>").messages[0]


@pytest.mark.parametrize(("chat", "most", "within_s"), [(5, 1, 1), (-5, 20, 60), ("@news", 20, 60)])
def test_the_pace_of_one_chat(chat: int | str, most: int, within_s: float) -> None:
    pace = ChatPace()
    for _ in range(most):
        assert pace.wait_s(chat, NOW) == 0
        pace.sent(chat, NOW)
    assert pace.wait_s(chat, NOW) == within_s
    assert pace.wait_s(chat, NOW + timedelta(seconds=within_s - 0.25)) == 0.25
    assert pace.wait_s(chat, NOW + timedelta(seconds=within_s)) == 0
    assert pace.wait_s(chat + 1 if isinstance(chat, int) else "@other", NOW) == 0


def test_the_pace_of_all_chats_together() -> None:
    pace = ChatPace()
    for chat in range(1, 31):
        assert pace.wait_s(chat, NOW) == 0
        pace.sent(chat, NOW)
    assert pace.wait_s(99, NOW) == 1
    assert pace.wait_s(99, NOW + timedelta(seconds=1)) == 0


def test_telegrams_word_is_the_law() -> None:
    pace = ChatPace()
    pace.hold(5, NOW, 90)
    pace.hold(5, NOW, 30)
    assert pace.wait_s(5, NOW) == 90
    assert pace.wait_s(5, NOW + timedelta(seconds=90)) == 0
    assert pace.wait_s(6, NOW) == 0


def test_chats_of_long_ago_are_forgotten_and_busy_ones_are_not() -> None:
    pace = ChatPace()
    pace.hold(1, NOW, 7200)
    for chat in range(2, 3000):
        pace.sent(chat, NOW + timedelta(seconds=chat))
    assert len(pace._chats) <= 500  # noqa: SLF001 - memory has no other outside
    assert pace.wait_s(1, NOW + timedelta(seconds=3000)) == 4200


def test_a_notice_with_buttons_stands_alone_and_only_people_get_them() -> None:
    rows = [[InlineKeyboardButton(text="Stop", callback_data="x")]]

    def buttons_of(_: Words, notice: Notice) -> Rows:
        return rows if isinstance(notice, StrangerSeen) and notice.user_id == 1 else ()

    waiting = owed(3)
    first = compose(EN, waiting, numbered, buttons_of)
    second = compose(EN, waiting[1:], numbered, buttons_of)
    assert (len(first.ids), first.buttons) == (1, ())
    assert (len(second.ids), second.buttons) == (1, rows)
    together = compose(EN, owed(3, audience=ToAlerts()), numbered, buttons_of)
    assert (len(together.ids), together.buttons) == (3, ())
