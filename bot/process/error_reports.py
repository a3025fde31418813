"""Errors of this process told to an ingest that speaks Sentry's protocol: SENTRY_DSN. Never with a secret.

What is told is what the log tells, with the lines of code on the way: no values of variables, no bodies of
requests, and each text as the log would write it.
"""

import logging
from collections.abc import Callable
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.logging import EventHandler
from sentry_sdk.scrubber import EventScrubber
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import BadDsn

from bot.process.redaction import Redactor
from engine.correlation import correlation_id
from engine.errors import SettingsError

LAST_REPORTS_S = 2.0


class _Reports(EventHandler):
    """Reports what the log is told from ERROR on. What is on its way may still go when the log is closed."""

    def flush(self) -> None:
        sentry_sdk.flush(LAST_REPORTS_S)


def error_reports(dsn: str, redactor: Redactor, version: str) -> logging.Handler:
    """Return the handler that does so; it has to come before those that put records into words.

    Raises SettingsError for an address that is none.
    """

    def scrubbed(event: Event, _: Hint) -> Event:
        cleaned: Event = _redacted(_tagged(event), redactor)
        return cleaned

    try:
        _begin(dsn, scrubbed, version)
    except BadDsn:
        raise SettingsError(("SENTRY_DSN must be an address like https://key@ingest.example/1.",)) from None
    return _Reports(level=logging.ERROR)


def _begin(dsn: str, scrubbed: Callable[[Event, Hint], Event], version: str) -> None:
    sentry_sdk.init(
        dsn,
        release=version,
        default_integrations=False,  # they read requests, arguments and the environment
        auto_enabling_integrations=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",  # no name of a machine
        shutdown_timeout=LAST_REPORTS_S,
        event_scrubber=EventScrubber(recursive=True),
        before_send=scrubbed,
    )


def _tagged(event: Event) -> Event:
    if belongs_to := correlation_id():
        event.setdefault("tags", {})["correlation"] = belongs_to
    return event


def _redacted(part: Any, redactor: Redactor) -> Any:  # noqa: ANN401 - whatever stands in a report
    match part:
        case str():
            return redactor.redacted(part)
        case dict():
            return {_redacted(name, redactor): _redacted(value, redactor) for name, value in part.items()}
        case list() | tuple():
            return [_redacted(one, redactor) for one in part]
        case bool() | int() | float() | None:
            return part
        case _:
            return redactor.redacted(repr(part))
