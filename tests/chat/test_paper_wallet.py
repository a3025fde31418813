"""The wallet on paper: what it has, what it does not cover, how it is filled up, and whose it is."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine.core.checks import BotDraft
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.types import Mode, Side, StopForm
from engine.errors import AmountNotPossible, ReadOnly
from engine.paper_actions import MOST
from engine.people import Actor, Role
from engine.risk.paper_wallets import ANY_COIN
from tests.chat.rig import ANNA, SOMEBODY_ELSE, Rig
from tests.chat.stories import all_is_answered, has_bot, holding_bot
from tests.support.person import Person

D = Decimal


def balance(rig: Rig, coin: str, actor: Actor = ANNA, exchange: str = "Binance") -> tuple[Decimal, Decimal]:
    """Return how much of the coin the actor's wallet has, and what is available of it."""
    wallets = {one.exchange: one.coins for one in rig.now.service.paper.wallets(actor)}
    found = wallets[exchange][coin]
    return found.total, found.available


async def begins_with(rig: Rig, **amounts: str) -> None:
    rig.paper_balance = {coin: D(amount) for coin, amount in amounts.items()}
    await rig.restart()


async def test_an_order_that_it_does_not_cover_is_refused_as_at_an_exchange(rig: Rig, anna: Person) -> None:
    await begins_with(rig, USDT="599.99")
    card = await has_bot(rig, start=True)
    assert card.state.pause_reason == InsufficientFunds(coin="USDT", needed=D(600), available=D("599.99"))
    assert not rig.binance.resting, "the order was sent all the same"
    await anna.send("/accounts topup 0.01 USDT binance")
    await anna.reads("Add 0.01 USDT to your wallet at Binance?")
    await anna.tap("Add it")
    await anna.reads("600 USDT")
    await anna.send("/bot 1")
    seen = await anna.reads("0.01 USDT short")
    assert "PAPER" in seen.text
    await anna.tap("Re-place")
    await anna.reads("🟢")
    assert balance(rig, "USDT") == (D(600), D(0))
    assert rig.binance.resting


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1 000 USDT Binance F", "1000 USDT to your wallet at Binance F"),
        ("1 000,50 usdt binance", "1000.5 USDT to your wallet at Binance"),
        ("500USDT Binance", "500 USDT to your wallet at Binance"),
        ("5 1INCH Binance", "5 1INCH to your wallet at Binance"),
    ],
)
async def test_an_amount_may_be_written_as_people_write_it(anna: Person, written: str, amount: str) -> None:
    await anna.send(f"/accounts topup {written}")
    await anna.reads(f"Add {amount}?")


async def test_what_cannot_be_added_is_refused_before_anything_is_asked(rig: Rig, anna: Person) -> None:
    for written in (
        "topup 2000000000000000 USDT Binance",
        f"topup {'9' * 15}.5 USDT Binance",
        "topup 0 USDT Binance",
        "topup -5 USDT Binance",
    ):
        await anna.send(f"/accounts {written}")
        seen = await anna.reads(lambda seen: not seen.by_bot or "1000000000000000" in seen.text)
        assert "Add it" not in seen.labels
    await all_is_answered(anna)
    assert not [seen for seen in anna.messages if "Add it" in seen.labels]


async def test_the_form_says_before_create_what_it_does_not_cover_and_blocks_nothing(
    rig: Rig, anna: Person
) -> None:
    await begins_with(rig, USDT="1000", BTC="0")
    await anna.send("/newbot BTC/USDT Binance BUY 0.02 60000 60600")
    form = await anna.reads("Each cycle brings")
    assert "Your PAPER wallet at Binance has 1000 USDT left, and the first order needs 1200 USDT" in form.text
    assert {"Create stopped", "Create and start"} <= set(form.labels)
    await anna.tap("Create stopped", on=form)
    await anna.reads("Created")
    await anna.send("/newbot BTC/USDT Binance SELL 0.02 60000 60600")
    await anna.reads("has 0 BTC left, and the first order needs 0.02 BTC")
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600")
    assert "Your PAPER wallet" not in (await anna.reads("Quantity: 0.01 BTC")).text
    await anna.tap("Create and start")
    await anna.reads("Created and started")
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600")
    await anna.reads("has 400 USDT left, and the first order needs 600 USDT")


