"""`python -m bot check EXCHANGE`: what an exchange does with the person's own keys, step by step.

It reads, and changes nothing. With `--place` it places one smallest order far below the market, after a yes,
and cancels it.
Each step says what was found, and whether that confirms what the program leans on.
"""

import asyncio
import secrets
import string
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bot.config.settings import Settings
from bot.venue_wiring import credentials_of, gateways
from bot.views.reasons import reason_text
from bot.views.words import Catalogues
from engine.clock import Clock
from engine.core.money import plain
from engine.core.orders import Order
from engine.core.reasons.calls import CallFailed, ExchangeSaid, RateLimited, TimedOut
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import NoAnswer, Plain
from engine.core.types import AccountId, ClientOrderId, Leg, Market, Side
from engine.errors import NoPrice, NotTraded, RulesUnreadable, TryLater, UnknownTicker
from engine.timings import EngineTimings
from engine.venue_answers import Accepted, NeverSent, Rejected
from engine.venues.exchanges.registry import EXCHANGES
from engine.venues.live.gateway import CancelAnswer, Candidates, Gateway, OrderReport

Say = Callable[[str], None]
Ask = Callable[[str], str]
Step = Callable[[Gateway, Market], Awaitable[tuple[bool, str]]]
"""Returns whether what the program leans on is so, and what was found."""
FAR = Decimal("0.95")
"""Times the best bid: where an order rests that nobody reaches soon."""
ROOM = Decimal("1.03")
KEY = (
    "Look at the key: its secret and passphrase, its rights, the addresses that it is bound to, and whether "
    "it belongs to the test venue or to the real one."
)
UNREACHABLE = "Look whether this machine reaches the exchange, and whether the exchange says that it is down."
UNREADABLE = "Try again in a few minutes. Where it stays so, do not trade there with this program."
KEY_ERRORS = frozenset({"AuthenticationError", "PermissionDenied", "AccountNotEnabled", "AccountSuspended"})
STREAM_WITHIN_S, SEEN_WITHIN_S, LOOK_EVERY_S = 20.0, 30.0, 1.0
LOST = (TryLater, UnknownTicker, NotTraded, NoPrice, RulesUnreadable)


async def check(
    settings: Settings,
    name: str,
    *,
    symbol: str,
    place: bool,
    clock: Clock,
    say: Say,
    ask: Ask,
    timings: EngineTimings = EngineTimings(),
) -> int:
    """Check every account at an exchange. Return 0 where all is as it should be, 1 where not, 2 for none."""
    exchange = next((one for one in EXCHANGES if one.name.lower() == name.lower()), None)
    if exchange is None:
        say(f"There is no exchange {name}. There are: {', '.join(one.name for one in EXCHANGES)}.")
        return 2
    accounts = {
        account_id: keys
        for account_id, keys in credentials_of(settings).items()
        if account_id.venue in {venue.name for venue in exchange.venues}
    }
    if not accounts:
        prefix = exchange.keys.prefix.upper()
        say(f"Set {prefix}_API_KEY and {prefix}_SECRET_KEY first.")
        if not exchange.has_test_venue:
            say(f"{exchange.name} has no test venue: {prefix}_TESTNET=false as well.")
        return 2
    fine = True
    gateway_of, _ = gateways(settings, clock, timings)
    for account_id, keys in accounts.items():
        say(f"\n{account_id.venue}, {account_id.mode.value}")
        gateway = gateway_of(account_id, keys)
        try:
            fine &= await _account(gateway, account_id, symbol, place=place, clock=clock, say=say, ask=ask)
        finally:
            await gateway.close()
    return 0 if fine else 1


async def _account(
    gateway: Gateway, account_id: AccountId, symbol: str, *, place: bool, clock: Clock, say: Say, ask: Ask
) -> bool:
    try:
        market = await gateway.market(symbol)
    except Exception as e:  # noqa: BLE001 - whatever it is, the person is told what to do, and nothing of its text
        _say_failed(say, f"rules of {symbol}", e)
        return False
    say(f"  [ok] rules of {market.symbol}: {_rules(market)}")
    fine = True
    for wanted, step in _steps(market):
        try:
            is_so, found = await step(gateway, market)
        except Exception as e:  # noqa: BLE001 - likewise
            _say_failed(say, wanted, e)
            fine = False
            continue
        say(f"  [{'ok' if is_so else 'failed'}] {wanted}: {found}")
        fine &= is_so
    if place:
        fine &= await _place(gateway, account_id, market, clock, say, ask)
    return fine


