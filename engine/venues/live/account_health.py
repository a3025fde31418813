"""Whether an account is fit for new entries: what its key may do, and how far off the clock is."""

from engine.core.reasons.accounts import AboutAccount, ClockOff
from engine.core.reasons.causes import AccountCause
from engine.core.types import AccountId
from engine.venues.live.gateway import KeyRights

MOST_DRIFT_S = 1.0
"""With a clock further off no new entry is sent, though requests are signed with the exchange's time."""


def key_problem(
    account_id: AccountId, rights: KeyRights | None, *, may_withdraw: bool
) -> AboutAccount | None:
    """Return why a key may not send new entries: it may do more than it should, or not enough.

    `rights` None: the exchange does not say. `may_withdraw`: the owner has allowed such keys.
    """
    if rights is None:
        return None
    if rights.withdraw and not may_withdraw:
        return AboutAccount(code=AccountCause.KEY_MAY_WITHDRAW, account_id=account_id)
    may_trade = rights.trade
    return None if may_trade else AboutAccount(code=AccountCause.KEY_MAY_NOT_TRADE, account_id=account_id)


def clock_problem(account_id: AccountId, drift_s: float | None) -> ClockOff | None:
    """Return why no new entry is sent by this clock. `drift_s`: how far it is ahead; None: not known."""
    if drift_s is None or abs(drift_s) <= MOST_DRIFT_S:
        return None
    return ClockOff(exchange=account_id.venue, ahead_s=drift_s)
