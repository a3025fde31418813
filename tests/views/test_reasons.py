"""Every reason has its words, and what a person reads of it is all that it knows."""

from typing import get_args

import pytest

from bot.views.reasons import reason_text
from engine.core.reasons import causes
from engine.core.reasons.accounts import AboutAccount
from engine.core.reasons.calls import ExchangeSaid
from engine.core.reasons.causes import FeedProblem
from engine.core.reasons.markets import AboutSymbol, FeedBroken
from engine.core.reasons.reason import AboutOrder, OrderRefused, Plain, Reason, TooManyRefusals
from tests.support.words import CATALOGUES, EN
from tests.views.reasons import ACCOUNT, AT, BY_CODE, EVERY, WORDED

OF_A_LIST = {Plain, AboutOrder, AboutSymbol, AboutAccount}


@pytest.mark.parametrize(("reason", "words"), WORDED, ids=lambda value: getattr(value, "code", ""))
def test_a_reason_in_words(reason: Reason, words: str) -> None:
    assert reason_text(EN, reason) == words


def test_there_is_an_example_of_each() -> None:
    assert {type(reason) for reason in EVERY} == set(get_args(Reason))


BROKEN_FILES = [
    FeedBroken(file="trades.csv", row=7, problem=problem, found="2 cells, not 5") for problem in FeedProblem
]


@pytest.mark.parametrize("language", CATALOGUES.languages)
@pytest.mark.parametrize("reason", [*EVERY, *BROKEN_FILES], ids=lambda reason: reason.code)
def test_each_leaves_the_end_of_the_sentence_to_what_it_stands_in(reason: Reason, language: str) -> None:
    assert not reason_text(CATALOGUES.words(language), reason).endswith((".", "?", "!", "।"))


def test_so_does_what_an_exchange_says_in_a_sentence() -> None:
    assert reason_text(EN, ExchangeSaid(text="Account has insufficient balance.")) == (
        "Account has insufficient balance"
    )


@pytest.mark.parametrize("reason", EVERY, ids=lambda reason: reason.code)
def test_each_is_a_phrase_that_can_follow_a_colon(reason: Reason) -> None:
    words = reason_text(EN, reason)
    assert words
    assert not words.endswith((".", " ", ":"))
    assert "{" not in words
    assert "code=" not in words, "its parameters are worded, and not shown as they are"


def test_what_is_one_of_a_list_differs_from_the_others() -> None:
    assert len({reason_text(EN, reason) for reason in BY_CODE}) == len(BY_CODE)


def test_no_code_is_given_to_two_reasons() -> None:
    listed = [*causes.Cause, *causes.OrderCause, *causes.SymbolCause, *causes.AccountCause]
    fixed = {reason.code for reason in EVERY} - set(listed)
    own = {kind for reason in EVERY if (kind := type(reason)) not in OF_A_LIST}
    assert len(set(listed)) == len(listed)
    assert len(fixed) == len(own)


def test_nobody_has_given_one() -> None:
    assert reason_text(EN, None) == "no reason given"
    assert reason_text(EN, OrderRefused(why=None)).endswith("no reason given")


def test_what_an_exchange_says_at_length_is_cut_within_another_reason() -> None:
    storm = TooManyRefusals(
        account_id=ACCOUNT, count=5, within_min=10, last_at=AT, why=ExchangeSaid(text="x" * 1000), until=AT
    )
    assert len(reason_text(EN, storm)) < 300
