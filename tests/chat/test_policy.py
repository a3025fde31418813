"""Every use case is tried by all whom the bots do not belong to: owners, traders, viewers, strangers."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from db.base import Base
from engine.alert_actions import AlertActions
from engine.core.checks import BotDraft
from engine.core.types import AccountId, BotConfig, BotId, Mode, Side, StopForm, VenueOrderId
from engine.errors import (
    AccountNotGiven,
    BotNotFound,
    CodeNeeded,
    LimitReached,
    NotAllowed,
    NotPossible,
    OwnersAreFixed,
    PersonNotFound,
    ReadOnly,
)
from engine.histories import Histories
from engine.order_actions import OrderActions
from engine.paper_actions import PaperActions
from engine.people import Actor, Role
from engine.people_actions import PeopleActions
from engine.reads.logs import LogQuery
from engine.reads.open_orders import OrderFigures, OrphanName, OrphanOrder
from engine.reads.people import Leaving
from engine.reads.periods import Period
from engine.reads.views import BotFilter
from engine.service import Service
from engine.transfer_actions import BotPlan, TransferActions
from tests.chat.rig import ANNA, OWNER, SOMEBODY_ELSE, Rig
from tests.chat.stories import has_bot

TRADER = Actor(OWNER + 2, Role.TRADER)
VIEWER = Actor(OWNER + 3, Role.VIEWER)
STRANGER = Actor(666, None)
PAPER, TESTNET = AccountId("Binance", Mode.PAPER), AccountId("Binance", Mode.TESTNET)
NAMED = OrphanName(account_id=TESTNET, symbol="BTC/USDT", side=Side.BUY, client_order_id="s000000900009e0001")
FIGURES = OrderFigures(client_order_id="x", booked=Decimal(0), reported=None)
DRAFT = BotDraft(
    ticker="BTC/USDT",
    exchange="Binance",
    first_order=Side.BUY,
    quantity=Decimal("0.01"),
    buy_price=Decimal(60000),
    sell_price=Decimal(60600),
    infinite_loop=True,
)
CONFIG = BotConfig(
    ticker="BTC/USDT",
    exchange="Binance",
    mode=Mode.LIVE,
    first_order=Side.BUY,
    quantity=Decimal("0.01"),
    buy_price=Decimal(60000),
    sell_price=Decimal(60600),
    infinite_loop=True,
)
ANNAS_LOGS = LogQuery(owner_id=OWNER)
COUNTERS = "installation"
"""The table that counts bots; it belongs to nobody."""
BEGIN, DAY = datetime(2026, 11, 27, tzinfo=UTC), timedelta(days=1)
SECRET = "what Anna has noted"
REFUSED = "'code': 'act refused'"
STRANGER_BOT = UUID("11111111-1111-4111-8111-111111111111")


@dataclass(frozen=True, slots=True)
class Try:
    """One use case asked by somebody, about what belongs to Anna wherever it can."""

    ask: Callable[[Service, Actor, BotId], Awaitable[object] | object]
    another_owner: type[NotPossible] | None = None
    """What another owner gets; None: an answer, in which nothing of Anna's is seen."""
    trader: type[NotPossible] | None = None
    """What a trader gets instead, to whom no account was given."""
    viewer: type[NotPossible] | None = ReadOnly
    """What a viewer gets, None as above."""

    def told(self, role: Role) -> type[NotPossible] | None:
        """Return what somebody in that role gets whom the bot does not belong to."""
        if role is Role.VIEWER:
            return self.viewer
        return self.trader or self.another_owner if role is Role.TRADER else self.another_owner


async def every_line(service: Service, actor: Actor) -> list[object]:
    return [entry async for entry in service.all_logs(actor, ANNAS_LOGS)]


async def every_trade(service: Service, actor: Actor) -> list[object]:
    return [trade async for trade in service.transfer.trades(actor)]


async def others_audit(service: Service, actor: Actor) -> object:
    """Return what a trader reads of who did what. An owner reads it of all, Anna included."""
    page = await service.audit(actor)
    return None if actor.role is Role.OWNER else page