async def test_fills_move_it_and_it_is_the_same_after_a_restart(rig: Rig) -> None:
    await begins_with(rig, USDT="1000")
    card = await holding_bot(rig)
    held = D("0.01") * (1 - D("0.001"))
    assert balance(rig, "USDT") == (D(400), D(400))
    assert balance(rig, "BTC") == (held, D(0)), "what a bot holds is nobody else's"
    await rig.restart()
    assert balance(rig, "USDT") == (D(400), D(400))
    await rig.binance.move("BTC/USDT", "60601")
    sold = (await rig.now.service.card(ANNA, card.state.bot_id)).state
    earned = D("0.00999") * 60600
    assert balance(rig, "USDT")[0] == 400 + earned - earned * D("0.001")
    assert balance(rig, "BTC")[0] == held - D("0.00999")
    assert sold.cycles == 1
    await rig.restart()
    assert balance(rig, "USDT")[0] == 400 + earned - earned * D("0.001")


async def test_two_bots_on_a_balance_for_one(rig: Rig) -> None:
    await begins_with(rig, USDT="1000")
    first = await has_bot(rig, start=True, key="first")
    second = await has_bot(rig, start=True, key="second")
    assert first.state.pause_reason is None
    assert second.state.pause_reason == InsufficientFunds(coin="USDT", needed=D(600), available=D(400))


async def test_two_people_have_one_each(rig: Rig) -> None:
    await begins_with(rig, USDT="600")
    await has_bot(rig, start=True)
    theirs = await has_bot(rig, start=True, key="theirs", actor=SOMEBODY_ELSE)
    assert theirs.state.pause_reason is None
    await rig.now.service.paper.top_up(SOMEBODY_ELSE, "Binance", "USDT", D(50))
    assert balance(rig, "USDT") == (D(600), D(0))
    assert balance(rig, "USDT", SOMEBODY_ELSE) == (D(650), D(50))


async def test_what_a_deleted_bot_has_moved_stays(rig: Rig) -> None:
    await begins_with(rig, USDT="1000")
    card = await holding_bot(rig)
    await rig.now.service.stop(ANNA, card.state.bot_id, StopForm.STOP, None)
    before = balance(rig, "USDT"), balance(rig, "BTC")
    await rig.now.service.delete(ANNA, card.state.bot_id, None, release=True)
    (usdt, available), (btc, _) = balance(rig, "USDT"), balance(rig, "BTC")
    assert (usdt, btc) == (before[0][0], before[1][0])
    assert available == usdt
    await rig.restart()
    assert balance(rig, "USDT") == (usdt, usdt)
    assert balance(rig, "BTC") == (btc, btc)


async def test_a_reset_begins_anew_and_leaves_bots_what_they_hold(rig: Rig, anna: Person) -> None:
    await begins_with(rig, USDT="1000")
    await holding_bot(rig)
    await rig.now.service.paper.top_up(ANNA, "Binance", "USDT", D(7))
    await anna.send("/accounts")
    shown = await anna.reads("407 USDT")
    assert "PAPER" in shown.text
    await anna.tap("Reset Binance")
    await anna.reads("Reset your wallet at Binance?")
    await anna.tap("Cancel")
    await anna.reads("Nothing was changed.")
    assert balance(rig, "USDT")[0] == D(407)
    await anna.send("/accounts reset binance")
    await anna.reads("Reset your wallet at Binance?")
    await anna.tap("Reset it")
    await anna.reads("The wallet was reset.")
    for _ in range(2):
        assert balance(rig, "USDT") == (D(1000), D(1000))
        assert balance(rig, "BTC") == (D("0.00999"), D(0))
        await rig.restart()
    await rig.binance.move("BTC/USDT", "60601")
    assert balance(rig, "USDT")[0] > D(1600), "it could not sell what it holds"
    await anna.send("/logs")
    await anna.reads("PAPER wallet at Binance reset")


async def test_a_tap_offers_what_it_began_with(rig: Rig, anna: Person) -> None:
    await begins_with(rig, USDT="250")
    await has_bot(rig)
    await anna.send("/accounts")
    await anna.reads("250 USDT")
    await anna.tap("Top up Binance")
    await anna.reads("What shall I add")
    await anna.tap("+250 USDT")
    await anna.reads("Add 250 USDT to your wallet at Binance?")
    await anna.tap("Add it")
    await anna.reads("500 USDT")
    await anna.send("/accounts topup much USDT Binance")
    await anna.reads("“much” is not a number. Example: 500\nI can top up a PAPER wallet")
    await anna.send("/accounts topup 60,000 USDT Binance")
    await anna.reads("60,000 can be read in two ways. Write 60000 or 60.000\nI can top up a PAPER wallet")
    for typed in ("topup 500 USDT Kraken", "reset Kraken"):
        await anna.send(f"/accounts {typed}")
        await anna.reads("“Kraken” is not an exchange I know.")
    await anna.send("/accounts topup 1000000000000000 USDT Binance")
    await anna.reads("at most 1000000000000000 of a coin")
    assert balance(rig, "USDT")[0] == D(500)


