"""Codes of authenticator apps, by pyotp (RFC 6238): six digits, another every 30 s."""

from datetime import datetime

import pyotp

ISSUER = "Scalper"
SKEW = 1
"""So many intervals before and after the present one are good, too: clocks of phones differ."""


class TotpCodes:
    """Implements `engine.second_factor.Codes`."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)

    def step_of(self, code: str, at: datetime) -> int | None:
        now = self._totp.timecode(at)
        steps = range(max(now - SKEW, 0), now + SKEW + 1)
        good = [step for step in steps if pyotp.utils.strings_equal(code, self._totp.generate_otp(step))]
        return max(good, default=None)

    def newest(self, at: datetime) -> int:
        return self._totp.timecode(at) + SKEW


def new_secret() -> tuple[str, str]:
    """Return a secret, and the address by which an app takes it."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name="LIVE", issuer_name=ISSUER)
