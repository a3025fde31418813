"""The buttons below notices that ask for a decision."""

from bot.callbacks import Act, DecideOn, OpenCard
from bot.notifier.telegram import Rows, TapButton
from engine.core.notices import BotFailed, BotPaused
from engine.outbox import Notice, Resumed

_MOST_CARDS = 20


def buttons_of(notice: Notice) -> Rows:
    """Return the buttons of a notice, with the bot and the revision that it is about."""
    match notice:
        case BotPaused(revision=int(revision)):
            bot = notice.bot.bot_id
            decide = [
                TapButton("Re-place", DecideOn(act=Act.START, bot=bot, revision=revision).pack()),
                TapButton("Stop", DecideOn(act=Act.STOP, bot=bot, revision=revision).pack()),
            ]
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
