"""How values of the engine stand in the database as text."""

from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from engine.core.state import BotState
from engine.core.types import AccountId
from engine.errors import StoredByNewerVersion
from engine.outbox import Audience, Notice, ToAlerts, ToPerson
from engine.reads.journal import JournalLine
from engine.stored_json import Document, StoredJson

_ALERTS = "alerts"
_PERSON = "person:"


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


STATE: StoredJson[BotState] = StoredJson(TypeAdapter(BotState), [_accepted_as_is])
LINE: StoredJson[JournalLine] = StoredJson(TypeAdapter(Annotated[JournalLine, Field(discriminator="kind")]))
NOTICE: StoredJson[Notice] = StoredJson(
    TypeAdapter(Annotated[Notice, Field(discriminator="kind")]), [_restart_in_values]
)


def account_to_text(account_id: AccountId) -> str:
    """Return the account as the keys of fills and orders name it: trade ids are unique within one.

    The default account of a venue is named as accounts were when there was one of each: the rows of
    those days match without a migration.
    """
    place = f"{account_id.venue}:{account_id.mode}"
    return f"{place}:{account_id.label}" if account_id.label else place


def line_to_data(line: JournalLine) -> Document:
    """Return the log line as a code and its parameters."""
    parameters = LINE.dump_document(line)
    return {"v": parameters.pop("v"), "code": parameters.pop("kind"), "parameters": parameters}


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


def audience_to_text(audience: Audience) -> str:
    """Return the audience as one word."""
    return _ALERTS if isinstance(audience, ToAlerts) else f"{_PERSON}{audience.user_id}"


def audience_from_text(text: str) -> Audience:
    """Return the audience that the word names."""
    return ToAlerts() if text == _ALERTS else ToPerson(int(text.removeprefix(_PERSON)))
