"""/orders: an order that no bot owns is given to one."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.models import ActivityLog
from engine.core.checks import BotDraft
from engine.core.orders import Order, OrderState
from engine.core.state import Phase, Refusal
from engine.core.types import AccountId, ClientOrderId, Leg, Mode, Side, VenueOrderId
from engine.errors import BotNotFound, CardOutdated, CommandRejected, LiveSwitchedOff, LiveUnconfirmed
from engine.reads.open_orders import OrphanName, OrphanOrder
from engine.reads.views import BotCard
from engine.risk.engine import RiskLimits, Rules
from tests.chat.hand_venue import HandAccount, HandVenue
from tests.chat.rig import ANNA, SOMEBODY_ELSE, Rig
from tests.support.person import Person, Seen

LOST = ClientOrderId("s999000100009e0001")
LIMITS = RiskLimits(
    live_trading=True,
    order_value={"USDT": Decimal(700)},
    exposure={"USDT": Decimal(2000)},
    daily_loss={"USDT": Decimal(50)},
)


def draft(mode: Mode = Mode.TESTNET, **changes: object) -> BotDraft:
    made = BotDraft(
        ticker="BTC/USDT",
        exchange="Binance",
        mode=mode,
        first_order=Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=Decimal(60000),
        sell_price=Decimal(60600),
        infinite_loop=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type] # fields by name


async def a_bot(rig: Rig, key: str = "one", mode: Mode = Mode.TESTNET, **changes: object) -> BotCard:
    return await rig.now.service.create(ANNA, draft(mode, **changes), start=False, key=key)


def let_there_be(account: HandAccount, rig: Rig, side: Side = Side.BUY, name: str = LOST) -> OrphanName:
    """Put an order of a lost time at the exchange."""
    price, now = Decimal(59900), rig.clock.now()
    account.orphans.open.append(
        OrphanOrder(
            account_id=account.view.account_id,
            client_order_id=name,
            symbol="BTC/USDT",
            side=side,
            price=price,
            quantity=Decimal("0.008"),
            filled=Decimal("0.002"),
            created_at=now,
        )
    )
    account.orphans.at_exchange[name] = Order(
        client_order_id=ClientOrderId(name),
        side=side,
        leg=Leg.ENTRY,
        cycle=0,
        attempt=0,
        price=price,
        quantity=Decimal("0.008"),
        created_at=now,
        deadline=now,
        state=OrderState.ABSENT,
        venue_order_id=VenueOrderId("77"),
    )
    return OrphanName(account_id=account.view.account_id, symbol="BTC/USDT", side=side, client_order_id=name)


@pytest.fixture
def testnet(rig: Rig) -> HandAccount:
    return rig.venues.open_account("Binance", Mode.TESTNET)


@pytest.fixture
def venue(rig: Rig, testnet: HandAccount) -> HandVenue:
    return rig.venues.real[AccountId("Binance", Mode.TESTNET)]


async def listed(anna: Person) -> Seen:
    await anna.send("/orders")
    return await anna.reads("with my tag that no bot owns")


async def test_a_person_gives_it_to_a_bot_and_the_bot_goes_on(
    anna: Person, rig: Rig, testnet: HandAccount, venue: HandVenue
) -> None:
    made = await a_bot(rig)
    let_there_be(testnet, rig)
    seen = await listed(anna)
    assert seen.labels[:2] == ["Adopt for #1: BUY @ 59900", "Cancel BTC/USDT BUY @ 59900"]
    await anna.tap("Adopt for #1: BUY @ 59900")
    question = await anna.reads("Adopt this order for #1?")
    for said in (
        "BTC/USDT (🧫 TESTNET, Binance): BUY 0.008 BTC @ 59900, 0.002 of it filled",
        "#1 BTC/USDT · Binance · 🧫 TESTNET",
        "already filled (0.002 BTC)",
        "0.01 BTC, BUY @ 60000, SELL @ 60600. No new order is sent now.",
        "You have 60 s to answer.",
    ):
        assert said in question.text
    await anna.tap("Leave it as it is")
    await anna.reads("Nothing was adopted.")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.phase is Phase.IDLE

    await listed(anna)
    await anna.tap("Adopt for #1: BUY @ 59900")
    question = await anna.reads("Adopt this order for #1?")
    data = question.button("Adopt for #1")["data"]
    await anna.tap_data(question, data)
    card = await anna.reads("Adopted.")
    assert "Waiting for its order: BUY 0.008 BTC @ 59900" in card.text
    testnet.orphans.open.clear()
    await venue.move("BTC/USDT", "59890")
    state = (await rig.now.service.card(ANNA, made.state.bot_id)).state
    assert state.order is not None
    assert (state.order.side, state.order.quantity) == (Side.SELL, Decimal("0.00799"))
    async with rig.now.store.database.read() as session:
        lines = list(await session.scalars(select(ActivityLog.message).where(ActivityLog.audit)))
    assert lines[-1] == f"Order {LOST} adopted by its owner: BUY 0.008 at 59900."


async def test_several_bots_have_a_button_each_the_one_in_its_name_first(
    anna: Person, rig: Rig, testnet: HandAccount
) -> None:
    for number in range(1, 8):
        await a_bot(rig, key=str(number))
    await a_bot(rig, key="elsewhere", ticker="ETH/USDT", buy_price=Decimal(2000), sell_price=Decimal(3000))
    let_there_be(testnet, rig, name="s999000300009e0001")
    labels = (await listed(anna)).labels
    assert [label for label in labels if label.startswith("Adopt")] == [
        f"Adopt for #{number}: BUY @ 59900" for number in (3, 1, 2, 4, 5)
    ]


async def test_where_no_bot_fits_it_is_said_why(
    anna: Person, rig: Rig, testnet: HandAccount, venue: HandVenue
) -> None:
    let_there_be(testnet, rig, Side.SELL)
    seen = await listed(anna)
    assert "You have no bot for BTC/USDT there that could adopt it." in seen.text
    made = await a_bot(rig)
    working = await a_bot(rig, key="two")
    await rig.now.service.start(ANNA, working.state.bot_id, None)
    seen = await listed(anna)
    assert "None of your bots can adopt it: #1 waits for a BUY; #2 is running, stop it first." in seen.text
    assert not [label for label in seen.labels if label.startswith("Adopt")]
    assert "Cancel BTC/USDT SELL @ 59900" in seen.labels
    await rig.now.service.delete(ANNA, made.state.bot_id, None, release=False)


async def test_a_second_yes_is_turned_away_calmly(anna: Person, rig: Rig, testnet: HandAccount) -> None:
    """Two questions were open, for two bots: one order has one owner."""
    first, second = await a_bot(rig, key="1"), await a_bot(rig, key="2")
    let_there_be(testnet, rig)
    await listed(anna)
    await anna.tap("Adopt for #1: BUY @ 59900")
    question_one = await anna.reads("Adopt this order for #1?")
    await listed(anna)
    await anna.tap("Adopt for #2: BUY @ 59900")
    question_two = await anna.reads("Adopt this order for #2?")
    yes_one = question_one.button("Adopt for #1")["data"]
    await anna.tap_data(question_two, question_two.button("Adopt for #2")["data"])
    await anna.reads("Adopted.")
    await anna.tap_data(question_one, yes_one)
    await anna.reads("That order belongs to another bot.")
    states = [(await rig.now.service.card(ANNA, card.state.bot_id)).state.phase for card in (first, second)]
    assert states == [Phase.IDLE, Phase.WORKING]


async def test_a_yes_about_a_bot_that_has_changed_does_nothing(
    anna: Person, rig: Rig, testnet: HandAccount, venue: HandVenue
) -> None:
    made = await a_bot(rig)
    let_there_be(testnet, rig)
    await listed(anna)
    await anna.tap("Adopt for #1: BUY @ 59900")
    await anna.reads("Adopt this order for #1?")
    await rig.now.service.edit(ANNA, made.state.bot_id, draft(quantity=Decimal("0.02")), None)
    await anna.tap("Adopt for #1")
    await anna.reads("The bot has changed since you last looked.")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.order is None


async def test_an_order_that_has_ended_meanwhile_is_not_adopted(
    anna: Person, rig: Rig, testnet: HandAccount
) -> None:
    await a_bot(rig)
    let_there_be(testnet, rig)
    await listed(anna)
    await anna.tap("Adopt for #1: BUY @ 59900")
    await anna.reads("Adopt this order for #1?")
    testnet.orphans.at_exchange.clear()
    await anna.tap("Adopt for #1")
    await anna.reads("the order is no longer open")


async def test_money_is_adopted_only_by_a_word_for_it(anna: Person, rig: Rig) -> None:
    account = rig.venues.open_account("Binance", Mode.LIVE)
    rig.rules = Rules(limits=LIMITS)
    await rig.restart()
    made = await a_bot(rig, mode=Mode.LIVE)
    name = let_there_be(account, rig)
    with pytest.raises(LiveUnconfirmed):
        await rig.now.service.orders.adopt(ANNA, made.state.bot_id, name, made.state.revision)
    await listed(anna)
    await anna.tap("Adopt for #1: BUY @ 59900")
    question = await anna.reads("Adopt this order for #1, with real money?")
    for said in (
        "💵 LIVE",
        "One order is worth 600 USDT.",
        "all 600 USDT is lost",
        "one order: 700 USDT",
    ):
        assert said in question.text
    await anna.tap("Adopt for #1 with real money")
    assert "💵 LIVE" in (await anna.reads("Adopted.")).text


async def test_nothing_is_adopted_while_live_trading_is_off(anna: Person, rig: Rig) -> None:
    account = rig.venues.open_account("Binance", Mode.LIVE)
    rig.rules = Rules(limits=LIMITS)
    await rig.restart()
    made = await a_bot(rig, mode=Mode.LIVE)
    rig.rules = Rules(limits=replace(LIMITS, live_trading=False))
    await rig.restart()
    name = let_there_be(account, rig)
    seen = await listed(anna)
    assert "None of your bots can adopt it: LIVE trading is switched off." in seen.text
    assert "Cancel BTC/USDT BUY @ 59900" in seen.labels
    with pytest.raises(LiveSwitchedOff):
        await rig.now.service.orders.adopt(ANNA, made.state.bot_id, name, 0, live_confirmed=True)


async def test_it_is_adopted_only_where_it_is(rig: Rig, testnet: HandAccount) -> None:
    paper = await rig.now.service.create(ANNA, draft(Mode.PAPER), start=False, key="paper")
    made = await a_bot(rig)
    name = let_there_be(testnet, rig)
    with pytest.raises(CardOutdated):
        await rig.now.service.orders.adopt(ANNA, paper.state.bot_id, name, 0)
    with pytest.raises(BotNotFound):  # another's
        await rig.now.service.orders.adopt(SOMEBODY_ELSE, made.state.bot_id, name, 0)
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    with pytest.raises(CommandRejected) as refused:
        await rig.now.service.orders.adopt(ANNA, made.state.bot_id, name, 1)
    assert refused.value.why is Refusal.STILL_RUNNING
