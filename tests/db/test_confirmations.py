"""Questions are answered once, in time, by the person who was asked."""

from dataclasses import replace
from datetime import timedelta

from db.store import Store
from engine.confirmations import Ask, Confirmation
from tests.db.trading import NOW, OWNER

MINUTE = timedelta(minutes=1)
STRANGER = OWNER + 1


async def asked(store: Store) -> Confirmation:
    return await store.confirmations.ask(OWNER, Ask.CLEAR_LOGS, "", NOW + MINUTE)


async def test_the_first_answer_counts_and_is_shown_to_all_later_ones(store: Store) -> None:
    question = await asked(store)
    assert await store.confirmations.claim(question.id, OWNER, NOW) == question
    await store.confirmations.answered(question.id, "done")
    for later in (NOW, NOW + 2 * MINUTE):
        again = await store.confirmations.claim(question.id, OWNER, later)
        assert again is not None
        assert again.answer == "done"


async def test_a_question_is_nobody_elses_to_answer_or_to_read(store: Store) -> None:
    question = await asked(store)
    assert await store.confirmations.claim(question.id, STRANGER, NOW) is None
    assert await store.confirmations.claim(question.id, OWNER, NOW) == question
    await store.confirmations.answered(question.id, "done")
    assert await store.confirmations.claim(question.id, STRANGER, NOW) is None


async def test_a_question_that_has_expired_is_not_answered(store: Store) -> None:
    question = await asked(store)
    late = await store.confirmations.claim(question.id, OWNER, NOW + MINUTE)
    assert late == replace(question, expired=True)
    assert await store.confirmations.claim(question.id, OWNER, NOW) == question