def _steps(market: Market) -> list[tuple[str, Step]]:
    steps: list[tuple[str, Step]] = [
        ("the time there is known to a second", _time),
        ("there are prices", _prices),
        ("the key may read the wallet", _wallet),
        ("the key may not withdraw", _rights),
        ("open orders are listed", _open_orders),
        ("trades of the last day are listed", _trades),
    ]
    if market.derivative:
        steps += [
            ("positions are listed", _positions),
            ("payments of funding are listed", _fundings),
        ]
    return [*steps, ("the account's stream stays open", _stream)]


async def _time(gateway: Gateway, _: Market) -> tuple[bool, str]:
    ahead, error = await gateway.clock_drift_s(), gateway.time_error.total_seconds()
    found = f"this machine is {ahead:+.2f} s ahead, give or take {error:.2f} s"
    if error > 1:
        return False, f"{found}. Answers take too long: look at the connection of this machine."
    return True, found if abs(ahead) <= 1 + error else f"{found}. Set its clock."


async def _prices(gateway: Gateway, market: Market) -> tuple[bool, str]:
    bid, ask = await gateway.quote(market)
    return bid < ask, f"bid {bid}, ask {ask}, last {await gateway.last_price(market)}"


async def _wallet(gateway: Gateway, _: Market) -> tuple[bool, str]:
    coins = {coin: amount for coin, amount in (await gateway.balances()).items() if amount != 0}
    listed = ", ".join(
        f"{coin} {'unreadable' if amount is None else amount}" for coin, amount in coins.items()
    )
    if None in coins.values():
        return False, f"{listed}. {UNREADABLE}"
    return True, listed or "empty"


async def _rights(gateway: Gateway, _: Market) -> tuple[bool, str]:
    rights = await gateway.rights()
    if rights is None:
        return True, "the exchange does not say what a key may do"
    found = f"trade {rights.trade}, withdraw {rights.withdraw}"
    ways_out = []
    if not rights.trade:
        ways_out.append("Give the key the right to trade, at the exchange.")
    if rights.withdraw:
        ways_out.append("Take the right to withdraw from the key, at the exchange.")
    return not ways_out, ". ".join([found, " ".join(ways_out)] if ways_out else [found])


async def _open_orders(gateway: Gateway, _: Market) -> tuple[bool, str]:
    return True, f"{len(await gateway.all_open_orders())}"


async def _trades(gateway: Gateway, market: Market) -> tuple[bool, str]:
    now = gateway.now()
    if now is None:
        return False, "the time is not known"
    trades = await gateway.trades_since(market, now - timedelta(days=1))
    cost = sum((trade.fee.value for trade in trades), Decimal(0))
    return True, f"{len(trades)}, fees {plain(cost)} {market.quote}"


async def _positions(gateway: Gateway, _: Market) -> tuple[bool, str]:
    positions = await gateway.positions()
    listed = ", ".join(f"{one.symbol} {one.quantity}" for one in positions)
    if any(one.quantity is None for one in positions):
        return False, f"{listed}. {UNREADABLE}"
    return True, listed or "none"


async def _fundings(gateway: Gateway, _: Market) -> tuple[bool, str]:
    now = gateway.now()
    if now is None:
        return False, "the time is not known"
    return True, f"{len(await gateway.fundings(now - timedelta(days=7)))} in seven days"


async def _stream(gateway: Gateway, market: Market) -> tuple[bool, str]:
    events = gateway.account_events(lambda _: market)
    async with aclosing(events):
        try:
            async with asyncio.timeout(STREAM_WITHIN_S):
                await anext(events)
        except TimeoutError:
            return False, f"nothing within {STREAM_WITHIN_S:.0f} s. {UNREACHABLE}"
    return True, "subscribed"


# --- one order -------------------------------------------------------------------------------------------


async def _place(
    gateway: Gateway, account_id: AccountId, market: Market, clock: Clock, say: Say, ask: Ask
) -> bool:
    """Place the smallest order far from the market, look at it, and cancel it. It takes a yes."""
    try:
        bid, _ = await gateway.quote(market)
    except LOST as e:
        _say_failed(say, "a price for the order", e)
        return False
    order = _smallest(market, bid, gateway, clock)
    shown = f"BUY {order.quantity} {market.base} at {order.price} {market.quote}"
    if (
        ask(f"  Place {shown} on {account_id.venue} {account_id.mode.value} and cancel it? Type yes: ")
        != "yes"
    ):
        say("  [skipped] no order was placed")
        return True
    order = _smallest(market, bid, gateway, clock)  # it is dated anew: the answer took its time
    answer = await gateway.create(order, market)
    if isinstance(answer, Rejected | NeverSent):
        say(f"  [failed] the order was not taken: {_text(answer.reason)}")
        return False
    number = answer.venue_order_id if isinstance(answer, Accepted) else None
    say(f"  [{'ok' if number else 'failed'}] the answer names the order: {number or 'it does not'}")
    order = replace(order, venue_order_id=number)
    seen = [report async for report in _looks(gateway, order, market, clock)]
    if not seen:
        say("  [failed] no list shows the order. LOOK FOR IT AT THE EXCHANGE, AND CANCEL IT THERE.")
        return False
    say(f"  [ok] the order is shown: {seen[0].venue_order_id}")
    return await _cancel(gateway, replace(order, venue_order_id=seen[0].venue_order_id), market, clock, say)


