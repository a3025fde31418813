"""The last question before an order: the money, the owner's limits, and who has the position."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from engine.core.events import OrderAccepted, OrderFilled, Start, Stop
from engine.core.ids import OrderNaming
from engine.core.machine import step
from engine.core.orders import ForeseenOrder
from engine.core.reasons.accounts import (
    AboutAccount,
    AboveLimit,
    InsufficientFunds,
    LimitMissing,
    PositionOccupied,
)
from engine.core.reasons.causes import AccountCause, Limit
from engine.core.reasons.reason import Reason
from engine.core.state import BotState, Outcome, Phase
from engine.core.types import AccountId, BotConfig, BotId, Fill, Market, Mode, Side, StopForm, VenueOrderId
from engine.risk.engine import IS_OFF, RiskEngine, RiskLimits
from engine.risk.funds import Wallet
from tests.core.story import CONFIG, EPOCH, MARKET, PERPETUAL, Bot
from tests.core.test_machine_charges import differs
from tests.support.reasons import said

D = Decimal
LIVE = replace(CONFIG, mode=Mode.LIVE)
LIVE_F = replace(LIVE, exchange="Binance F")
PLENTY = {"USDT": D(1_000_000), "XRP": D(1_000_000)}
LIMITS = RiskLimits(
    live_trading=True,
    order_value={"USDT": D(2000)},
    exposure={"USDT": D(2500)},
    daily_loss={"USDT": D(50)},
)


def gate_of(
    wallet: dict[str, Decimal] | None = None,
    limits: RiskLimits = LIMITS,
    blocked: Callable[[BotState], Reason | None] = lambda _: None,
) -> RiskEngine:
    seen = Wallet(asked_at=EPOCH, answered_at=EPOCH, coins=PLENTY if wallet is None else wallet)
    return RiskEngine(limits, lambda *_: seen, blocked)


def bot_of(number: int, config: BotConfig = LIVE) -> BotState:
    market = PERPETUAL if config.exchange.endswith(" F") else MARKET
    return BotState(
        bot_id=BotId(UUID(int=number)),
        owner_id=42,
        naming=OrderNaming(epoch=1, serial=number),
        config=config,
        market=market,
    )


def starts(risk: RiskEngine, state: BotState) -> Reason | None:
    """Have it decide its first order. Return the risk's answer; with a yes the step is stored."""
    outcome = step(state, Start(at=EPOCH))
    why = risk.claim(outcome)
    if why is None:
        risk.note(outcome)
    return why


def short_of(why: Reason | None) -> tuple[Decimal, str]:
    """How much of which coin is missing."""
    assert isinstance(why, InsufficientFunds)
    return why.needed - why.available, why.coin


def above(limit: Limit, value: int | str, most: int) -> AboveLimit:
    return AboveLimit(limit=limit, value=D(value), most=D(most), coin="USDT")


def holds(state: BotState) -> BotState:
    """Return the bot after its entry has filled: its exit is out."""
    bot = Bot(state)
    bot.start()
    bot.leg()
    return bot.state


def test_twenty_bots_on_money_for_ten() -> None:
    risk = gate_of({"USDT": D(10_000)}, replace(LIMITS, exposure={"USDT": D(10**9)}))
    answers = [starts(risk, bot_of(number)) for number in range(20)]
    assert answers[:10] == [None] * 10
    none = InsufficientFunds(coin="USDT", needed=D(1000), available=D(0))
    assert answers[10:] == [none] * 10


def test_what_a_stopped_bot_holds_is_not_for_others() -> None:
    stopped = replace(holds(bot_of(1)), phase=Phase.IDLE, order=None)
    risk = gate_of({"USDT": D(10**6), "XRP": stopped.held + 50})
    risk.know([stopped])
    seller = bot_of(2, replace(LIVE, first_order=Side.SELL))
    assert starts(risk, seller) == InsufficientFunds(coin="XRP", needed=D(100), available=D(50))


