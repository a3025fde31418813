"""The buttons below notices that ask for a decision, or after which one is likely."""

from uuid import UUID

from aiogram.types import InlineKeyboardButton

from bot.keyboards.buttons import button
from bot.keyboards.callbacks import Act, CloneBot, DecideOn, OpenCard
from bot.notifier.telegram import Rows
from bot.views.candidates import look_label
from bot.views.restart import label
from bot.views.words import Words
from engine.core.notices import BotFailed, BotPaused, BotStopped, StopCause
from engine.core.types import BotId, Mode
from engine.notices import BotFalls, Notice, Resumed, ResumedBot, ResumedLine

_MOST_CARDS = 20


def buttons_of(words: Words, notice: Notice, *, live_trading: bool = True) -> Rows:
    """Return the buttons of a notice, with the bot and the revision that it is about.

    With `live_trading` off no LIVE bot can go on, so that is not offered.
    """
    match notice:
        case BotPaused(revision=int(revision)):
            bot = notice.bot.bot_id

            def decide(label: str, act: Act) -> InlineKeyboardButton:
                return button(label, DecideOn(act=act, bot=bot, revision=revision))

            card = button(words.plain("button-open-card"), OpenCard(bot=bot))
            if notice.out_of_reach:
                return [
                    [decide(look_label(words, notice.reason), Act.ACCEPT_AS_IS)],
                    [decide(words.plain("button-stop"), Act.STOP), card],
                ]
            stop = words.plain("button-cancel-order" if notice.kept else "button-stop")
            ways = [decide(stop, Act.STOP)]
            if live_trading or notice.bot.mode is not Mode.LIVE:
                go_on = words.plain("button-resume" if notice.kept else "button-replace")
                ways.insert(0, decide(go_on, Act.START))
            return [ways, [card]]
        case BotFailed() | BotFalls():
            return [[button(words.plain("button-open-card"), OpenCard(bot=notice.bot.bot_id))]]
        case BotStopped(why=StopCause.LOOP_OFF | StopCause.FINISH):
            bot = notice.bot.bot_id
            again = button(words.plain("button-same-again"), CloneBot(bot=bot, below=True))
            return [[again, button(words.plain("button-open-card"), OpenCard(bot=bot))]]
        case Resumed():
            return [row for one in notice.held_back if (row := _card_of(one))][:_MOST_CARDS]
        case _:
            return ()


def _card_of(resumed: ResumedBot | ResumedLine) -> list[InlineKeyboardButton]:
    match resumed:
        case ResumedBot():
            return [button(label(resumed.bot), OpenCard(bot=resumed.bot.bot_id))]
        case ResumedLine(bot_id=UUID() as bot_id):
            return [button(resumed.label, OpenCard(bot=BotId(bot_id)))]
        case _:
            return []
