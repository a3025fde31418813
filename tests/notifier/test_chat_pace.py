"""Edits of living cards: within their budget, and never in the way of a message."""

from datetime import timedelta

from bot.notifier.chat_pace import EDITS, EDITS_OVERALL, FACT_EDITS, ChatPace

ANN, BEN = 11, 22


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def test_a_message_waits_for_no_edit() -> None:
    pace = ChatPace()
    for chat in range(1, 101):
        pace.edited(chat, at(0))
        assert pace.wait_s(chat, at(0)) == 0


def test_an_edit_waits_for_the_message_before_it_and_for_the_one_that_is_next() -> None:
    pace = ChatPace()
    pace.sent(ANN, at(0))
    assert pace.edit_wait_s(ANN, at(0.25)) == 0.75
    assert pace.edit_wait_s(BEN, at(0.25)) == 0
    with pace.at_the_door(ANN):
        assert pace.edit_wait_s(ANN, at(5)) > 0
    assert pace.edit_wait_s(ANN, at(5)) == 0


def test_an_edit_waits_as_long_as_telegram_says() -> None:
    pace = ChatPace()
    pace.hold(ANN, at(0), 40)
    assert pace.edit_wait_s(ANN, at(10)) == 30
    assert pace.wait_s(ANN, at(10)) == 30


def test_there_are_so_many_edits_in_a_minute_and_no_more() -> None:
    pace = ChatPace()
    for second in range(EDITS.most):
        assert pace.edit_wait_s(ANN, at(second)) == 0
        pace.edited(ANN, at(second))
    assert pace.edit_wait_s(ANN, at(12)) == 48
    assert pace.edit_wait_s(BEN, at(12)) == 0
    assert pace.edit_wait_s(ANN, at(60)) == 0


def test_what_has_come_to_be_finds_room_where_prices_have_used_up_theirs() -> None:
    pace = ChatPace()
    for _ in range(EDITS.most):
        pace.edited(ANN, at(0))
    for second in range(1, FACT_EDITS.most - EDITS.most + 1):
        assert pace.edit_wait_s(ANN, at(second)) > 0
        assert pace.edit_wait_s(ANN, at(second), fact=True) == 0
        pace.edited(ANN, at(second))
    assert pace.edit_wait_s(ANN, at(20), fact=True) == 40
    assert pace.edit_wait_s(ANN, at(60), fact=True) == 0
    assert pace.edit_wait_s(ANN, at(60)) > 0


def test_all_chats_together_have_a_budget_of_edits() -> None:
    pace = ChatPace()
    for chat in range(1, EDITS_OVERALL.most + 1):
        assert pace.edit_wait_s(chat, at(0)) == 0
        pace.edited(chat, at(0))
    assert pace.edit_wait_s(ANN, at(0)) == EDITS_OVERALL.within_s


def test_a_budget_is_not_forgotten_among_many_chats() -> None:
    pace = ChatPace()
    for _ in range(EDITS.most):
        pace.edited(ANN, at(0))
    for chat in range(1000, 2000):
        pace.edited(chat, at(chat / 100))
    assert pace.edit_wait_s(ANN, at(30)) == 30