@pytest.mark.parametrize("ago", [timedelta(seconds=1), timedelta(0)])
def test_what_another_has_just_bought_is_not_counted_twice(ago: timedelta) -> None:
    risk = gate_of({"USDT": D(10**6), "XRP": D(100)})  # the wallet of now shows what was bought just before
    buyer = Bot(bot_of(1))
    buyer.start()
    buyer.accept()
    fill = replace(buyer.a_fill(buyer.order, None), executed_at=EPOCH - ago)
    bought = buyer.again(fill)
    risk.claim(bought)
    risk.note(bought)
    seller = bot_of(2, replace(LIVE, first_order=Side.SELL))
    assert short_of(starts(risk, seller)) == (buyer.state.held, "XRP")


def test_what_is_offered_is_not_for_others() -> None:
    risk = gate_of({"USDT": D(10**6), "XRP": D(150)})
    seller = replace(LIVE, first_order=Side.SELL)
    assert starts(risk, bot_of(1, seller)) is None
    assert short_of(starts(risk, bot_of(2, seller))) == (D(50), "XRP")


@pytest.mark.parametrize("first", [Side.BUY, Side.SELL])
def test_an_order_takes_only_the_coin_that_it_spends(first: Side) -> None:
    risk = gate_of({"USDT": D(1000), "XRP": D(100)})
    for number, side in enumerate((first, first.other)):
        assert starts(risk, bot_of(number, replace(LIVE, first_order=side))) is None


def test_who_has_sold_first_and_stands_promises_no_money() -> None:
    stopped = replace(holds(bot_of(1, replace(LIVE, first_order=Side.SELL))), phase=Phase.IDLE, order=None)
    risk = gate_of({"USDT": D(1000), "XRP": D(0)})
    risk.know([stopped])
    assert starts(risk, bot_of(2)) is None


def test_a_bot_that_was_deleted_has_nothing_at_work() -> None:
    risk = gate_of()
    for number in (1, 2):
        assert starts(risk, bot_of(number)) is None
    risk.know([replace(bot_of(1), deleted=True)])
    assert starts(risk, bot_of(3)) is None


def test_leverage_takes_only_the_margin() -> None:
    risk = gate_of({"USDT": D(400)})
    assert short_of(starts(risk, bot_of(1, LIVE_F))) == (D(600), "USDT")
    assert starts(risk, bot_of(2, replace(LIVE_F, leverage=4))) is None
    other = replace(LIVE_F, ticker="ETH/USDT", leverage=4)
    assert short_of(starts(risk, bot_of(3, other))) == (D(100), "USDT")


def test_the_margin_of_a_position_is_not_for_others() -> None:
    risk = gate_of({"USDT": D(400)})
    risk.know([holds(bot_of(1, replace(LIVE_F, leverage=4)))])
    other = bot_of(2, replace(LIVE_F, ticker="ETH/USDT", leverage=5))
    assert short_of(starts(risk, other)) == (D(50), "USDT")


def test_an_entry_that_goes_on_needs_its_margin_beside_that_of_the_position() -> None:
    bot = Bot(bot_of(1, replace(LIVE_F, leverage=4)))
    bot.start()
    bot.accept()
    bot.fill("60")
    bot.stop()
    bot.canceled()
    assert (bot.state.phase, bot.state.held) == (Phase.IDLE, D(60))
    risk = gate_of({"USDT": D(200)})
    risk.know([bot.state])
    assert starts(risk, bot.state) == InsufficientFunds(coin="USDT", needed=D(100), available=D(50))


@pytest.mark.parametrize("state", ["working", "holding"])
def test_one_bot_has_the_position_of_a_perpetual(state: str) -> None:
    risk = gate_of(limits=replace(LIMITS, exposure={"USDT": D(10**6)}))
    if state == "working":
        assert starts(risk, bot_of(1, LIVE_F)) is None
    else:
        risk.know([replace(holds(bot_of(1, LIVE_F)), phase=Phase.IDLE)])
    assert starts(risk, bot_of(2, LIVE_F)) == PositionOccupied(bot_number=1, symbol="XRP/USDT")
    assert starts(risk, bot_of(3, LIVE)) is None, "spot is another account"


