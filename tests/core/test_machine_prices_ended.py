"""The end of a bot's prices is told once, wherever the bot stands, and changes nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.core import events as e
from engine.core.feed_end import FeedEnd
from engine.core.notices import ReplayEnded
from tests.core.story import EPOCH, Bot, holding, working
from tests.support.reasons import said

OVER = FeedEnd(since=EPOCH, at=EPOCH + timedelta(days=1))


def told(bot: Bot) -> list[ReplayEnded]:
    return [
        notice for outcome in bot.outcomes for notice in outcome.notices if isinstance(notice, ReplayEnded)
    ]


@pytest.mark.parametrize("bot", [Bot(), working(), holding()], ids=["idle", "buys", "sells"])
def test_it_is_told_once_with_what_came_of_it(bot: Bot) -> None:
    before = bot.state
    for _ in range(2):
        bot.feed(e.PricesEnded(at=EPOCH, end=OVER))
    (notice,) = told(bot)
    assert notice.end == OVER
    assert (notice.fills, notice.cycles, notice.result, notice.fees, notice.held) == (
        before.trades,
        before.cycles,
        before.pnl,
        before.fees,
        before.held,
    )
    assert bot.state == replace(before, feed_end=OVER)


def test_another_end_is_told_anew() -> None:
    bot = working()
    for end in (
        replace(OVER, reason=said("row 7")),
        replace(OVER, reason=said("row 9")),
        OVER,
        replace(OVER, at=EPOCH + timedelta(days=2)),
    ):
        bot.feed(e.PricesEnded(at=EPOCH, end=end))
    assert len(told(bot)) == 4
