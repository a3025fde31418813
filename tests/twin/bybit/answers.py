"""The unpleasant answers that Bybit is known to give, to be sent in place of true ones by faults."""

from tests.twin.core.faults import Answer
from tests.twin.wire import compact

_TIME = 1_795_331_639_100


def error(code: int, message: str, *, status: int = 200, **headers: str) -> Answer:
    """Return an answer with a code and a text of Bybit's."""
    body = {"retCode": code, "retMsg": message, "result": {}, "retExtInfo": {}, "time": _TIME}
    return Answer(status, compact(body), headers=headers)


def html(status: int, title: str) -> Answer:
    """Return a page as proxies make it."""
    page = f"<html>\r\n<head><title>{status} {title}</title></head>\r\n<body>{title}</body>\r\n</html>"
    return Answer(status, page, "text/html")


SERVER_TIMEOUT = error(10000, "Server Timeout")
"""The outcome is unknown."""
SYSTEM_ERROR = error(10016, "System error. Please try again later.")
"""The outcome is unknown."""
BACKEND_TIMEOUT = error(170007, "Timeout waiting for response from backend server.")
"""Spot: the outcome is unknown."""
PROCESSING = error(110079, "The order is processing and can not be operated, please try again later")
INTERNAL_ERROR = error(170001, "Internal error.")
FREQUENCY_PROTECTION = error(10429, "System level frequency protection.")
TOO_MANY_VISITS = error(10006, "Too many visits. Exceeded the API Rate Limit.")
ADDRESS_LIMIT = error(10018, "Exceeded the IP Rate Limit.")
ADDRESS_BLOCKED = Answer(403, "access too frequent", "text/plain")
KEY_INVALID = error(10003, "API key is invalid.")
KEY_EXPIRED = error(33004, "Your api key has expired.")
UNAUTHORIZED = Answer(401, "", "text/plain")
PERMISSION = error(10005, "Permission denied, please check your API key permissions.")
FORBIDDEN = html(403, "The Amazon CloudFront distribution is configured to block access from your country.")
BYBIT_BAD_GATEWAY = html(502, "Bad Gateway")
BYBIT_UNAVAILABLE = html(503, "Service Temporarily Unavailable")
BYBIT_GATEWAY_TIMEOUT = html(504, "Gateway Time-out")
OK_WITHOUT_RESULT = error(0, "OK")
WALLET_BALANCE = error(110004, "Insufficient wallet balance")

ALL = {
    f"bybit_{name.lower().removeprefix('bybit_')}": value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value, Answer)
}
"""By name, for the control door; junk that any exchange may send has no "bybit" in its name."""