TRIES = {
    "exchanges": Try(lambda s, a, _: s.exchanges(a)),
    "modes": Try(lambda s, a, _: s.modes(a, "Binance")),
    "account_labels": Try(lambda s, a, _: s.account_labels(a, "Binance", Mode.TESTNET)),
    "has_leverage": Try(lambda s, a, _: s.has_leverage(a, "Binance", Mode.TESTNET)),
    "check_on": Try(lambda s, a, _: s.check_on(a, Mode.PAPER)),
    "check_code": Try(lambda s, a, _: s.check_code(a, CONFIG)),
    "awaits_code": Try(lambda s, a, _: s.awaits_code(a), viewer=None),
    "enter_code": Try(lambda s, a, _: s.enter_code(a, "123456"), CodeNeeded),
    "limits": Try(lambda s, a, _: s.limits(a)),
    "symbols": Try(lambda s, a, _: s.symbols(a, PAPER)),
    "quote": Try(lambda s, a, _: s.quote(a, PAPER, "BTC/USDT")),
    "prices_of": Try(lambda s, a, _: s.prices_of(a, Mode.PAPER)),
    "review": Try(lambda s, a, _: s.review(a, DRAFT)),
    "check_room": Try(lambda s, a, _: s.check_room(a)),
    "create": Try(lambda s, a, _: s.create(a, DRAFT, start=True, key="story")),
    "start": Try(lambda s, a, b: s.start(a, b, None, live_confirmed=True), BotNotFound),
    "stop": Try(lambda s, a, b: s.stop(a, b, StopForm.CLOSE, None), BotNotFound),
    "edit": Try(lambda s, a, b: s.edit(a, b, DRAFT, None, live_confirmed=True), BotNotFound),
    "check_edit": Try(lambda s, a, b: s.check_edit(a, b, DRAFT), BotNotFound),
    "delete": Try(lambda s, a, b: s.delete(a, b, None, release=True), BotNotFound),
    "rename": Try(lambda s, a, b: s.rename(a, b, "Mine"), BotNotFound),
    "alerts.switch": Try(lambda s, a, b: s.alerts.switch(a, b, on=False), BotNotFound),
    "alerts.mask": Try(lambda s, a, b: s.alerts.mask(a, b, masked=True), BotNotFound),
    "alerts.switch_all_on": Try(lambda s, a, _: s.alerts.switch_all_on(a)),
    "alerts.check": Try(lambda s, a, _: s.alerts.check(a), trader=NotAllowed, viewer=NotAllowed),
    "running": Try(lambda s, a, _: s.running(a)),
    "stop_all": Try(lambda s, a, _: s.stop_all(a)),
    "accounts": Try(lambda s, a, _: s.accounts(a)),
    "longest_hold_s": Try(lambda s, a, _: s.longest_hold_s(a), viewer=None),
    "health": Try(lambda s, a, _: s.health(a), trader=NotAllowed, viewer=NotAllowed),
    "bots": Try(lambda s, a, _: s.bots(a, BotFilter.ALL, 0), viewer=None),
    "card": Try(lambda s, a, b: s.card(a, b), BotNotFound, viewer=BotNotFound),
    "stats": Try(lambda s, a, _: s.stats(a), viewer=None),
    "period_stats": Try(lambda s, a, _: s.period_stats(a, Period.MONTH), viewer=None),
    "figures_between": Try(lambda s, a, _: s.figures_between(a, BEGIN, BEGIN + DAY), viewer=None),
    "own": Try(lambda s, a, _: s.own(a)),
    "inventory": Try(lambda s, a, _: s.inventory(a)),
    "logs": Try(lambda s, a, _: s.logs(a, ANNAS_LOGS), NotAllowed, viewer=NotAllowed),
    "all_logs": Try(lambda s, a, _: every_line(s, a), NotAllowed, viewer=NotAllowed),
    "audit": Try(lambda s, a, _: others_audit(s, a)),
    "note": Try(lambda s, a, _: s.note(a, "mine")),
    "clearable": Try(lambda s, a, _: s.clearable(a, ANNAS_LOGS), NotAllowed, viewer=NotAllowed),
    "clear_logs": Try(lambda s, a, _: s.clear_logs(a, ANNAS_LOGS), NotAllowed),
    "transfer.bots": Try(lambda s, a, _: s.transfer.bots(a)),
    "transfer.trades": Try(lambda s, a, _: every_trade(s, a)),
    "transfer.preview": Try(lambda s, a, _: s.transfer.preview(a, BotPlan(draft=DRAFT))),
    "transfer.check_room": Try(lambda s, a, _: s.transfer.check_room(a, 1)),
    "transfer.create_all": Try(lambda s, a, _: s.transfer.create_all(a, [BotPlan(draft=DRAFT)], "story")),
    "orders.open_orders": Try(lambda s, a, _: s.orders.open_orders(a)),
    "orders.adopt": Try(
        lambda s, a, b: s.orders.adopt(a, b, NAMED, 0, live_confirmed=True),
        BotNotFound,
        NotAllowed,
        NotAllowed,
    ),
    "orders.inspect_order": Try(lambda s, a, b: s.orders.inspect_order(a, b, 0), BotNotFound),
    "orders.accept_as_is": Try(lambda s, a, b: s.orders.accept_as_is(a, b, FIGURES, 0), BotNotFound),
    "orders.choose_order": Try(
        lambda s, a, b: s.orders.choose_order(a, b, FIGURES, 0, VenueOrderId("77")), BotNotFound
    ),
    "histories.of_bot": Try(lambda s, a, b: s.histories.of_bot(a, b), BotNotFound, viewer=BotNotFound),
    "histories.of_period": Try(
        lambda s, a, _: s.histories.of_period(a, Period.MONTH, None, UTC), viewer=None
    ),
    "histories.between": Try(lambda s, a, _: s.histories.between(a, BEGIN, BEGIN + DAY), viewer=None),
    "people.everybody": Try(lambda s, a, _: s.people.everybody(a), trader=NotAllowed, viewer=NotAllowed),
    "people.listed": Try(lambda s, a, _: s.people.listed(a, OWNER), trader=NotAllowed, viewer=NotAllowed),
    "people.roles": Try(lambda s, a, _: s.people.roles(a), trader=NotAllowed, viewer=NotAllowed),
    "people.accounts": Try(lambda s, a, _: s.people.accounts(a), trader=NotAllowed, viewer=NotAllowed),
    "people.invite": Try(
        lambda s, a, _: s.people.invite(a, Role.VIEWER), trader=NotAllowed, viewer=NotAllowed
    ),
    "people.set_role": Try(
        lambda s, a, _: s.people.set_role(a, OWNER, Role.VIEWER), OwnersAreFixed, NotAllowed, NotAllowed
    ),
    "people.remove": Try(
        lambda s, a, _: s.people.remove(a, OWNER, Leaving.STOP), OwnersAreFixed, NotAllowed, NotAllowed
    ),
    "people.give_account": Try(
        lambda s, a, _: s.people.give_account(a, a.person_id, TESTNET, given=True),
        PersonNotFound,
        NotAllowed,
        NotAllowed,
    ),
    "people.choose_language": Try(
        lambda s, a, _: s.people.choose_language(a, "ru"), PersonNotFound, viewer=PersonNotFound
    ),
    "people.readers": Try(lambda s, a, b: s.people.readers(a, b), BotNotFound),
    "people.share": Try(lambda s, a, b: s.people.share(a, b, OWNER, shared=True), BotNotFound),
    "paper.wallets": Try(lambda s, a, _: s.paper.wallets(a)),
    "paper.begins_with": Try(lambda s, a, _: s.paper.begins_with(a, "USDT")),
    "paper.check_top_up": Try(lambda s, a, _: s.paper.check_top_up(a, "Binance", "USDT", Decimal(5))),
    "paper.top_up": Try(lambda s, a, _: s.paper.top_up(a, "Binance", "USDT", Decimal(5))),
    "paper.reset": Try(lambda s, a, _: s.paper.reset(a, "Binance")),
    "orders.orphans": Try(lambda s, a, _: s.orders.orphans(a)),
    "orders.cancel_orphan": Try(
        lambda s, a, _: s.orders.cancel_orphan(a, TESTNET, NAMED.client_order_id),
        trader=NotAllowed,
        viewer=NotAllowed,
    ),
}