async def _cancel(gateway: Gateway, order: Order, market: Market, clock: Clock, say: Say) -> bool:
    taken = await gateway.cancel(order.identity, market)
    say(f"  [{'ok' if taken is CancelAnswer.TAKEN else 'failed'}] the cancel: {taken.value}")
    until = clock.monotonic() + timedelta(seconds=SEEN_WITHIN_S)
    while clock.monotonic() < until:
        with suppress(*LOST):
            found = await gateway.fetch_order(order.identity, market)
            if isinstance(found, OrderReport) and found.ended is not None:
                again = await gateway.cancel(order.identity, market)
                known = again is CancelAnswer.NO_SUCH_ORDER
                say(f"  [ok] the order has ended: {found.ended.value}, filled {found.filled}")
                say(f"  [{'ok' if known else 'failed'}] a second cancel: {again.value}")
                return known and taken is CancelAnswer.TAKEN
        await clock.sleep(LOOK_EVERY_S)
    say("  [failed] the order is still open. CANCEL IT AT THE EXCHANGE.")
    return False


async def _looks(gateway: Gateway, order: Order, market: Market, clock: Clock) -> AsyncIterator[OrderReport]:
    """Yield the order once it is shown, by its number, its name, or as the only one of its shape."""
    until = clock.monotonic() + timedelta(seconds=SEEN_WITHIN_S)
    while clock.monotonic() < until:
        with suppress(*LOST):
            found = await gateway.fetch_order(order.identity, market)
            if isinstance(found, Candidates) and len(found.orders) == 1:
                found = found.orders[0]
            if isinstance(found, OrderReport):
                yield found
                return
        await clock.sleep(LOOK_EVERY_S)


def _smallest(market: Market, bid: Decimal, gateway: Gateway, clock: Clock) -> Order:
    """Return the smallest buy that the rules allow, far below the market. It is no order of a bot's."""
    price = _to(bid * FAR, market.tick, ROUND_FLOOR)
    least = max(market.min_quantity, market.min_notional * ROOM / price, market.step)
    now = gateway.now() or clock.now()
    letters = string.ascii_lowercase + string.digits
    return Order(
        client_order_id=ClientOrderId("check" + "".join(secrets.choice(letters) for _ in range(13))),
        side=Side.BUY,
        leg=Leg.ENTRY,
        cycle=1,
        attempt=1,
        price=price,
        quantity=_to(least, market.step, ROUND_CEILING),
        created_at=now,
        deadline=now + timedelta(seconds=5),
    )


def _to(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return plain((value / step).to_integral_value(rounding) * step)


def _rules(market: Market) -> str:
    return (
        f"tick {market.tick}, step {market.step}, at least {market.min_quantity} {market.base} and "
        f"{market.min_notional} {market.quote}, fees {market.maker_fee} and {market.taker_fee}"
    )


def _say_failed(say: Say, wanted: str, error: Exception) -> None:
    say(f"  [failed] {wanted}: {_why(error)}. {_way_out(error)}")


def _way_out(error: Exception) -> str:
    """Return what the person can do about it."""
    match error:
        case UnknownTicker() | NoPrice():  # one that is halted, too
            return "Name another pair with --pair."
        case RulesUnreadable():
            return UNREADABLE
    reason = getattr(error, "reason", None)
    match reason.why if isinstance(reason, NoAnswer) else reason:
        case ExchangeSaid() | Plain(code=Cause.STREAM_KEY_LOST):
            return KEY
        case CallFailed(error=name) if name in KEY_ERRORS:
            return KEY
        case RateLimited():
            return "Wait a few minutes, and try again."
        case CallFailed() | TimedOut() | Plain():
            return UNREACHABLE
        case _:
            return UNREADABLE


def _why(error: Exception) -> str:
    if not isinstance(error, LOST):
        return f"an unexpected {type(error).__name__}"
    return _text(getattr(error, "reason", None)) if hasattr(error, "reason") else str(error)


def _text(reason: object) -> str:
    return reason_text(Catalogues().english, reason)  # type: ignore[arg-type]  # whatever an error has
