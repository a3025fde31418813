"""What is said in English is said in every language: with no English in its place, and the same figures."""

import logging
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from bot.localchat.markup import parse_html
from bot.views.card import card_text
from bot.views.journal import line_text
from bot.views.notices import word
from bot.views.reasons import reason_text
from bot.views.stats import stats_text
from bot.views.words import Words
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from tests.support.words import CATALOGUES, EN
from tests.views.catalogues import OTHERS
from tests.views.log_lines import LINES
from tests.views.reasons import EVERY
from tests.views.samples import NOW
from tests.views.test_amounts import STATS
from tests.views.test_cards import STATES
from tests.views.test_notices import EXAMPLES

FIGURE = re.compile(r"\d+(?:\.\d+)?")


def of_a_card(words: Words, card: Any) -> str:  # noqa: ANN401 - each thing has words of its own
    return card_text(words, card, NOW)


SAID: list[tuple[Callable[[Words, Any], str], object]] = [
    *((reason_text, reason) for reason in EVERY),
    *((word, notice) for notice in EXAMPLES),
    *((line_text, line) for line, _ in LINES),
    *((of_a_card, shown) for shown, _ in STATES),
    (stats_text, STATS),
]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("say", "value"), SAID, ids=lambda value: getattr(value, "__name__", ""))
def test_it_is_said_with_the_same_figures(
    say: Callable[[Words, Any], str], value: object, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        text = say(CATALOGUES.words(language), value)
    assert caplog.records == [], "English stood in"
    assert Counter(FIGURE.findall(text)) == Counter(FIGURE.findall(say(EN, value)))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("say", "value"), [one for one in SAID if one[0] in {word, of_a_card, stats_text}])
def test_it_is_html_that_telegram_reads(
    say: Callable[[Words, Any], str], value: object, language: str
) -> None:
    seen, _ = parse_html(say(CATALOGUES.words(language), value))
    assert 0 < len(seen) <= 4096


def test_a_reason_is_in_the_language_of_what_tells_it() -> None:
    assert {reason_text(CATALOGUES.words(one), Plain(Cause.PAUSED)) for one in CATALOGUES.languages} == {
        "paused",
        "पॉज़",
        "пауза",
    }