def test_an_entry_that_may_be_out_since_before_a_crash_has_the_symbol() -> None:
    """The exit that it follows has filled meanwhile, and it is not known yet what became of it."""
    bot = Bot(holds(bot_of(1, LIVE_F)))
    bot.accept()
    bot.fill()
    assert bot.state.order is not None
    entry = ForeseenOrder.of(bot.state.order)
    in_doubt = replace(bot.state, phase=Phase.PAUSED, order=None, foreseen=entry)
    risk = gate_of()
    risk.know([in_doubt])
    assert starts(risk, bot_of(2, LIVE_F)) == PositionOccupied(bot_number=1, symbol="XRP/USDT")
    risk.know([replace(in_doubt, foreseen=None)])
    assert starts(risk, bot_of(2, LIVE_F)) is None


def test_what_a_stopped_bot_has_is_called_by_its_name() -> None:
    """The account shows a position that nobody at work holds, and would not take an entry for it."""
    risk = gate_of(blocked=lambda _: said("another position"))
    risk.know([replace(holds(bot_of(1, LIVE_F)), phase=Phase.IDLE)])
    assert starts(risk, bot_of(2, LIVE_F)) == PositionOccupied(bot_number=1, symbol="XRP/USDT")


def test_each_limit_says_its_name_and_its_figures() -> None:
    large = replace(LIVE, quantity=D(201))
    assert starts(gate_of(), bot_of(1, large)) == above(Limit.ORDER_VALUE, 2010, 2000)
    risk = gate_of()
    assert starts(risk, bot_of(1)) is None
    assert starts(risk, bot_of(2)) is None
    assert starts(risk, bot_of(3)) == above(Limit.EXPOSURE, 3000, 2500)
    assert starts(gate_of(), bot_of(1, replace(LIVE, quantity=D(200)))) is None, "the limit itself is allowed"


def test_what_is_held_is_at_work_until_it_is_sold() -> None:
    risk = gate_of()
    risk.know([holds(bot_of(1))])
    assert starts(risk, bot_of(2)) is None
    assert starts(risk, bot_of(3)) == above(Limit.EXPOSURE, 2999, 2500)


def test_an_entry_that_goes_on_is_at_work_beside_what_it_has_filled_before() -> None:
    bot = Bot(bot_of(1))
    bot.start()
    bot.accept()
    bot.fill("60")
    bot.stop()
    bot.canceled()
    assert (bot.state.phase, bot.state.held > 0) == (Phase.IDLE, True)
    risk = gate_of(limits=replace(LIMITS, exposure={"USDT": D(1500)}))
    risk.know([bot.state])
    assert starts(risk, bot_of(2, replace(LIVE, quantity=D(90)))) is None  # beside 599.4 that are held
    assert starts(risk, bot.state) == above(Limit.EXPOSURE, "1899.4", 1500)


def test_dust_that_is_carried_along_does_not_end_a_loop_at_its_limit() -> None:
    bot = Bot(holds(bot_of(1, replace(LIVE, quantity=D("95.5")))))
    bot.accept()
    bot.fill()
    assert D(0) < bot.state.held < MARKET.step, "the fee was taken in coins"
    risk = gate_of(limits=replace(LIMITS, exposure={"USDT": D(955)}))
    assert risk.claim(bot.last) is None


