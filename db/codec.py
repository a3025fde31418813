"""How values of the engine stand in the database as text."""

import json
import re
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError

from db.types import JsonText
from engine.asked import Asked
from engine.core.reasons.reason import Legacy, Reason
from engine.core.state import BotState
from engine.core.types import AccountId, Mode
from engine.errors import BotUnreadable, StoredByNewerVersion
from engine.notices import Notice
from engine.outbox import Audience, ToAlerts, ToPerson
from engine.reads.journal import JournalLine
from engine.stored_json import Document, StoredJson

_ALERTS = "alerts"
_PERSON = "person:"
_CORRELATION = re.compile(r'\{"v":\d+,"correlation":"([^"]*)"')


def _accepted_as_is(state: Document) -> Document:
    """Version 2: an order that a person has accepted as it is says so in those words."""
    if (order := state.get("order")) is not None:
        order["accepted_as_is"] = order.pop("taken", False)
    return state


def _restart_in_values(notice: Document) -> Document:
    """Version 2: the report on a restart tells of bots and accounts in values. Its sentences stay."""
    if notice["kind"] == "resumed":
        for name in ("bots", "held_back", "stopped"):
            notice[name] = [{"text": text} for text in notice.get(name, ())]
        for line, waiting in zip(notice["held_back"], notice.pop("waiting", ()), strict=False):
            line.update(waiting)
        places = [account.rsplit(" ", 1) for account in notice.get("silent", ())]
        notice["silent"] = [{"venue": venue, "mode": mode} for venue, mode in places]
    return notice


def _legacy(document: Document, *names: str) -> None:
    """Make reasons of these names, which were sentences, what they are read as now."""
    for name in names:
        if isinstance(document.get(name), str):
            document[name] = {"code": "legacy", "text": document[name]}


def _state_reasons(state: Document) -> Document:
    """Version 3: why a bot stands, or an order has ended, is a code with parameters."""
    _legacy(state, "pause_reason", "error")
    _legacy(state.get("order") or {}, "reason")
    return state


def _line_reasons(line: Document) -> Document:
    """Version 2: likewise."""
    _legacy(line, "reason")
    return line


def _notice_reasons(notice: Document) -> Document:
    """Version 3: likewise."""
    if notice["kind"] in {"paused", "failed"}:
        _legacy(notice, "reason")
    for name in ("bots", "held_back", "stopped"):
        for bot in notice.get(name, ()) if notice["kind"] == "resumed" else ():
            _legacy(bot, "reason")
    return notice


STATE: StoredJson[BotState] = StoredJson(TypeAdapter(BotState), [_accepted_as_is, _state_reasons])
LINE: StoredJson[JournalLine] = StoredJson(
    TypeAdapter(Annotated[JournalLine, Field(discriminator="kind")]), [_line_reasons]
)
NOTICE: StoredJson[Notice] = StoredJson(
    TypeAdapter(Annotated[Notice, Field(discriminator="kind")]), [_restart_in_values, _notice_reasons]
)
ASKED: StoredJson[Asked] = StoredJson(TypeAdapter(Asked))
REASON: StoredJson[Reason] = StoredJson(TypeAdapter(Reason))


def state_from_text(bot_id: UUID, text: str) -> BotState:
    """Return the bot that a text tells. Raises BotUnreadable where it tells none, or another one.

    Raises StoredByNewerVersion.
    """
    try:
        state = STATE.load(text)
    except StoredByNewerVersion:
        raise
    except Exception as e:  # noqa: BLE001 - upgraders may meet anything in what somebody has changed by hand
        raise BotUnreadable(bot_id, problem_of(e)) from None
    if state.bot_id != bot_id:
        raise BotUnreadable(bot_id, "it is that of another bot")
    return state


def problem_of(error: Exception) -> str:
    """Say what is wrong, and where, without the values."""
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    [first, *_] = error.errors(include_url=False, include_input=False, include_context=False)
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


def reason_from_text(text: str | None) -> Reason | None:
    """Return the reason of an order that a column tells: earlier versions kept a sentence there."""
    if text is None:
        return None
    return REASON.load(text) if text.startswith('{"v":') else Legacy(text=text)


def account_to_text(account_id: AccountId) -> str:
    """Return the account as the keys of fills and orders name it: trade ids are unique within one.

    The default account of a venue is named as accounts were when there was one of each: the rows of
    those days match without a migration.
    """
    place = f"{account_id.venue}:{account_id.mode}"
    return f"{place}:{account_id.label}" if account_id.label else place


def account_from_text(text: str) -> AccountId:
    """Return the account that such a text names."""
    venue, mode, *label = text.split(":")
    return AccountId(venue, Mode(mode), *label)


def line_to_data(line: JournalLine) -> Document:
    """Return the log line as a code and its parameters."""
    parameters = LINE.dump_document(line)
    return {"v": parameters.pop("v"), "code": parameters.pop("kind"), "parameters": parameters}


def line_to_json(line: JournalLine, body: str | None = None) -> JsonText:
    """Return the same, written: without a document in between. `body`: that of the line, if it is known."""
    text = LINE.body(line) if body is None else body
    head = f'"kind":"{line.kind}",'
    if not text.startswith(head):  # the code is the first of the parameters
        return JsonText(json.dumps(line_to_data(line)))
    return JsonText(f'{{"v":{LINE.version},"code":"{line.kind}","parameters":{{{text[len(head) :]}}}')


def line_from_data(data: Document | None) -> JournalLine | None:
    """Return the log line that the data tells; None where only its sentence can be read."""
    match data:
        case {"v": int(version), "code": str(code), "parameters": dict(parameters)}:
            try:
                return LINE.load_document({"v": version, "kind": code, **parameters})
            except (StoredByNewerVersion, ValidationError):
                return None
        case _:
            return None


def asked_from_data(data: Document | None) -> Asked | None:
    """Return whose asking a log line tells of, where it does."""
    found = (data or {}).get("asked")
    try:
        return None if found is None else ASKED.load_document(found)
    except (StoredByNewerVersion, ValidationError):
        return None


def audience_to_text(audience: Audience) -> str:
    """Return the audience as one word."""
    return _ALERTS if isinstance(audience, ToAlerts) else f"{_PERSON}{audience.user_id}"


def audience_from_text(text: str) -> Audience:
    """Return the audience that the word names."""
    return ToAlerts() if text == _ALERTS else ToPerson(int(text.removeprefix(_PERSON)))


def with_correlation(body: str, correlation: str) -> str:
    """Return the body of a notice with the id of what it came of."""
    return f'"correlation":"{correlation}",{body}' if correlation else body


def correlation_of(payload: str) -> str:
    """Return the id in a stored notice; "" where there is none."""
    found = _CORRELATION.match(payload)
    return found[1] if found else ""
