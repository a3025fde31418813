"""How CoinDCX wants a request signed: the raw body alone, whatever the verb, the time inside of it."""

import hmac
import json
from collections.abc import Mapping

from engine.venues.exchanges.limiter import Route
from engine.venues.exchanges.spec import Credentials, Signed

CHANNEL = "coindcx"
"""Of an account's own events."""


def sign(
    credentials: Credentials, route: Route, url: str, params: Mapping[str, object], at_ms: int
) -> Signed:
    """Return the request as it leaves: these very bytes are signed. A GET has a body as well."""
    del route
    body = json.dumps({"timestamp": at_ms, **params}, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "X-AUTH-APIKEY": credentials.api_key,
        "X-AUTH-SIGNATURE": signature(credentials.secret, body),
    }
    return Signed(url, headers, body)


def signature(secret: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of a body in small hexadecimal digits."""
    return hmac.digest(secret.encode(), body, "sha256").hex()


def joining(credentials: Credentials) -> dict[str, str]:
    """Return what joins the account's channel. There is no time in it: it is as secret as the key."""
    signed = json.dumps({"channel": CHANNEL}, separators=(",", ":")).encode()
    return {
        "channelName": CHANNEL,
        "authSignature": signature(credentials.secret, signed),
        "apiKey": credentials.api_key,
    }
