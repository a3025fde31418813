"""The buttons below notices that ask for a decision."""

from bot.callbacks import Act, DecideOn, OpenCard
from bot.notifier.telegram import Rows, TapButton
from engine.core.notices import BotFailed, BotPaused
from engine.core.types import Mode
from engine.outbox import Notice, Resumed

_MOST_CARDS = 20


def buttons_of(notice: Notice, *, live_trading: bool = True) -> Rows:
    """Return the buttons of a notice, with the bot and the revision that it is about.

    With `live_trading` off no LIVE bot can go on, so that is not offered.
    """
    match notice:
        case BotPaused(revision=int(revision)):
            bot = notice.bot.bot_id
            go_on, stop = ("Resume", "Cancel the order") if notice.kept else ("Re-place", "Stop")
            decide = [TapButton(stop, DecideOn(act=Act.STOP, bot=bot, revision=revision).pack())]
            if live_trading or notice.bot.mode is not Mode.LIVE:
                decide.insert(0, TapButton(go_on, DecideOn(act=Act.START, bot=bot, revision=revision).pack()))
            return [decide, [TapButton("Open card", OpenCard(bot=bot).pack())]]
        case BotFailed():
            return [[TapButton("Open card", OpenCard(bot=notice.bot.bot_id).pack())]]
        case Resumed():
            return [
                [TapButton(waiting.label, OpenCard(bot=waiting.bot_id).pack())]
                for waiting in notice.waiting[:_MOST_CARDS]
            ]
        case _:
            return ()