def use_cases(of: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(found)
        for name, found in inspect.getmembers(of)
        if not name.startswith("_") and callable(found)
    }


def test_every_use_case_is_tried_here_and_asks_who_asks() -> None:
    orders = {f"orders.{name}": found for name, found in use_cases(OrderActions).items()}
    people = {f"people.{name}": found for name, found in use_cases(PeopleActions).items()}
    transfer = {f"transfer.{name}": found for name, found in use_cases(TransferActions).items()}
    paper = {f"paper.{name}": found for name, found in use_cases(PaperActions).items()}
    histories = {f"histories.{name}": found for name, found in use_cases(Histories).items()}
    alerts = {f"alerts.{name}": found for name, found in use_cases(AlertActions).items()}
    cases = {**use_cases(Service), **alerts, **orders, **people, **transfer, **paper, **histories}
    assert cases.keys() == TRIES.keys()
    for name, signature in cases.items():
        assert list(signature.parameters.values())[1].annotation is Actor, name


def test_there_is_no_other_door_to_the_service(rig: Rig) -> None:
    assert {name for name in vars(rig.now.service) if not name.startswith("_")} == {
        "alerts",
        "histories",
        "orders",
        "paper",
        "people",
        "transfer",
    }
    assert not [name for name, _ in inspect.getmembers(Service, lambda found: isinstance(found, property))]


