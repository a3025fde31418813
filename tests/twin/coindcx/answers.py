"""The unpleasant answers that CoinDCX is known to give, to be sent in place of true ones by faults."""

from tests.twin.bybit.answers import html
from tests.twin.coindcx.errors import CREDENTIALS, TOO_MANY, CoinDCXError
from tests.twin.core.faults import Answer
from tests.twin.wire import compact


def error(status: int, message: str, code: str = "") -> Answer:
    return Answer(status, compact(CoinDCXError(status, message, code).body))


COINDCX_TOO_MANY = error(429, TOO_MANY)
COINDCX_CREDENTIALS = error(401, CREDENTIALS, "BFF-AUTH-001")
COINDCX_EMPTY = Answer(500, compact({"status": "error", "code": 500, "message": ""}))
"""Documented as an invalid input; nobody knows what became of the request."""
COINDCX_DOWN = error(503, "Service Unavailable")
COINDCX_CHALLENGE = html(403, "Just a moment...")
"""What stands before it takes us for a robot: a page, no JSON."""
COINDCX_PAGE = html(200, "CoinDCX")
ALL = {
    "COINDCX_TOO_MANY": COINDCX_TOO_MANY,
    "COINDCX_CREDENTIALS": COINDCX_CREDENTIALS,
    "COINDCX_EMPTY": COINDCX_EMPTY,
    "COINDCX_DOWN": COINDCX_DOWN,
    "COINDCX_CHALLENGE": COINDCX_CHALLENGE,
    "COINDCX_PAGE": COINDCX_PAGE,
}
