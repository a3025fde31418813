"""How Binance wants a request signed: parameters as a form, their HMAC at the end."""

import hmac
import re
from collections.abc import Mapping
from urllib.parse import quote_plus

from engine.venues.exchanges.limiter import Route
from engine.venues.exchanges.spec import RECV_WINDOW_MS, Credentials, Signed

_PLAIN = re.compile(r"[A-Za-z0-9._-]+")


def sign(
    credentials: Credentials, route: Route, url: str, params: Mapping[str, object], at_ms: int
) -> Signed:
    """Return the request as it leaves: what is posted has its parameters in the body."""
    stamped = {**params, "recvWindow": RECV_WINDOW_MS, "timestamp": at_ms}
    form = "&".join([f"{name}={_quoted(str(value))}" for name, value in stamped.items()])
    signature = hmac.digest(credentials.secret.encode(), form.encode(), "sha256").hex()
    signed, key = f"{form}&signature={signature}", {"X-MBX-APIKEY": credentials.api_key}
    if route.method != "POST":
        return Signed(f"{url}?{signed}", key, None)
    return Signed(url, key | {"Content-Type": "application/x-www-form-urlencoded"}, signed.encode())


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote_plus(text)