def test_what_is_at_work_in_one_coin_is_none_of_anothers_exposure() -> None:
    each = {"USDT": D(2500), "USDC": D(1500)}
    risk = gate_of(
        PLENTY | {"USDC": D(10**6)}, replace(LIMITS, order_value=each, exposure=each, daily_loss=each)
    )

    def in_usdc(number: int) -> BotState:
        state = bot_of(number, replace(LIVE, ticker="XRP/USDC"))
        return replace(state, market=replace(MARKET, symbol="XRP/USDC", quote="USDC"))

    assert starts(risk, bot_of(1)) is None
    assert starts(risk, in_usdc(2)) is None
    assert starts(risk, bot_of(3)) is None
    why = starts(risk, in_usdc(4))
    assert isinstance(why, AboveLimit)
    assert (why.limit, why.value, why.coin) == (Limit.EXPOSURE, D(2000), "USDC")


def test_a_day_with_too_much_loss_ends_entries_and_no_exits() -> None:
    risk = gate_of()
    risk.know_results(EPOCH.date(), {(Mode.LIVE, "USDT"): D("-50.5")})
    assert starts(risk, bot_of(1)) == above(Limit.DAILY_LOSS, "50.5", 50)
    assert risk.claim(_exit_of(bot_of(2))) is None
    risk.know_results(EPOCH.date(), {(Mode.LIVE, "USDT"): D(0)})
    risk.know_results((EPOCH - timedelta(days=1)).date(), {(Mode.LIVE, "USDT"): D(-500)})
    assert starts(risk, bot_of(1)) is None, "yesterday is over"


@pytest.mark.parametrize(("lost", "denial"), [("49.99", None), ("50", above(Limit.DAILY_LOSS, 50, 50))])
def test_a_day_that_has_lost_its_limit_begins_nothing_more(lost: str, denial: Reason | None) -> None:
    risk = gate_of()
    risk.know_results(EPOCH.date(), {(Mode.LIVE, "USDT"): -D(lost)})
    assert starts(risk, bot_of(1)) == denial


def test_the_loss_of_a_cycle_counts_for_the_entry_that_its_own_end_decides() -> None:
    risk = gate_of()
    bot = Bot(holds(bot_of(1)))
    bot.accept()
    bot.fill(price="9.4")  # 60 less than was paid; the loop's next entry is decided with it
    why = risk.claim(bot.last)
    assert isinstance(why, AboveLimit)
    assert why.limit is Limit.DAILY_LOSS


def test_a_loss_counts_once_although_its_bot_falls_before_it_can_note_it() -> None:
    risk = gate_of(limits=replace(LIMITS, exposure=PLENTY, daily_loss={"USDT": D(100)}))
    bot = Bot(holds(bot_of(1)))
    bot.accept()
    bot.fill(price="9.4")
    assert risk.claim(bot.last) is None
    risk.claim(bot.last)  # its driver fell and takes the same step again
    assert starts(risk, bot_of(2)) is None
    risk.note(bot.last)
    assert starts(risk, bot_of(3)) is None, "60 are lost, not 120"
    other = Bot(holds(bot_of(4)))
    other.accept()
    other.fill(price="9.4")
    assert isinstance(risk.claim(other.last), AboveLimit)
    assert starts(risk, bot_of(5)) is not None, "nobody has noted what the fourth has lost"


@pytest.mark.parametrize("falls", [False, True])
def test_a_correction_of_a_fee_counts_once_however_often_it_is_told(*, falls: bool) -> None:
    """`falls`: before it is stored; else it is told again afterwards, and its step dropped."""
    risk = gate_of(limits=replace(LIMITS, exposure=PLENTY, order_value=PLENTY, daily_loss={"USDT": D(100)}))
    bot = Bot(holds(bot_of(1, replace(LIVE, infinite_loop=False))))
    bot.accept()
    bot.fill()
    before, sold = bot.state, bot.fills[-1]
    more = replace(sold.fee, amount=sold.fee.amount + 60, value=sold.fee.value + 60)
    risk.claim(differs(bot, sold, more))
    if not falls:
        risk.note(bot.last)
    bot.state = before
    again = differs(bot, sold, more)
    risk.claim(again)
    if falls:
        risk.note(again)
    else:
        risk.drop(before, again)
    assert starts(risk, bot_of(2)) is None, "60 are lost, not 120"
    bot.state = before
    risk.note(differs(bot, bot.fills[0], replace(more, amount=D(50), value=D(50))))
    assert isinstance(starts(risk, bot_of(3)), AboveLimit)