async def test_a_short_on_a_perpetual_takes_margin_and_wins_quote(rig: Rig) -> None:
    await begins_with(rig, USDT="606")
    rig.venues.known["Binance F"].prices["BTC/USDT"] = D(60_500)
    draft = BotDraft(
        ticker="BTC/USDT",
        exchange="Binance F",
        mode=Mode.PAPER,
        first_order=Side.SELL,
        quantity=D("0.01"),
        buy_price=D(60000),
        sell_price=D(60600),
    )
    await rig.now.service.create(ANNA, draft, start=True, key="short")
    await rig.venues.known["Binance F"].move("BTC/USDT", "60601")
    fee = D("0.606")
    assert balance(rig, "USDT", exchange="Binance F") == (606 - fee, -fee), "its margin is not reserved"
    await rig.venues.known["Binance F"].move("BTC/USDT", "59999")
    won = D(6) - fee - D("0.6")
    assert balance(rig, "USDT", exchange="Binance F") == (606 + won, 606 + won)


async def test_a_viewer_has_none(rig: Rig) -> None:
    viewer = Actor(77, Role.VIEWER)
    with pytest.raises(ReadOnly):
        await rig.now.service.paper.top_up(viewer, "Binance", "USDT", D(1))
    with pytest.raises(ReadOnly):
        await rig.now.service.paper.reset(viewer, "Binance")


async def test_any_coin_has_what_is_not_named(rig: Rig) -> None:
    rig.paper_balance = {ANY_COIN: D(5), "USDT": D(1)}
    await rig.restart()
    await has_bot(rig, ticker="XRP/ETH", buy="0.0014", sell="0.0016")
    await has_bot(rig, key="second")
    assert balance(rig, "ETH") == (D(5), D(5))
    assert balance(rig, "USDT") == (D(1), D(1)), "what is named has what it is named with"


async def test_each_top_up_adds_to_those_before_it(rig: Rig) -> None:
    await begins_with(rig, USDT="100")
    for amount in (D(5), D(7)):
        await rig.now.service.paper.top_up(ANNA, "Binance", "USDT", amount)
    assert balance(rig, "USDT")[0] == 112
    await rig.restart()
    assert balance(rig, "USDT")[0] == 112, "only the last of them is stored"


async def test_no_number_of_top_ups_goes_beyond_the_most(rig: Rig) -> None:
    await begins_with(rig, USDT="100")
    await rig.now.service.paper.top_up(ANNA, "Binance", "USDT", MOST - 100)
    with pytest.raises(AmountNotPossible):
        await rig.now.service.paper.top_up(ANNA, "Binance", "USDT", D("0.01"))
    assert balance(rig, "USDT")[0] == MOST


async def test_a_reset_is_of_ones_own_wallet(rig: Rig) -> None:
    await begins_with(rig, USDT="1000")
    for actor in (ANNA, SOMEBODY_ELSE):
        await rig.now.service.paper.top_up(actor, "Binance", "USDT", D(5))
    await rig.now.service.paper.reset(ANNA, "Binance")
    for _ in range(2):
        assert balance(rig, "USDT", SOMEBODY_ELSE)[0] == 1005
        await rig.restart()


@pytest.mark.parametrize("resets", [False, True])
async def test_it_changes_with_its_line_in_the_log_or_not_at_all(rig: Rig, *, resets: bool) -> None:
    """Else whoever is told that it failed would make the change a second time."""
    await begins_with(rig, USDT="1000")
    await rig.now.service.paper.top_up(ANNA, "Binance", "USDT", D(5))
    full = text("CREATE TRIGGER full BEFORE INSERT ON activity_logs BEGIN SELECT RAISE(ABORT, 'full'); END")
    await rig.now.store.database.execute(full)
    paper = rig.now.service.paper
    change = paper.reset(ANNA, "Binance") if resets else paper.top_up(ANNA, "Binance", "USDT", D(5))
    with pytest.raises(IntegrityError):
        await change
    assert balance(rig, "USDT")[0] == 1005
    await rig.restart()
    assert balance(rig, "USDT")[0] == 1005
