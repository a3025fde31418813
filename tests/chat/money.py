"""Bots that trade with money, in stories: limits, a bot, the notices as the chat gets them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial

from bot.config.values import ChatPlace
from bot.keyboards.digits import exact_notices
from bot.keyboards.muting import mute_buttons
from bot.keyboards.notices import buttons_of
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.alert_chat import AlertChat
from bot.notifier.chat_pace import ChatId, ChatPace
from bot.notifier.notifier import Notifier
from bot.notifier.telegram import Telegram
from bot.views.notices import word
from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from engine.reads.views import BotCard
from engine.risk.engine import RiskLimits
from tests.chat.rig import ANNA, OWNER, Rig
from tests.support.words import CATALOGUES

LIMITS = RiskLimits(
    live_trading=True,
    order_value={"USDT": Decimal(700)},
    exposure={"USDT": Decimal(2000)},
    daily_loss={"USDT": Decimal(50)},
)
DRAFT = BotDraft(
    ticker="BTC/USDT",
    exchange="Binance",
    mode=Mode.LIVE,
    first_order=Side.BUY,
    quantity=Decimal("0.01"),
    buy_price=Decimal(60000),
    sell_price=Decimal(60600),
    infinite_loop=True,
)


class NoPace(ChatPace):
    """The clock stands still here, so nobody waits for a turn."""

    def wait_s(self, chat: ChatId, now: timedelta) -> float:
        return 0.0


@asynccontextmanager
async def delivering(
    rig: Rig, alerts: ChatPlace | None = None, telegram: Telegram | None = None
) -> AsyncIterator[None]:
    """Have notices come to the chat while in the block, as `bot.notifying` does it."""
    now, live_trading = rig.now, rig.rules.limits.live_trading
    notifier = Notifier(
        outbox=now.store.outbox,
        book=now.store.notice_settings,
        people=now.store.people,
        telegram=telegram or AiogramTelegram(now.bot, now.alert_chat.moved),
        words_of=CATALOGUES.words,
        word=partial(word, live_trading=live_trading),
        buttons_of=partial(buttons_of, live_trading=live_trading),
        alerts=now.alert_chat if alerts is None else AlertChat(now.store.alert_chat, rig.clock, alerts),
        pace=NoPace(),
        clock=rig.clock,
        nursery=now.nursery,
        answered_stops=now.answered_stops,
        on_the_way=rig.on_the_way,
        exact_buttons=exact_notices,
        mute_buttons=mute_buttons,
    )
    await now.store.people.admit(OWNER, "Anna", OWNER, rig.clock.now())
    notifier.start()
    yield
    await notifier.settle(30)
    await notifier.stop()


async def live_bot(rig: Rig, *, start: bool = False) -> BotCard:
    return await rig.now.service.create(ANNA, DRAFT, start=start, key="live", live_confirmed=True)
