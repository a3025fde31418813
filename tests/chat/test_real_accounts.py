"""Bots with keys: the mode in the form, the word for money, accounts, orders, and decisions."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.views.text import moment
from engine.core.reasons.calls import ExchangeSaid
from engine.core.types import AccountId, Mode, Side, Status
from engine.errors import LiveUnconfirmed, ModeNotOffered
from engine.reads.open_orders import OrphanOrder
from engine.reads.views import BotFilter
from tests.chat.hand_venue import HandAccount, HandVenue
from tests.chat.money import DRAFT, delivering, live_bot
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import LINE, card_in_chat, has_bot
from tests.support.person import Person

LIVE_LINE = LINE.replace("Binance", "Binance live")


@pytest.fixture
def testnet(rig: Rig) -> HandAccount:
    return rig.venues.open_account("Binance", Mode.TESTNET)


@pytest.fixture
async def notices(rig: Rig) -> AsyncIterator[None]:
    async with delivering(rig):
        yield


async def only_status(rig: Rig) -> Status:
    [row] = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
    return row.status


# --- the mode ---------------------------------------------------------------------------------------


async def test_the_mode_is_asked_where_there_is_a_choice(anna: Person, testnet: HandAccount) -> None:
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.tap("BTC/USDT")
    await anna.reads("On which exchange?")
    await anna.tap("Bybit")
    await anna.reads("Which order comes first?")
    await anna.tap("Back")
    await anna.reads("On which exchange?")
    await anna.tap("Binance")
    asked = await anna.reads("In which mode?")
    assert asked.labels[:2] == ["🧪 PAPER", "🧫 TESTNET"]
    await anna.send("real")
    await anna.reads("“real” is not a mode. Write PAPER, TESTNET or LIVE")
    await anna.send("live")
    await anna.reads("LIVE is not available for Binance")
    await anna.tap("🧫 TESTNET")
    first = await anna.reads("Which order comes first?")
    assert "New bot · 🧫 TESTNET" in first.text


async def test_a_testnet_bot_is_named_so_everywhere(anna: Person, rig: Rig, testnet: HandAccount) -> None:
    await anna.send(LINE.replace("Binance", "testnet Binance"))
    assert "Mode: 🧫 TESTNET" in (await anna.reads("Each cycle brings")).text
    await anna.tap("Create and start")
    assert "Binance · 🧫 TESTNET" in (await anna.reads("Created and started.")).text
    await anna.send("/bots")
    assert "Binance · 🧫 TESTNET" in (await anna.reads("Your bots")).text
    assert rig.venues.real[AccountId("Binance", Mode.TESTNET)].resting


async def test_a_mode_without_keys_is_named_with_the_way_to_it(anna: Person) -> None:
    await anna.send(LIVE_LINE)
    review = await anna.reads("LIVE is not available for Binance")
    assert "LIVE_TRADING=true" in review.text
    assert "Create and start" not in review.labels
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Mode")
    await anna.reads("In which mode?")
    await anna.tap("🧪 PAPER")
    assert "Create and start" in (await anna.reads("Each cycle brings")).labels


async def test_live_is_not_offered_while_it_is_switched_off(rig: Rig) -> None:
    rig.venues.open_account("Binance", Mode.LIVE)
    assert rig.now.service.modes(ANNA, "Binance") == (Mode.PAPER,)
    with pytest.raises(ModeNotOffered):
        await live_bot(rig)


async def test_a_bot_that_has_traded_cannot_change_its_mode(
    anna: Person, rig: Rig, testnet: HandAccount
) -> None:
    await has_bot(rig, start=True)
    await rig.binance.move("BTC/USDT", "59990")
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Mode")
    asked = await anna.reads("it keeps its pair, exchange and mode")
    assert asked.labels == ["Clone with another pair", "Back", "Cancel"]


# --- money ------------------------------------------------------------------------------------------


async def test_nothing_starts_with_money_without_a_word_for_it(rig: Rig, live: HandVenue) -> None:
    service = rig.now.service
    with pytest.raises(LiveUnconfirmed):
        await service.create(ANNA, DRAFT, start=True, key="x")
    made = await live_bot(rig)
    with pytest.raises(LiveUnconfirmed):
        await service.start(ANNA, made.state.bot_id, None)
    with pytest.raises(LiveUnconfirmed):
        await service.edit(ANNA, made.state.bot_id, replace(DRAFT, quantity=Decimal("0.02")), None)
    assert not live.resting


async def test_create_and_start_asks_once_more(anna: Person, rig: Rig, live: HandVenue) -> None:
    await anna.send(LIVE_LINE)
    await anna.reads("Each cycle brings")
    await anna.tap("Create and start")
    question = await anna.reads("Start this bot with real money?")
    for said in (
        "BTC/USDT · Binance · 💵 LIVE",
        "One order is worth 600 USDT.",
        "all 600 USDT is lost",
        "one order: 700 USDT",
        "loss per UTC day, then no new entries: 50 USDT",
    ):
        assert said in question.text
    assert not live.resting
    assert (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).counts[BotFilter.ALL] == 0
    await anna.tap("Trade with real money")
    assert "💵 LIVE" in (await anna.reads("Created and started.")).text
    assert live.resting


async def test_the_question_about_money_expires(anna: Person, rig: Rig, live: HandVenue) -> None:
    await anna.send(LIVE_LINE)
    await anna.reads("Each cycle brings")
    await anna.tap("Create and start")
    await anna.reads("with real money?")
    await rig.clock.advance(61)
    await anna.tap("Trade with real money")
    await anna.reads("This question has expired")
    assert not live.resting
    await anna.tap("Create and start")
    await anna.reads("with real money?")
    await anna.tap("Back")
    await anna.reads("Each cycle brings")
    assert not live.resting


async def test_a_stopped_live_bot_is_started_after_a_question(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    await live_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Start")
    await anna.reads("Let #1 trade with real money?")
    await anna.tap("Cancel")
    await anna.reads("Nothing was started, and no order was sent.")
    assert not live.resting
    await anna.tap("Start")
    question = await anna.reads("Let #1 trade with real money?")
    data = question.button("Trade with real money")["data"]
    await anna.tap_data(question, data)
    await anna.reads("Started.")
    assert live.resting


async def test_a_yes_about_a_bot_that_has_changed_does_nothing(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    made = await live_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Start")
    await anna.reads("with real money?")
    changed = replace(DRAFT, quantity=Decimal("0.011"))
    await rig.now.service.edit(ANNA, made.state.bot_id, changed, None, live_confirmed=True)
    await anna.tap("Trade with real money")
    await anna.reads("The bot has changed since you last looked.")
    assert not live.resting
    assert await only_status(rig) is Status.STOPPED


async def test_saving_a_live_bot_asks(anna: Person, rig: Rig, live: HandVenue) -> None:
    await live_bot(rig, start=True)
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Sell price")
    await anna.reads("Sell at which price")
    await anna.send("60700")
    await anna.reads("Sell price: 60600 → 60700")
    await anna.tap("Save")
    await anna.reads("Change #1, which trades with real money?")
    await anna.tap("Trade with real money")
    assert "SELL @ 60700" in (await anna.reads("Changes saved.")).text


# --- accounts and orders ------------------------------------------------------------------------------


async def test_without_keys_accounts_say_how_to_get_there(anna: Person) -> None:
    await anna.send("/accounts")
    assert "BINANCE_API_KEY" in (await anna.reads("There are no exchange keys")).text


async def test_each_account_tells_what_it_can_do(anna: Person, rig: Rig, testnet: HandAccount) -> None:
    testnet.view = replace(
        testnet.view,
        may_withdraw=True,
        blocked=ExchangeSaid(text="the key may withdraw"),
        clock_drift_s=-2.5,
        trouble=ExchangeSaid(text="<502>"),
        stream_missed=3,
        stream_silent_since=rig.clock.now(),
    )
    rig.venues.open_account("Bybit", Mode.LIVE).orphans.silent = "is under maintenance"
    await anna.send("/accounts")
    seen = await anna.reads("Accounts")
    for said in (
        "Binance · 🧫 TESTNET",
        "Balance: 1000 USDT, 0.5 BTC",
        "Key permissions: read, trade, withdraw",
        "2.5 s behind the exchange's",
        "Open orders not placed by me: 2.",
        "The key may withdraw. Remove that permission",
        "No new entries are sent there: the key may withdraw.",
        "The last check failed: <502>.",
        "Fills that its stream missed and my checks found: 3.",
        f"Its order stream is silent since {moment(rig.clock.now())}, though orders fill.",
        "Bybit · 💵 LIVE",
        "It is not responding: Bybit: is under maintenance.",
    ):
        assert said in seen.text


async def test_orders_are_listed_and_a_stray_one_can_be_cancelled(
    anna: Person, rig: Rig, testnet: HandAccount
) -> None:
    await has_bot(rig, start=True)
    await rig.clock.advance(180)
    stray = OrphanOrder(
        account_id=AccountId("Binance", Mode.TESTNET),
        client_order_id="s000000900009e0001",
        symbol="ETH/USDT",
        side=Side.SELL,
        price=Decimal(3300),
        quantity=Decimal("0.2"),
        filled=Decimal("0.1"),
        created_at=rig.clock.now(),
    )
    testnet.orphans.open = [stray]
    await anna.send("/orders")
    seen = await anna.reads("Open orders · 1 order of your bots")
    for said in (
        "#1 BTC/USDT (PAPER, Binance): BUY 0.01 BTC @ 60000 · 3 min ago · price 60500 (Binance), 0.83% away",
        "1 order with my tag that no bot owns",
        "ETH/USDT (🧫 TESTNET, Binance): SELL 0.2 ETH @ 3300, 0.1 of it filled",
        "Not placed by me, on the same pairs: 2 orders. I never touch those.",
    ):
        assert said in seen.text
    await anna.tap("Cancel ETH/USDT SELL @ 3300")
    await anna.reads("Cancel this order?")
    await anna.tap("Leave it as it is")
    await anna.reads("Nothing was cancelled.")
    assert testnet.orphans.open
    await anna.send("/orders")
    await anna.reads("Open orders")
    await anna.tap("Cancel ETH/USDT SELL @ 3300")
    question = await anna.reads("Cancel this order?")
    data = question.button("Cancel the order")["data"]
    await anna.tap_data(question, data)
    await anna.reads("The order is cancelled.")
    assert testnet.orphans.open == []


# --- decisions ----------------------------------------------------------------------------------------


async def test_an_order_cancelled_by_hand_is_asked_about_with_buttons(
    anna: Person, rig: Rig, notices: None
) -> None:
    made = await has_bot(rig, start=True)
    bot_id = made.state.bot_id
    await rig.binance.cancel_by_hand(bot_id)
    notice = await anna.reads("#1 BTC/USDT paused")
    assert "cancelled on the exchange" in notice.text
    assert notice.labels == ["Re-place", "Stop", "Open card"]
    await anna.tap("Re-place", on=notice)
    await anna.reads("Started.")
    assert bot_id in rig.binance.resting
    assert anna.current(notice).text == notice.text
    await anna.tap("Re-place", on=notice)
    await anna.reads("The bot has changed since you last looked.")
    await anna.tap("Stop", on=notice)
    await anna.reads("Stop: cancels the open order")  # a question about what is so now
    assert bot_id in rig.binance.resting


# --- several accounts of one exchange -----------------------------------------------------------------


async def test_a_bot_of_a_second_account_is_named_by_it_and_stays_there_when_edited(
    anna: Person, rig: Rig, testnet: HandAccount
) -> None:
    rig.venues.open_account("Binance", Mode.TESTNET, "second")
    draft = replace(DRAFT, mode=Mode.TESTNET, account="second")
    bot_id = (await rig.now.service.create(ANNA, draft, start=True, key="one")).state.bot_id
    second = AccountId("Binance", Mode.TESTNET, "second")
    assert rig.venues.real[second].resting
    assert not rig.venues.real[AccountId("Binance", Mode.TESTNET)].resting
    await anna.send("/bots")
    assert "Binance (second) · 🧫 TESTNET" in (await anna.reads("Your bots")).text
    await anna.tap("#1 BTC/USDT")
    assert "Binance (second) · 🧫 TESTNET" in (await anna.reads("Realised:")).text
    await anna.tap("Edit")
    assert "Exchange: Binance (second)" in (await anna.reads("Edit #1")).text
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Sell price")
    await anna.reads("Sell at which price")
    await anna.send("60700")
    await anna.reads("Sell price: 60600 → 60700")
    await anna.tap("Save")
    await anna.reads("Changes saved.")
    state = (await rig.now.service.card(ANNA, bot_id)).state
    assert (state.config.sell_price, state.config.account_id) == (Decimal(60700), second)
    await anna.send("/accounts")
    assert "Binance (second)" in (await anna.reads("Accounts")).text


async def test_a_bot_whose_account_has_no_keys_any_more_says_so(
    anna: Person, rig: Rig, testnet: HandAccount
) -> None:
    second = AccountId("Binance", Mode.TESTNET, "second")
    rig.venues.open_account("Binance", Mode.TESTNET, "second")
    draft = replace(DRAFT, mode=Mode.TESTNET, account="second")
    await rig.now.service.create(ANNA, draft, start=False, key="one")
    del rig.venues.real[second], rig.venues.accounts[second]
    await card_in_chat(anna)
    await anna.tap("Start")
    seen = await anna.reads("The settings have no API keys for Binance (second) TESTNET")
    assert "add them and restart me" in seen.text


# --- which account a line names ------------------------------------------------------------------------

AT_TESTNET = LINE.replace("Binance", "Binance testnet")


@pytest.fixture
def named(rig: Rig) -> None:
    """Two accounts at one exchange, none of them without a name."""
    for label in ("spare", "main"):
        rig.venues.open_account("Binance", Mode.TESTNET, label)


@pytest.mark.usefixtures("named")
async def test_a_line_names_the_account_that_its_bot_trades_by(anna: Person, rig: Rig) -> None:
    await anna.send(f"{AT_TESTNET} account spare")
    assert "Exchange: Binance (spare)" in (await anna.reads("Mode: 🧫 TESTNET")).text
    await anna.tap("Create and start")
    await anna.reads("Created and started.")
    assert rig.venues.real[AccountId("Binance", Mode.TESTNET, "spare")].resting
    assert not rig.venues.real[AccountId("Binance", Mode.TESTNET, "main")].resting


@pytest.mark.usefixtures("named")
async def test_a_line_that_names_no_account_takes_the_first_and_shows_it(anna: Person) -> None:
    await anna.send(AT_TESTNET)
    review = await anna.reads("Mode: 🧫 TESTNET")
    assert "Exchange: Binance (main)" in review.text
    assert "Create and start" in review.labels


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            f"{AT_TESTNET} account other",
            "There is no account “other” that you may use. Choose one of: TESTNET main, TESTNET spare",
        ),
        (f"{LINE} account main", "On PAPER no account has a name here. Leave “account main” out."),
        (
            f"{AT_TESTNET.replace('Binance', '')} account main",
            "The account “main” needs its exchange: name it in the line",
        ),
    ],
)
async def test_an_account_that_is_not_there_is_a_problem_and_nothing_is_made(
    anna: Person, rig: Rig, line: str, said: str
) -> None:
    await anna.send(line)
    review = await anna.reads(said)
    assert "Create and start" not in review.labels
    assert (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows == ()
