"""Which answers prove that an exchange has refused an order.

A row that stands here ends an order: the bot stops and tells its owner. What is missing here leaves
the order unknown, and asking ends it: slower, and never wrong. So rows are added only for answers
that the exchange's own list of errors gives for a request it has turned down, in full and for good.
Left out on purpose: everything about time windows, rate limits, load, time-outs and maintenance
(the order may be tried again), and everything that says the name is in use (the order exists).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.venues.exchanges.answers import ExchangeRefusal

UNSURE = re.compile(
    r"time[d ]*-?out|try again|unknown|processing|busy|overload|internal|system error|server error|network"
    r"|duplicat",
    re.IGNORECASE,
)
"""Words that take the proof out of any answer, whatever its code."""
ANY = r".*"


@dataclass(frozen=True, slots=True)
class Proof:
    """One answer that proves a refusal."""

    code: str
    text: str
    """Pattern that the whole message must match; the codes of some exchanges say too little alone."""
    source: str = ""

    def fits(self, refusal: ExchangeRefusal) -> bool:
        return refusal.code == self.code and re.fullmatch(self.text, refusal.text, re.IGNORECASE) is not None


def proofs(source: str, *rows: tuple[str, str]) -> tuple[Proof, ...]:
    """Return the rows, code and pattern, of one list of errors."""
    return tuple(Proof(code, pattern, source) for code, pattern in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejections:
    """What an exchange's refusals mean."""

    refused: tuple[Proof, ...]
    """Answers to a create that prove that there is no order and never will be."""
    for_want: tuple[Proof, ...]
    """Those of them that say that the account has not enough, of a coin or of a position."""
    duplicate: tuple[Proof, ...]
    """Answers to a create that say that an order of that name exists."""
    unknown_symbol: tuple[Proof, ...]
    """Answers to a question that say that there is no such symbol."""
    statuses: frozenset[int] | None = None
    """The HTTP statuses of a request that was turned down; None: they say nothing."""

    def proves(self, refusal: ExchangeRefusal) -> bool:
        """Say whether the answer to a create proves that there is no order and never will be."""
        if self.statuses is not None and refusal.status not in self.statuses:
            return False
        return UNSURE.search(refusal.text) is None and _among(self.refused, refusal)

    def is_for_want(self, refusal: ExchangeRefusal) -> bool:
        return _among(self.for_want, refusal)

    def is_duplicate(self, refusal: ExchangeRefusal) -> bool:
        return _among(self.duplicate, refusal)

    def knows_no_symbol(self, refusal: ExchangeRefusal) -> bool:
        return _among(self.unknown_symbol, refusal)


def _among(rows: Iterable[Proof], refusal: ExchangeRefusal) -> bool:
    return any(proof.fits(refusal) for proof in rows)
