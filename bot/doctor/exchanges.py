"""The keys of the exchanges: whether they work, what they may do, and how far the clock is off."""

from collections.abc import AsyncIterator, Sequence

from bot.config.settings import Settings
from bot.doctor.finding import Finding, bad, ok, warning
from bot.venue_wiring import check_exchange_urls, real_gateways
from bot.views.reasons import reason_text
from bot.views.words import Catalogues
from engine.clock import Clock
from engine.core.types import AccountId, Mode
from engine.errors import SettingsError, TryLater
from engine.timings import EngineTimings
from engine.venues.live.gateway import Gateway

MOST_OFF_S = 1.0


async def look_at_exchanges(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Ask each account with keys; without any there is nothing to say but that."""
    try:
        check_exchange_urls(settings)
        gateways = real_gateways(settings, clock, EngineTimings())
    except SettingsError as e:
        yield bad("exchanges", " ".join(e.complaints), "")
        return
    if not gateways:
        yield ok("exchanges", "there are no keys in use: every bot trades on PAPER")
        return
    words = Catalogues().english
    for account_id, gateway in gateways.items():
        try:
            for found in await _account(settings, account_id, gateway):
                yield found
        except TryLater as e:
            why = reason_text(words, e.reason)
            way_out = "Check its keys, its list of addresses, and <EXCHANGE>_TESTNET"
            yield bad(f"{account_id}", f"it does not take the key: {why}", way_out)
        finally:
            await gateway.close()


async def _account(settings: Settings, account_id: AccountId, gateway: Gateway) -> Sequence[Finding]:
    name = str(account_id)
    drift_s = await gateway.clock_drift_s()
    coins = [coin for coin, amount in (await gateway.balances()).items() if amount]
    rights = await gateway.rights()
    found = [ok(name, f"the key works; the wallet has {', '.join(sorted(coins)[:5]) or 'nothing'}")]
    if rights is None:
        found.append(ok(name, "the exchange does not say what the key may do"))
    elif not rights.trade:
        found.append(bad(name, "the key may not trade", "Give it that right at the exchange"))
    elif rights.withdraw:
        found.append(_withdrawals(settings, account_id))
    else:
        found.append(ok(name, "the key may trade and not withdraw"))
    if abs(drift_s) > MOST_OFF_S:
        what = f"this clock is {abs(drift_s):.1f} s {'ahead of' if drift_s > 0 else 'behind'} the exchange's"
        found.append(bad(name, what, "Sync this machine's clock with NTP"))
    return found


def _withdrawals(settings: Settings, account_id: AccountId) -> Finding:
    what, way_out = "the key may withdraw", "Take that right away at the exchange: trading does not need it"
    if account_id.mode is Mode.LIVE and not settings.allow_withdrawal_keys:
        return bad(str(account_id), f"{what}, so LIVE sends no entries with it", way_out)
    return warning(str(account_id), what, way_out)
