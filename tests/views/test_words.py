"""One language's sentences: escaped, with exact amounts, and English where one is missing."""

import logging
from datetime import date
from pathlib import Path

import pytest

from bot.views.html import Html
from bot.views.stats import not_a_period
from bot.views.text import quoted
from bot.views.words import Catalogues, NotInCatalogue, Words, named, read_catalogue
from tests.support.words import CATALOGUES, EN

SAYS = """
# A remark.
greeting = <b>Hello</b>, { $name }!
fills = { $fills ->
    [one] { $fills } fill of { $amount }
   *[other] { $fills } fills of { $amount }
}
two-lines =
    One { $name }.

    Two.
button-stop = Stop
tap = Tap { button-stop } in { $name }
"""
RUSSIAN = """
fills = { $fills ->
    [one] { $fills } исполнение { $amount }
    [few] { $fills } исполнения { $amount }
    [many] { $fills } исполнений { $amount }
   *[other] { $fills } исполнения { $amount }
}
button-stop = Стоп
tap = Нажмите { button-stop }: { $nobody }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in (("en", SAYS), ("ru", RUSSIAN)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "room.ftl").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def english(folder: Path) -> Words:
    return Catalogues(folder=folder).english


@pytest.fixture
def russian(folder: Path) -> Words:
    return Catalogues(folder=folder).words("ru")


def test_foreign_text_is_escaped_and_marked_html_is_not(english: Words) -> None:
    assert english("greeting", name="<i>&\x00\u202e") == "<b>Hello</b>, &lt;i&gt;&amp;!"
    assert english("greeting", name=Html("<i>x</i>")) == "<b>Hello</b>, <i>x</i>!"
    assert english("greeting", name=english("greeting", name="<")) == "<b>Hello</b>, <b>Hello</b>, &lt;!!"
    assert english.plain("greeting", name="<i>&") == "<b>Hello</b>, <i>&!"


def test_no_marks_that_nobody_sees_stand_around_values(english: Words) -> None:
    assert english.plain("fills", fills=2, amount="0.00000001") == "2 fills of 0.00000001"


def test_lines_and_labels_of_other_messages_are_put_in(english: Words) -> None:
    assert english("two-lines", name="x") == "One x.\n\nTwo."
    assert english("tap", name="x") == "Tap Stop in x"


@pytest.mark.parametrize(
    ("count", "noun"),
    [
        (0, "исполнений"),
        (1, "исполнение"),
        (2, "исполнения"),
        (5, "исполнений"),
        (11, "исполнений"),
        (21, "исполнение"),
    ],
)
def test_counts_choose_the_form(russian: Words, count: int, noun: str) -> None:
    amount = "12345678901234567890.123456789012345678"
    assert russian.plain("fills", fills=count, amount=amount) == f"{count} {noun} {amount}"


def test_counts_are_written_without_separators(english: Words, russian: Words) -> None:
    assert english.plain("fills", fills=1234567, amount="1").startswith("1234567 ")
    assert russian.plain("fills", fills=1234567, amount="1").startswith("1234567 ")


def test_english_stands_in_for_what_is_missing_and_the_log_says_so(
    russian: Words, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert russian("greeting", name="<") == "<b>Hello</b>, &lt;!"
        assert russian("greeting", name="x") == "<b>Hello</b>, x!"
    assert [record.message for record in caplog.records] == ["greeting is missing in 'ru'"]


def test_english_stands_in_for_what_cannot_be_said(russian: Words, caplog: pytest.LogCaptureFixture) -> None:
    assert russian("tap", name="x") == "Tap Stop in x"
    assert "tap in 'ru' cannot be said with ['name']" in caplog.text


def test_what_english_cannot_say_is_a_bug(english: Words) -> None:
    with pytest.raises(NotInCatalogue):
        english("nothing")
    with pytest.raises(NotInCatalogue):
        english("greeting")
    assert "nothing" not in english
    assert "greeting" in english


@pytest.mark.parametrize(
    ("code", "language"),
    [("hi", "hi"), ("ru-RU", "ru"), ("EN", "en"), ("pt-br", None), ("", None), (None, None)],
)
def test_a_language_is_known_by_telegrams_code(code: str | None, language: str | None) -> None:
    assert CATALOGUES.known(code) == language


def test_whoever_has_not_said_reads_the_language_of_the_installation() -> None:
    of_moscow = Catalogues("ru")
    assert of_moscow.words(None) is of_moscow.public is of_moscow.words("ru")
    assert of_moscow.words("hi").language == "hi"
    assert of_moscow.english.language == "en"
    assert of_moscow.words("tlh") is of_moscow.public


def test_some_things_are_listed_as_people_list_them() -> None:
    assert [EN.listed(("1", "2", "3")[:count]) for count in range(4)] == ["", "1", "1 and 2", "1, 2 and 3"]


def test_a_catalogue_is_cut_into_its_messages(folder: Path) -> None:
    assert set(read_catalogue(folder / "en")) == {"greeting", "fills", "two-lines", "button-stop", "tap"}


def test_what_is_prepared_is_said_as_before(english: Words) -> None:
    english.prepare(("greet", "tap"))
    assert english.plain("greeting", name="x") == "<b>Hello</b>, x!"
    assert english.plain("fills", fills=1, amount="2") == "1 fill of 2"


def test_the_key_of_one_of_a_list() -> None:
    assert named("reason", "late_fill") == "reason-late-fill"
    assert named("above", "MAX_ORDER_VALUE") == "above-max-order-value"
    assert named("forced", "auto-deleveraging") == "forced-auto-deleveraging"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "“a &lt;b&gt;”"), ("hi", "“a &lt;b&gt;”"), ("ru", "«a &lt;b&gt;»")]
)
def test_what_a_person_wrote_is_quoted_as_their_language_does(language: str, said: str) -> None:
    words = CATALOGUES.words(language)
    assert quoted(words, "a <b>") == said
    assert said in not_a_period(words, "a <b>", date(2026, 12, 1))
