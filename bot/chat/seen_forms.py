"""Whether the update that is dealt with could see which forms its person has open."""

from contextvars import ContextVar

from engine.errors import DialogsUnavailable

unseen: ContextVar[bool] = ContextVar("unseen", default=False)
"""They are kept where nobody answers now: nothing may be said, or changed, about them."""


def check_forms_seen() -> None:
    """Raise DialogsUnavailable where that is so."""
    if unseen.get():
        raise DialogsUnavailable
