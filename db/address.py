"""Where a database is: addresses as people write them, with the drivers that are used here."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+\w+)?")
SQLITE = {"sqlite", "sqlite+aiosqlite"}
NOT_FOR_ASYNCPG = frozenset({"channel_binding", "sslmode"})


def read_address(text: str) -> URL:
    """Return the address with its asynchronous driver: asyncpg or aiosqlite.

    What drivers call differently is renamed (`sslmode` to `ssl`). Raises ValueError with what must be
    otherwise; it never shows the address, which may hold a password.
    """
    scheme, separator, rest = text.partition("://")
    if separator and POSTGRESQL.fullmatch(scheme):
        return _made(_for_asyncpg(rest))
    if separator and scheme in SQLITE:
        path = rest.partition("?")[0].removeprefix("/")
        if not path or path == ":memory:":
            raise ValueError("must name a file: a database in memory is lost when the program ends")
        return _made(f"sqlite+aiosqlite://{rest}")
    raise ValueError("must begin with postgresql:// or sqlite:///")


def _made(text: str) -> URL:
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("must be an address such as postgresql://user:password@host:5432/name") from None


def _for_asyncpg(rest: str) -> str:
    parts = urlsplit(f"postgresql+asyncpg://{rest}")
    options = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in options if name not in NOT_FOR_ASYNCPG]
    kept += [("ssl", value) for name, value in options if name == "sslmode"]
    return urlunsplit(parts._replace(query=urlencode(kept, quote_via=quote, safe="/")))
