"""How OKX wants a request signed: the HMAC over time, method, path and body stands in a header."""

import base64
import hmac
import json
from collections.abc import Mapping

from engine.venues.exchanges.limiter import Route
from engine.venues.exchanges.server_time import from_ms
from engine.venues.exchanges.spec import RECV_WINDOW_MS, Credentials, Signed

CREATE = Route("POST", "rest", "/api/v5/trade/order")
CANCEL = Route("POST", "rest", "/api/v5/trade/cancel-order")


def sign(
    credentials: Credentials, route: Route, url: str, params: Mapping[str, object], at_ms: int
) -> Signed:
    """Return the request as it leaves. Everything is posted, its parameters as JSON.

    An order may be taken for as long as the engine's fence counts on: `expTime` does what elsewhere a window
    of the signature does, and does it in the headers alone.
    """
    body = json.dumps(params, separators=(",", ":"))
    stamp = from_ms(at_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    text = f"{stamp}{route.method}{route.path}{body}"
    digest = hmac.digest(credentials.secret.encode(), text.encode(), "sha256")
    headers = {
        "Content-Type": "application/json",
        "OK-ACCESS-KEY": credentials.api_key,
        "OK-ACCESS-PASSPHRASE": credentials.passphrase or "",
        "OK-ACCESS-SIGN": base64.b64encode(digest).decode(),
        "OK-ACCESS-TIMESTAMP": stamp,
    }
    if route == CREATE:
        headers["expTime"] = str(at_ms + RECV_WINDOW_MS)
    return Signed(url, headers, body.encode())
