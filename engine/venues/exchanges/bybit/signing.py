"""How Bybit wants a request signed: the HMAC over time, key, window and body stands in a header."""

import hmac
import json
from collections.abc import Mapping

from engine.venues.exchanges.limiter import Route
from engine.venues.exchanges.spec import RECV_WINDOW_MS, Credentials, Signed


def sign(
    credentials: Credentials, route: Route, url: str, params: Mapping[str, object], at_ms: int
) -> Signed:
    """Return the request as it leaves. Everything is posted, its parameters as JSON."""
    del route
    body = json.dumps(params, separators=(",", ":"))
    text = f"{at_ms}{credentials.api_key}{RECV_WINDOW_MS}{body}"
    headers = {
        "Content-Type": "application/json",
        "X-BAPI-API-KEY": credentials.api_key,
        "X-BAPI-TIMESTAMP": str(at_ms),
        "X-BAPI-RECV-WINDOW": str(RECV_WINDOW_MS),
        "X-BAPI-SIGN": hmac.digest(credentials.secret.encode(), text.encode(), "sha256").hex(),
    }
    return Signed(url, headers, body.encode())
