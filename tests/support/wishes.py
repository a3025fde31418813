"""What a person chooses in /settings."""

from tests.support.person import Person

FILLS, CYCLES = ("Fills", "Each execution of an order"), ("Cycles", "The result of a cycle")


async def wants_each_fill(person: Person) -> None:
    """Have each fill told by itself, as it happens."""
    await _choose(person, FILLS, "without sound")


async def wants_no_trades(person: Person) -> None:
    """Have neither fills nor cycles sent."""
    await _choose(person, CYCLES, "not sent")


async def _choose(person: Person, kind: tuple[str, str], way: str) -> None:
    name, what = kind
    await person.send("/settings")
    await person.reads("Settings")
    await person.tap("Notices")
    await person.reads("What I send you")
    await person.tap(name)
    await person.reads(what)
    await person.tap(way)
    await person.reads(f"{name}: {way}")