@pytest.fixture
async def annas_bot(rig: Rig) -> BotId:
    """Anna has a bot with an order out, another, a note in her log, and an account with an orphan."""
    testnet = rig.venues.open_account("Binance", Mode.TESTNET)
    testnet.orphans.open = [
        OrphanOrder(
            account_id=TESTNET,
            client_order_id=NAMED.client_order_id,
            symbol=NAMED.symbol,
            side=NAMED.side,
            price=Decimal(60000),
            quantity=Decimal("0.01"),
            filled=Decimal(0),
            created_at=rig.clock.now(),
        )
    ]
    await has_bot(rig, key="another")
    await rig.now.service.note(ANNA, SECRET)
    return (await has_bot(rig, start=True)).state.bot_id


async def everything(rig: Rig) -> set[tuple[str, str]]:
    """Return every row of every table that belongs to somebody, and what is open at the exchanges.

    That somebody was refused something is theirs, and noted.
    """
    found = {("resting", repr(order)) for order in rig.binance.resting.values()}
    async with rig.now.store.database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name == COUNTERS:
                continue
            rows = {(table.name, repr(row)) for row in await session.execute(select(table))}
            found |= {row for row in rows if REFUSED not in row[1]}
    return found


async def ask(rig: Rig, actor: Actor, name: str, bot_id: BotId) -> object:
    answer = TRIES[name].ask(rig.now.service, actor, bot_id)
    return await answer if inspect.isawaitable(answer) else answer


@pytest.mark.parametrize("who", [SOMEBODY_ELSE, TRADER, VIEWER], ids=lambda who: who.role.value)
async def test_nobody_else_sees_or_changes_anything_of_annas(rig: Rig, annas_bot: BotId, who: Actor) -> None:
    assert who.role is not None
    before = await everything(rig)
    state = (await rig.now.service.card(ANNA, annas_bot)).state
    assert state.order is not None
    annas = (str(annas_bot), state.order.client_order_id, SECRET)
    for name, tried in TRIES.items():
        expected = tried.told(who.role)
        if expected is None:
            seen = repr(await ask(rig, who, name, annas_bot))
            assert not [mine for mine in annas if mine in seen], name
        else:
            with pytest.raises(expected) as told:
                await ask(rig, who, name, annas_bot)
            assert told.type is expected, name
        missing = before - await everything(rig)
        assert not missing, name


async def test_somebody_who_is_not_on_the_list_is_told_and_changes_nothing(
    rig: Rig, annas_bot: BotId
) -> None:
    before = await everything(rig)
    for name in TRIES:
        with pytest.raises(NotAllowed):
            await ask(rig, STRANGER, name, annas_bot)
        assert await everything(rig) == before, name
    assert rig.venues.accounts[TESTNET].orphans.open


