"""What somebody did, as the judge has to know it."""

from dataclasses import dataclass

from tests.fuzz.town import Soul


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One update, or time that passed. `who` None: nobody on the town's list."""

    what: str
    who: Soul | None = None
    chat_id: int | None = None
    typed: str = ""
    query_id: str | None = None
    wants_answer: bool = False
    """Whether silence would be a fault."""
    again: bool = False
    """Whether it was delivered before, under the same number."""
    passes_s: float = 0
    """Time that passes instead."""
    in_one_go: bool = False
    """Whether nobody runs meanwhile."""
    is_restart: bool = False
    moves_bot: bool = False
    """Whether a group has the bot no more, or again, or otherwise: owners' logs tell of that."""

    def __str__(self) -> str:
        who = self.who.name if self.who else "-"
        return f"{who} {self.what} {self.typed[:200]!r}" + (f" in {self.chat_id}" if self.chat_id else "")