@pytest.mark.parametrize("is_stored", [False, True])
def test_what_a_bot_falls_with_counts_once_when_it_is_told_again(*, is_stored: bool) -> None:
    """Its driver falls before it can note a fee of 60 that it has corrected."""
    risk = gate_of(limits=replace(LIMITS, exposure=PLENTY, order_value=PLENTY, daily_loss={"USDT": D(100)}))
    bot = Bot(holds(bot_of(1, replace(LIVE, infinite_loop=False))))
    bot.accept()
    bot.fill()
    before, sold = bot.state, bot.fills[-1]
    risk.know([before])
    more = replace(sold.fee, amount=sold.fee.amount + 60, value=sold.fee.value + 60)
    risk.claim(differs(bot, sold, more))
    if not is_stored:
        bot.state = before
    risk.begin_anew(bot.state)
    again = differs(bot, sold, more)
    risk.claim(again)
    if is_stored:
        risk.drop(before, again)
    else:
        risk.note(again)
    assert starts(risk, bot_of(2)) is None, "60 are lost, not 120"
    bot.state = before
    risk.note(differs(bot, bot.fills[0], replace(more, amount=D(50), value=D(50))))
    assert isinstance(starts(risk, bot_of(3)), AboveLimit), "110 are lost"


def test_what_is_not_stored_has_lost_nothing() -> None:
    risk = gate_of()
    bot = Bot(holds(bot_of(1)))
    bot.accept()
    before = bot.state
    bot.fill(price="9.4")
    risk.claim(bot.last)
    risk.drop(before, bot.last)
    assert starts(risk, bot_of(2)) is None


def _exit_of(state: BotState) -> Outcome:
    """Return the step in which the entry's fill decides the exit."""
    bot = Bot(state)
    bot.start()
    at, name = EPOCH, bot.name
    bot.feed(OrderAccepted(at=at, client_order_id=name, venue_order_id=VenueOrderId("v")))
    fill = bot.a_fill(bot.order, None)
    return bot.feed(OrderFilled(at=at, client_order_id=name, fill=fill))


def test_a_blocked_account_sends_exits_and_no_entries() -> None:
    risk = gate_of(blocked=lambda state: said(f"not with {state.config.leverage}x"))
    assert starts(risk, bot_of(1)) == said("not with 1x")
    assert risk.claim(_exit_of(bot_of(2))) is None


def test_live_needs_the_switch_and_every_limit() -> None:
    off = replace(LIMITS, live_trading=False)
    assert starts(gate_of(limits=off), bot_of(1)) == IS_OFF
    assert starts(gate_of(limits=replace(LIMITS, daily_loss={})), bot_of(1)) == LimitMissing(
        limit=Limit.DAILY_LOSS, coin="USDT"
    )
    testnet = replace(LIVE, mode=Mode.TESTNET)
    assert starts(gate_of(limits=RiskLimits()), bot_of(1, testnet)) is None


OFF = replace(LIMITS, live_trading=False)


def test_switched_off_no_exit_is_sent_by_itself_but_a_close_by_hand() -> None:
    assert gate_of(limits=OFF).claim(_exit_of(bot_of(1))) == IS_OFF
    assert gate_of(limits=OFF).claim(_exit_of(bot_of(2, replace(LIVE, mode=Mode.TESTNET)))) is None
    bot = Bot(holds(bot_of(3)))
    bot.accept()
    bot.close()
    bot.canceled()
    closing = bot.quote("9.80", "9.90")
    assert bot.order.closing
    risk = gate_of(limits=OFF)
    assert risk.claim(closing) is None


