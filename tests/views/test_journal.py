"""The sentences of the log."""

from enum import StrEnum
from typing import get_args

import pytest

from bot.views.journal import line_text
from engine.errors import (
    BadInput,
    CommandRejected,
    MarginUnfit,
    NotPossible,
    NotTraded,
    ScalperError,
    UnknownTicker,
)
from engine.reads.journal import (
    ActRefused,
    Beginning,
    JournalLine,
    OrderLine,
    OrderNews,
    OwnerAct,
    OwnerActed,
    Tried,
    WorkBegun,
)
from tests.support.words import CATALOGUES, EN
from tests.views.log_lines import LINES


@pytest.mark.parametrize(("line", "sentence"), LINES, ids=[sentence for _, sentence in LINES])
def test_each_line_is_one_sentence(line: JournalLine, sentence: str) -> None:
    assert line_text(EN, line) == sentence


def test_every_kind_of_line_is_among_them() -> None:
    assert {type(line) for line, _ in LINES} == set(get_args(JournalLine))


def test_every_choice_is_among_them() -> None:
    seen: set[StrEnum] = set()
    for line, _ in LINES:
        match line:
            case OrderLine():
                seen.add(line.news)
            case WorkBegun():
                seen.add(line.how)
            case OwnerActed():
                seen.add(line.act)
    assert seen == {*OrderNews, *Beginning, *OwnerAct}


@pytest.mark.parametrize("act", Tried)
def test_what_was_refused_has_a_name_in_every_language(act: Tried) -> None:
    for language in CATALOGUES.languages:
        words = CATALOGUES.words(language)
        assert line_text(words, ActRefused(act=act, error="CardOutdated"))


def kinds_of(error: type[ScalperError]) -> set[type[ScalperError]]:
    return {error, *(kind for below in error.__subclasses__() for kind in kinds_of(below))}


REFUSED_WITHOUT_A_REASON = sorted(
    kind.__name__
    for kind in kinds_of(BadInput) | kinds_of(NotPossible)
    if kind not in {BadInput, NotPossible, CommandRejected, UnknownTicker, NotTraded, MarginUnfit}
)
"""Those left out say why by a reason of their own, or are never raised themselves."""


@pytest.mark.parametrize("error", REFUSED_WITHOUT_A_REASON)
def test_why_something_was_refused_is_a_sentence_in_every_language(error: str) -> None:
    """Also for those that came later: nobody reads the name of a class."""
    for language in CATALOGUES.languages:
        assert error not in line_text(CATALOGUES.words(language), ActRefused(act=Tried.EDIT, error=error))
