"""What people do about the alert chat: whose decision it is, and what it is told of which bots."""

from engine.audited import audited
from engine.bot_views import BotViews
from engine.bots.commands import BotCommands
from engine.clock import Clock
from engine.core.types import BotId
from engine.notice_settings import NoticeSettingsBook
from engine.outbox import ToAlerts
from engine.people import Actor
from engine.policy import check_owner
from engine.ports import BotBook
from engine.reads.journal import OwnerAct, OwnerActed, Tried
from engine.reads.views import BotCard


class AlertActions:
    """The use cases around alerts: `engine.service.Service.alerts`. All of them raise NotAllowed."""

    def __init__(
        self,
        *,
        book: BotBook,
        settings: NoticeSettingsBook,
        views: BotViews,
        commands: BotCommands,
        clock: Clock,
    ) -> None:
        self._book = book
        self._settings = settings
        self._views = views
        self._commands = commands
        self._clock = clock

    @audited(Tried.ALERT_CHAT)
    async def check(self, actor: Actor) -> None:
        """Let owners say where alerts go, and what is told there. Raises NotAllowed, which is noted."""
        check_owner(actor)

    @audited(Tried.ALERTS)
    async def switch(self, actor: Actor, bot_id: BotId, *, on: bool) -> BotCard:
        """Choose whether the bot's notices go to the alert chat too. Raises BotNotFound."""
        state = await self._views.state(actor, bot_id)
        card = await self._views.card(actor, bot_id)
        if card.alerts is on:
            return card
        act = OwnerAct.ALERTS_ON if on else OwnerAct.ALERTS_OFF
        async with self._commands.noting(actor, OwnerActed(act=act, bot=state.ref), bot_id):
            await self._book.set_alerts(bot_id, on=on)
        return await self._views.card(actor, bot_id)

    @audited(Tried.ALERTS)
    async def mask(self, actor: Actor, bot_id: BotId, *, masked: bool) -> BotCard:
        """Have the bot's notices go there, in percent only or in full. Raises BotNotFound."""
        state = await self._views.state(actor, bot_id)
        await self.switch(actor, bot_id, on=True)
        if (await self._settings.of(ToAlerts())).masks(bot_id) is not masked:
            act = OwnerAct.ALERTS_MASKED if masked else OwnerAct.ALERTS_FULL
            async with self._commands.noting(actor, OwnerActed(act=act, bot=state.ref), bot_id):
                await self._settings.change(ToAlerts(), lambda before: before.masking(bot_id, on=masked))
        return await self._views.card(actor, bot_id)

    @audited(Tried.ALERTS)
    async def switch_all_on(self, actor: Actor) -> int:
        """Have the notices of all bots of the actor go there, or of none. Return how many bots there are."""
        refs = [card.state.ref for card in await self._views.own(actor)]
        await self._book.switch_alerts_on(refs, self._clock.now(), by=actor.person_id)
        return len(refs)
