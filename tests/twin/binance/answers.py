"""The unpleasant answers that Binance is known to give, to be sent in place of true ones by faults."""

from tests.twin.core.faults import Answer
from tests.twin.wire import compact


def error(code: int, message: str, *, status: int = 400, **headers: str) -> Answer:
    """Return an answer with a code and a text of Binance's."""
    return Answer(status, compact({"code": code, "msg": message}), headers=headers)


def html(status: int, title: str) -> Answer:
    """Return a page as proxies make it."""
    page = (
        f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body><h1>{title}</h1></body>\r\n</html>"
    )
    return Answer(status, page, "text/html")


UNKNOWN_ERROR = error(-1000, "Unknown error, please check your request or try again later.", status=503)
"""Futures: the outcome is unknown."""
SERVICE_UNAVAILABLE = error(-1000, "Service Unavailable.", status=503)
"""Futures: the request failed."""
INTERNAL_ERROR = error(-1001, "Internal error; unable to process your request. Please try again.", status=503)
"""Futures: the request failed and may be sent again."""
UNEXPECTED_RESPONSE = error(
    -1006, "An unexpected response was received from the message bus. Execution status unknown.", status=500
)
TIMEOUT = error(
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    status=408,
)
OVERLOADED = error(
    -1008,
    "Server is currently overloaded with other requests. Please try again in a few minutes.",
    status=503,
)
TOO_MANY_REQUESTS = error(
    -1003,
    "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. "
    "Please use WebSocket Streams for live updates to avoid polling the API.",
    status=429,
    **{"Retry-After": "5"},
)
BANNED = error(
    -1003,
    "Way too much request weight used; IP banned until 1795331639000. "
    "Please use WebSocket Streams for live updates to avoid bans.",
    status=418,
    **{"Retry-After": "120"},
)
TOO_MANY_ORDERS = error(-1015, "Too many new orders; current limit is 50 orders per 10 SECOND.", status=429)
KEY_REJECTED = error(-2015, "Invalid API-key, IP, or permissions for action.", status=401)
BAD_GATEWAY = html(502, "Bad Gateway")
GATEWAY_TIMEOUT = html(504, "Gateway Time-out")
UNAVAILABLE_PAGE = html(503, "Service Temporarily Unavailable")
FORBIDDEN_PAGE = html(403, "ERROR: The request could not be satisfied")
EMPTY_OBJECT = Answer(200, "{}")
EMPTY_LIST = Answer(200, "[]")
NULL = Answer(200, "null")
HALF_JSON = Answer(200, '{"symbol":"BTCUSDT","orderId":10')
HTML_OK = html(200, "OK")

ALL = {
    name.lower(): value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value, Answer)
}
"""By name, for the control door."""
