"""Whether an account is fit for new entries: what its key may do, and how far off the clock is."""

from engine.core.types import AccountId
from engine.venues.live.gateway import KeyRights

MOST_DRIFT_S = 1.0
"""With a clock further off no new entry is sent, though requests are signed with the exchange's time."""


def key_problem(account_id: AccountId, rights: KeyRights | None, *, may_withdraw: bool) -> str | None:
    """Return why a key may not send new entries: it may do more than it should, or not enough.

    `rights` None: the exchange does not say. `may_withdraw`: the owner has allowed such keys.
    """
    if rights is None:
        return None
    if rights.withdraw and not may_withdraw:
        return (
            f"the key of {account_id} may withdraw; make one that may only trade, "
            "or set ALLOW_WITHDRAWAL_KEYS=true"
        )
    return None if rights.trade else f"the key of {account_id} may not trade; allow it at the exchange"


def clock_problem(account_id: AccountId, drift_s: float | None) -> str | None:
    """Return why no new entry is sent by this clock. `drift_s`: how far it is ahead; None: not known."""
    if drift_s is None or abs(drift_s) <= MOST_DRIFT_S:
        return None
    where = "ahead of" if drift_s > 0 else "behind"
    return f"this machine's clock is {abs(drift_s):.1f} s {where} {account_id.venue}'s; set it by NTP"
