"""Values of the engine as JSON text: decimals as strings, moments in ISO form. Exact both ways."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from engine.core.state import BotState
from engine.outbox import Audience, Notice, ToAlerts, ToPerson

_STATE: TypeAdapter[BotState] = TypeAdapter(BotState)
_NOTICE: TypeAdapter[Notice] = TypeAdapter(Annotated[Notice, Field(discriminator="kind")])
_ALERTS = "alerts"
_PERSON = "person:"


def state_to_json(state: BotState) -> str:
    """Return the state as text."""
    return _STATE.dump_json(state).decode()


def state_from_json(text: str) -> BotState:
    """Return the state that the text tells. What it does not tell has its default."""
    return _STATE.validate_json(text)


def notice_to_json(notice: Notice) -> str:
    """Return the notice as text."""
    return _NOTICE.dump_json(notice).decode()


def notice_from_json(text: str) -> Notice:
    """Return the notice that the text tells."""
    return _NOTICE.validate_json(text)


def audience_to_text(audience: Audience) -> str:
    """Return the audience as one word."""
    return _ALERTS if isinstance(audience, ToAlerts) else f"{_PERSON}{audience.user_id}"


def audience_from_text(text: str) -> Audience:
    """Return the audience that the word names."""
    return ToAlerts() if text == _ALERTS else ToPerson(int(text.removeprefix(_PERSON)))
