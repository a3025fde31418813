"""An owner who keeps changing the prices of running bots, from inside the program.

Each change cancels the open order, settles it and places another: what a person does by hand in the
chat, only more often.
"""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from bot.context import AppContext
from engine.core.checks import BotDraft
from engine.core.state import BotState
from engine.errors import ScalperError
from engine.people import Actor, Role
from tests.kills.prices import low

STEP = Decimal("0.00005")
"""One change of a price, as a share of it: far less than a spread."""


def restless_owner(every_s: float) -> Callable[[AppContext], None]:
    """Return what has such an owner begin once the program is open."""

    def begin(app_context: AppContext) -> None:
        async def live() -> None:
            random = Random()  # when and what is changed is no part of what is compared
            while True:
                await app_context.clock.sleep(random.uniform(0.5, 1.5) * every_s)
                for owner_id in app_context.settings.telegram_owner_ids:
                    owner = Actor(owner_id, Role.OWNER)
                    cards = await app_context.service.running(owner)
                    if cards:
                        await _change(app_context, owner, random.choice(cards).state, random.randint(-3, 3))

        app_context.nursery.start("restless owner", live)

    return begin


async def _change(app_context: AppContext, owner: Actor, state: BotState, steps: int) -> None:
    config = state.config
    tick, first = state.market.tick, low(config.ticker.replace("/", ""))
    draft = BotDraft(
        ticker=config.ticker,
        exchange=config.exchange,
        mode=config.mode,
        first_order=config.first_order,
        quantity=config.quantity,
        buy_price=first + steps * (first * STEP // tick) * tick,
        sell_price=config.sell_price,
        trailing_percent=config.trailing_percent,
        infinite_loop=config.infinite_loop,
    )
    try:
        await app_context.service.edit(owner, state.bot_id, draft, None)
    except ScalperError:
        return
