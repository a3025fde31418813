"""What people do about people: who is on the list, as what, with which accounts, and reads which bots."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from engine.audited import audited
from engine.bot_views import BotViews
from engine.bots.commands import BotCommands
from engine.clock import Clock
from engine.core.types import AccountId, BotId, Mode
from engine.errors import (
    BotsAtWork,
    NotYourself,
    OwnersAreFixed,
    PersonNotFound,
    ScalperError,
    UnknownAccount,
)
from engine.people import Actor, Invitation, People, PeopleBook, Person, Role, hash_of
from engine.policy import check_listed, check_owner
from engine.ports import Venues
from engine.reads.journal import Changed, PeopleAct, PeopleActed, SettingsChanged, Tried
from engine.reads.people import INVITATION_BYTES, INVITED_FOR, Leaving, Left, Listed
from engine.reads.views import BotCard


class PeopleActions:
    """The use cases around people: `engine.service.Service.people`. All of them raise NotAllowed."""

    def __init__(
        self,
        *,
        people: People,
        book: PeopleBook,
        venues: Venues,
        views: BotViews,
        stop: Callable[[Actor, BotId], Awaitable[object]],
        commands: BotCommands,
        clock: Clock,
    ) -> None:
        self._people = people
        self._book = book
        self._venues = venues
        self._views = views
        self._stop = stop
        self._commands = commands
        self._clock = clock

    # --- the list ---------------------------------------------------------------------------------------

    async def everybody(self, actor: Actor) -> tuple[Listed, ...]:
        """Return everybody on the list, in the order they came."""
        check_owner(actor)
        return tuple([await self._listed(person) for person in await self._people.everybody()])

    async def listed(self, actor: Actor, user_id: int) -> Listed:
        """Return one of them. Raises PersonNotFound."""
        check_owner(actor)
        return await self._listed(await self._person(user_id))

    def roles(self, actor: Actor) -> tuple[Role, ...]:
        """Return what somebody can be made here."""
        check_owner(actor)
        return tuple(role for role in Role if role is not Role.OWNER or not self._people.owners_are_fixed)

    def accounts(self, actor: Actor) -> tuple[AccountId, ...]:
        """Return the real accounts of the installation."""
        check_owner(actor)
        return tuple(self._venues.real_accounts())

    @audited(Tried.INVITE)
    async def invite(self, actor: Actor, role: Role) -> str:
        """Return a word that puts whoever sends it onto the list, once, within INVITED_FOR.

        Raises OwnersAreFixed.
        """
        check_owner(actor)
        if role not in self.roles(actor):
            raise OwnersAreFixed
        token, now = secrets.token_urlsafe(INVITATION_BYTES), self._clock.now()
        invitation = Invitation(role=role, made_by=actor.person_id)
        async with self._noting(actor, PeopleAct.INVITED, None, role.value):
            await self._book.invite(hash_of(token), invitation, now, now + INVITED_FOR)
        return token

    @audited(Tried.ROLE)
    async def set_role(self, actor: Actor, user_id: int, role: Role) -> Listed:
        """Make somebody an owner, a trader or a viewer.

        The bots of somebody who only reads from now on are in the actor's care. Raises PersonNotFound,
        NotYourself, OwnersAreFixed, and BotsAtWork when bots of a trader's work where they may not trade.
        """
        person = await self._another(actor, user_id)
        if role is person.role:
            return await self._listed(person)
        if role not in self.roles(actor):
            raise OwnersAreFixed
        if role is Role.TRADER:
            _check_none([card for card in await self._at_work(person) if not _is_given(person, card)])
        leaves_bots = role is Role.VIEWER and (person.wards or await self._views.count(person.actor))
        async with self._noting(actor, PeopleAct.ROLE, person, role.value, before=person.role.value):
            await self._book.set_role(user_id, role, actor.person_id if leaves_bots else None)
        return replace(await self._listed(await self._person(user_id)), was=person.role)

    @audited(Tried.REMOVE)
    async def remove(self, actor: Actor, user_id: int, how: Leaving) -> Left:
        """Take somebody off the list. From then on their bots are in the actor's care.

        Raises PersonNotFound, NotYourself, OwnersAreFixed. A bot that cannot be stopped keeps nobody on it.
        """
        person = await self._another(actor, user_id)
        async with self._noting(actor, PeopleAct.REMOVED, person, before=person.role.value):
            await self._book.remove(user_id, actor.person_id)
        heir = replace(actor, wards=actor.wards | person.wards | {user_id})
        cards = tuple(await self._at_work(person))
        if how is Leaving.KEEP:
            return Left(at_work=cards)
        for card in cards:
            await self._stopped(heir, card)
        left = {card.state.bot_id for card in await self._at_work(person)}
        return Left(at_work=cards, not_stopped=tuple(card for card in cards if card.state.bot_id in left))

    async def _stopped(self, heir: Actor, card: BotCard) -> None:
        try:
            await self._stop(heir, card.state.bot_id)
        except ScalperError:
            return  # what is still at work is told

    # --- accounts ---------------------------------------------------------------------------------------

    @audited(Tried.ACCOUNT)
    async def give_account(self, actor: Actor, user_id: int, account_id: AccountId, *, given: bool) -> Listed:
        """Let a person use the account, or use it no more.

        Raises PersonNotFound, UnknownAccount, and BotsAtWork when bots of theirs work there.
        """
        check_owner(actor)
        person = await self._person(user_id)
        if account_id not in self._venues.real_accounts():
            raise UnknownAccount(account_id)
        if (account_id in person.accounts) is given:
            return await self._listed(person)
        if not given:
            cards = await self._at_work(person)
            _check_none([card for card in cards if card.state.config.account_id == account_id])
        act = PeopleAct.ACCOUNT_GIVEN if given else PeopleAct.ACCOUNT_TAKEN
        async with self._noting(actor, act, person, str(account_id)):
            await (self._book.give_account if given else self._book.take_account)(user_id, account_id)
        return await self._listed(await self._person(user_id))

    # --- sharing ----------------------------------------------------------------------------------------

    async def readers(self, actor: Actor, bot_id: BotId) -> tuple[Person, ...]:
        """Return the viewers that a bot of the actor's can be shared with. Raises BotNotFound."""
        await self._views.state(actor, bot_id)
        return tuple(one for one in await self._people.everybody() if one.role is Role.VIEWER)

    @audited(Tried.SHARE)
    async def share(self, actor: Actor, bot_id: BotId, user_id: int, *, shared: bool) -> None:
        """Let a viewer read a bot of the actor's, or read it no more. Raises BotNotFound, PersonNotFound."""
        card = await self._views.own_card(actor, bot_id)
        reader = next((one for one in await self.readers(actor, bot_id) if one.user_id == user_id), None)
        if reader is None:
            raise PersonNotFound
        if (bot_id in reader.shared) is shared:
            return
        act = PeopleAct.SHARED if shared else PeopleAct.UNSHARED
        async with self._noting(actor, act, reader, f"#{card.number} {card.state.config.ticker}"):
            await (self._book.share if shared else self._book.unshare)(bot_id, user_id)

    async def choose_language(self, actor: Actor, language: str) -> None:
        """Speak that language to the actor from now on."""
        check_listed(actor)
        person = await self._person(actor.person_id)
        if person.language == language:
            return
        change = Changed(name="language", before=person.language, after=language)
        async with self._commands.noting(actor, SettingsChanged(alerts=False, changes=(change,))):
            await self._people.reads(actor.person_id, language)

    # --- helpers ----------------------------------------------------------------------------------------

    async def _person(self, user_id: int) -> Person:
        found = await self._people.person(user_id)
        if found is None:
            raise PersonNotFound
        return found

    async def _another(self, actor: Actor, user_id: int) -> Person:
        """Return somebody whom the actor may change."""
        check_owner(actor)
        person = await self._person(user_id)
        if user_id == actor.person_id:
            raise NotYourself
        if self._is_fixed(person):
            raise OwnersAreFixed
        return person

    def _is_fixed(self, person: Person) -> bool:
        return self._people.owners_are_fixed and person.role is Role.OWNER

    async def _listed(self, person: Person) -> Listed:
        return Listed(
            person=person,
            bots=await self._views.count(person.actor),
            at_work=len(await self._at_work(person)),
            fixed=self._is_fixed(person),
        )

    async def _at_work(self, person: Person) -> Sequence[BotCard]:
        """Return their own bots at work, whatever they are here."""
        return await self._views.at_work(Actor(person.user_id, Role.OWNER))

    def _noting(
        self, actor: Actor, act: PeopleAct, person: Person | None, detail: str = "", before: str = ""
    ) -> AbstractAsyncContextManager[None]:
        user_id, name = (person.user_id, person.name) if person else (None, "")
        line = PeopleActed(act=act, user_id=user_id, name=name, detail=detail, before=before)
        return self._commands.noting(actor, line)


def _is_given(person: Person, card: BotCard) -> bool:
    account_id = card.state.config.account_id
    return account_id.mode is Mode.PAPER or account_id in person.accounts


def _check_none(cards: Sequence[BotCard]) -> None:
    if cards:
        raise BotsAtWork(len(cards))
