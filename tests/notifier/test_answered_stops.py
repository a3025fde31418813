"""What a person was told in an answer is told them by no notice, once."""

from contextlib import suppress
from uuid import UUID
from weakref import WeakSet

from bot.notifier.answered_stops import AnsweredStops, Stood
from engine.core.types import BotId

ANN, BEN = 11, 22
STOPPED: Stood = BotId(UUID(int=7)), None
PAUSED: Stood = BotId(UUID(int=7)), 3


def test_each_answer_stands_for_one_notice_to_its_person() -> None:
    answers = AnsweredStops()
    with answers.answering(ANN) as stood:
        stood.append(STOPPED)
    asked = [(BEN, STOPPED), (ANN, PAUSED), (ANN, STOPPED), (ANN, STOPPED)]
    assert [answers.take(*one) for one in asked] == [False, False, True, False]


def test_nothing_is_kept_of_what_was_asked_or_taken() -> None:
    """Each pause of a bot is one of its own, and is asked about once."""
    answers, alive = AnsweredStops(), WeakSet[UUID]()
    for number in range(50):
        bot_id = BotId(UUID(int=number))
        alive.add(bot_id)
        if number % 2:
            with answers.answering(ANN) as stood:
                stood.append((bot_id, number))
            del stood
        assert answers.take(ANN, (bot_id, number)) == bool(number % 2)
    assert len(alive) == 1, "the last one is in our hands"


def test_an_answer_that_fails_stands_for_none() -> None:
    answers = AnsweredStops()
    with suppress(ConnectionError), answers.answering(ANN) as stood:
        stood.append(STOPPED)
        raise ConnectionError
    assert not answers.take(ANN, STOPPED)