@pytest.mark.parametrize("limits", [LIMITS, OFF])
def test_a_kept_order_is_gone_on_with_only_while_the_switch_is_on(limits: RiskLimits) -> None:
    bot = Bot(bot_of(1))
    bot.start()
    bot.accept()
    bot.pause(keep_order=True)
    before, risk = bot.state, gate_of(limits=limits, blocked=lambda _: said("nothing new"))
    assert risk.stops_going_on(before, bot.start()) == (IS_OFF if limits is OFF else None)
    assert risk.stops_going_on(before, step(before, Stop(at=EPOCH, form=StopForm.STOP))) is None


def test_paper_has_as_much_as_it_needs() -> None:
    assert starts(gate_of({"USDT": D(0)}, RiskLimits()), bot_of(1, CONFIG)) is None


def test_a_vetoed_step_takes_nothing() -> None:
    risk = gate_of({"USDT": D(1500)})
    too_much = bot_of(1, replace(LIVE, quantity=D(160)))
    assert short_of(starts(risk, too_much)) == (D(100), "USDT")
    assert starts(risk, bot_of(2)) is None


def test_left_to_the_exchange_are_funds_and_no_limits() -> None:
    risk = gate_of({"USDT": D(0)})
    assert risk.claim(step(bot_of(1), Start(at=EPOCH)), ask_funds=False) is None
    large = step(bot_of(2, replace(LIVE, quantity=D(201))), Start(at=EPOCH))
    assert risk.claim(large, ask_funds=False) == above(Limit.ORDER_VALUE, 2010, 2000)


def test_an_exit_is_not_kept_from_its_own_coins_by_what_others_hold() -> None:
    """Another bot's sale is in the wallet before it is in the books: its coins seem to be promised."""
    other = holds(bot_of(1))
    mine = _exit_of(bot_of(2))
    plenty = replace(LIMITS, exposure={"USDT": D(10**6)})
    risk = gate_of({"USDT": D(0), "XRP": D(0)}, plenty)  # it is bought in this very step
    risk.know([other])
    assert risk.claim(mine) is None
    _, coin = short_of(starts(risk, bot_of(3, replace(LIVE, first_order=Side.SELL))))
    assert coin == "XRP"


def test_a_buy_back_does_not_spend_what_others_have_promised() -> None:
    """Unlike coins that it has bought itself, the money for it is anybody's."""
    wallet = {"USDT": D(1000), "XRP": D(0)}
    risk = gate_of(wallet)
    assert starts(risk, bot_of(2)) is None  # it takes all
    wallet["USDT"] = D(850)
    seller = _exit_of(bot_of(1, replace(LIVE, first_order=Side.SELL)))  # 1,098.90 has come in, 1,002 goes out
    assert short_of(risk.claim(seller)) == (D("53.1"), "USDT")


def test_a_wallet_that_nobody_has_seen_is_looked_into_first() -> None:
    risk = RiskEngine(LIMITS, lambda *_: None)
    assert starts(risk, bot_of(1)) == AboutAccount(
        code=AccountCause.WALLET_UNSEEN, account_id=AccountId("Binance", Mode.LIVE)
    )
    assert risk.claim(step(bot_of(1), Start(at=EPOCH)), ask_funds=False) is None
    trailing = step(bot_of(1, replace(LIVE, trailing_percent=D(1))), Start(at=EPOCH))
    assert risk.claim(trailing) is None, "it only watches yet"


def test_an_order_of_unknown_fate_is_neither_held_nor_promised() -> None:
    """It may be filled: then the wallet shows it already, and its coins would be missed twice."""
    seller = Bot(bot_of(1))
    seller.start()
    seller.leg()
    seller.unknown()
    risk = gate_of({"USDT": D(10**6), "XRP": D(100)}, replace(LIMITS, exposure={"USDT": D(10**6)}))
    risk.know([seller.state])
    assert starts(risk, bot_of(2, replace(LIVE, first_order=Side.SELL))) is None
    buyer = Bot(bot_of(3))
    buyer.start()
    buyer.unknown()
    risk = gate_of({"USDT": D(1000)}, replace(LIMITS, exposure={"USDT": D(10**6)}))
    risk.know([buyer.state])
    assert starts(risk, bot_of(4)) is None