async def test_a_bot_that_is_anothers_is_told_as_one_that_does_not_exist(rig: Rig, annas_bot: BotId) -> None:
    nobodys = BotId(STRANGER_BOT)
    told = []
    for bot_id in (annas_bot, nobodys):
        with pytest.raises(BotNotFound) as caught:
            await rig.now.service.card(SOMEBODY_ELSE, bot_id)
        told.append(str(caught.value).replace(str(bot_id), "it"))
    assert told[0] == told[1]


async def test_every_owner_handles_every_account(rig: Rig, annas_bot: BotId) -> None:
    service = rig.now.service
    [view] = await service.accounts(SOMEBODY_ELSE)
    assert view.account_id == TESTNET
    [orphan] = (await service.orders.open_orders(SOMEBODY_ELSE)).orphans
    assert orphan.order.client_order_id == NAMED.client_order_id
    assert await service.orders.cancel_orphan(SOMEBODY_ELSE, TESTNET, NAMED.client_order_id)
    assert rig.venues.accounts[TESTNET].orphans.open == []


async def test_who_reads_a_bot_sees_its_card_and_has_it_do_nothing(rig: Rig, annas_bot: BotId) -> None:
    """In all else they are as before: of another bot of Anna's they do not even learn that there is one."""
    before = await everything(rig)
    state = (await rig.now.service.card(ANNA, annas_bot)).state
    for role in (Role.VIEWER, Role.TRADER):
        reader = Actor(OWNER + 4, role, shared=frozenset({annas_bot}))
        card = await rig.now.service.card(reader, annas_bot)
        assert (card.state, card.read_only) == (state, True)
        assert [row.bot_id for row in (await rig.now.service.bots(reader, BotFilter.ALL, 0)).rows] == [
            annas_bot
        ]
        for name, tried in TRIES.items():
            if tried.another_owner is BotNotFound and name not in {
                "card",
                "histories.of_bot",
                "orders.adopt",
            }:
                with pytest.raises(ReadOnly):
                    await ask(rig, reader, name, annas_bot)
    assert await everything(rig) == before


async def test_who_has_the_care_of_a_bot_handles_it_as_their_own(rig: Rig, annas_bot: BotId) -> None:
    heir = replace(SOMEBODY_ELSE, wards=frozenset({OWNER}))
    assert not (await rig.now.service.card(heir, annas_bot)).read_only
    assert [card.state.bot_id for card in await rig.now.service.running(heir)] == [annas_bot]
    await rig.now.service.stop(heir, annas_bot, StopForm.STOP, None)
    assert await rig.now.service.running(heir) == ()


async def test_an_account_is_used_by_those_it_was_given_to(rig: Rig, annas_bot: BotId) -> None:
    service, draft = rig.now.service, replace(DRAFT, mode=Mode.TESTNET)
    given = replace(TRADER, accounts=frozenset({TESTNET}))
    assert service.modes(given, "Binance") == (Mode.PAPER, Mode.TESTNET)
    assert service.modes(TRADER, "Binance") == (Mode.PAPER,)
    made = await service.create(given, draft, start=False, key="given")
    [view] = await service.accounts(given)
    assert view.account_id == TESTNET
    assert (await service.orders.open_orders(given)).orphans == ()
    without: list[Awaitable[object]] = [
        service.create(TRADER, draft, start=False, key="taken"),
        service.start(TRADER, made.state.bot_id, None),
        service.quote(TRADER, TESTNET, "BTC/USDT"),
    ]
    for asked in without:
        with pytest.raises(AccountNotGiven):
            await asked


async def test_each_has_as_many_bots_as_one_person_may_have(rig: Rig, annas_bot: BotId) -> None:
    reader = replace(TRADER, shared=frozenset({annas_bot}))
    for number in range(rig.rules.bots_per_person):
        await rig.now.service.check_room(reader)
        await rig.now.service.create(reader, DRAFT, start=False, key=str(number))
    with pytest.raises(LimitReached):
        await rig.now.service.check_room(reader)
    await rig.now.service.check_room(ANNA)