def test_accounts_of_one_exchange_have_each_its_own_money_and_positions() -> None:
    second, second_f = replace(LIVE, account="second"), replace(LIVE_F, account="second")
    wallets = {LIVE.account_id: PLENTY, second.account_id: {}, LIVE_F.account_id: PLENTY}
    seen = {of: Wallet(asked_at=EPOCH, answered_at=EPOCH, coins=coins) for of, coins in wallets.items()}
    seen[second_f.account_id] = seen[LIVE_F.account_id]
    risk = RiskEngine(LIMITS, seen.get)
    assert starts(risk, bot_of(1)) is None
    assert isinstance(starts(risk, bot_of(2, second)), InsufficientFunds)
    seen[second.account_id] = seen[LIVE.account_id]
    assert starts(risk, bot_of(3)) is None
    assert isinstance(starts(risk, bot_of(4)), AboveLimit)
    assert starts(risk, bot_of(5, second)) is None  # what the first has at work is not the second's
    assert starts(risk, bot_of(6, LIVE_F)) is None
    assert starts(risk, bot_of(7, second_f)) is None  # a position of its own
    assert isinstance(starts(risk, bot_of(8, second_f)), PositionOccupied)


def test_what_was_bought_a_moment_ago_is_nobody_elses_though_its_exit_has_to_wait() -> None:
    """Somebody has taken its first coins out: its exit is not covered, and the step is not stored yet."""
    risk = gate_of({"USDT": D(10_000), "XRP": D(0)})
    buyer = Bot(bot_of(1))
    risk.note(buyer.start())
    risk.note(buyer.accept())
    buyer.fill("10", executed_at=EPOCH - timedelta(minutes=1))
    risk.note(buyer.last)
    rest = replace(buyer.a_fill(buyer.order, None), executed_at=EPOCH + timedelta(seconds=10))
    assert isinstance(risk.claim(buyer.again(rest)), InsufficientFunds)
    seller = bot_of(2, replace(LIVE, first_order=Side.SELL, quantity=D(50)))
    assert isinstance(starts(risk, seller), InsufficientFunds)


def test_what_an_order_of_before_a_move_to_paper_has_spent_is_not_there_for_others() -> None:
    risk = gate_of({"USDT": D(1000), "XRP": D(0)})
    bot, fill = moved(LIVE, MARKET, mode=Mode.PAPER)
    risk.claim(bot.again(fill))
    assert short_of(starts(risk, bot_of(2))) == (D(400), "USDT")


@pytest.mark.parametrize("first", [LIVE, LIVE_F], ids=["spot", "perpetual"])
def test_what_an_order_of_before_a_move_moves_goes_by_where_it_was_sent(
    first: BotConfig,
) -> None:
    """Coins on spot; on a perpetual it moves none."""
    seen = Wallet(asked_at=EPOCH, answered_at=EPOCH, coins={"USDT": D(1000), "XRP": D(0)})
    risk = RiskEngine(LIMITS, lambda *_: seen, is_derivative=lambda exchange: exchange == LIVE_F.exchange)
    then = LIVE_F if first is LIVE else LIVE
    bot, fill = moved(first, PERPETUAL if then is LIVE_F else MARKET, exchange=then.exchange)
    risk.claim(bot.again(fill))
    why = starts(risk, bot_of(2, first))
    if first is LIVE:
        assert short_of(why) == (D(400), "USDT")
    else:
        assert why is None


def moved(first: BotConfig, market: Market, **changed: object) -> tuple[Bot, Fill]:
    """A bot that has gone elsewhere, and 400 USDT's worth that its cancelled order has traded after all."""
    bot = Bot(bot_of(1, first))
    bot.start()
    bot.accept()
    fill = bot.a_fill(bot.order, "40")
    bot.stop()
    bot.canceled()
    bot.edit(market, **changed)
    return bot, fill
