"""What a tap waits for."""

import asyncio
import tempfile
import time
from functools import partial
from itertools import cycle

from bot.localchat.model import Message, Person
from tests.bench.contenders import DISK, PLAIN_CHAT, SCALPER_CHAT, Contender
from tests.bench.row import OURS, Figures, Goal, Row, Scale, quantiles_ms
from tests.bench.server.chat import Tap, WatchedChat

RATE, PLAIN = "taps/s", "aiogram alone"
FIRST_ID = 5_000
WARM_UP = 2
"""Rounds of all taps before those that count: with them everything is done for the first time."""
KINDS = {"bc:": "card", "bl:": "list"}
"""What a tap asks for, by how its payload begins."""
PATIENCE_S = 120.0


async def _measure(contender: Contender, persons: int, taps: int, flood: int, _: int) -> Figures:
    chat = WatchedChat()
    people = [Person(FIRST_ID + number, f"P{number}") for number in range(persons)]
    for person in people:
        chat.world.add_person(person, started=True)
    await chat.start()
    ids = [str(person.person_id) for person in people]
    try:
        with tempfile.TemporaryDirectory(dir=DISK) as folder:
            async with contender.running(chat.url, chat.token, folder, *ids) as ready, asyncio.timeout(600):
                await ready()
                begun = [(person, await chat.answer_to(person, "/bots")) for person in people]
                await _one_by_one(chat, begun, WARM_UP * len(KINDS) * persons)
                figures = await _one_by_one(chat, begun, taps)
                return figures | {RATE: await _flood(chat, begun, flood)}
    finally:
        await chat.stop()


async def _one_by_one(chat: WatchedChat, begun: list[tuple[Person, Message]], taps: int) -> dict[str, float]:
    """Let one tap after the other be answered; return how long that took."""
    done: dict[str, list[Tap]] = {kind: [] for kind in KINDS}
    every = cycle([(*where, kind) for kind in KINDS for where in begun])
    for _, (person, message, kind) in zip(range(taps), every, strict=False):
        tap = _tap(chat, person, message, kind)
        async with asyncio.timeout(PATIENCE_S):
            await tap.over.wait()
        done[kind].append(tap)
    figures: dict[str, float] = {}
    for kind, name in KINDS.items():
        answered = quantiles_ms([tap.answered_ms for tap in done[kind]])
        shown = quantiles_ms([tap.shown_ms for tap in done[kind]])
        figures |= {f"{name} answered, {what}": value for what, value in answered.items()}
        figures |= {f"{name} shown, {what}": value for what, value in shown.items()}
    return figures


async def _flood(chat: WatchedChat, begun: list[tuple[Person, Message]], taps: int) -> float:
    """Let all tap as soon as they are answered; return how many taps a second are done with."""

    async def one(person: Person, message: Message) -> None:
        for _, kind in zip(range(taps // len(begun)), cycle(KINDS), strict=False):
            await _tap(chat, person, message, kind).over.wait()

    at = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        for person, message in begun:
            group.create_task(one(person, message))
    return taps / (time.perf_counter() - at)


def _tap(chat: WatchedChat, person: Person, message: Message, kind: str) -> Tap:
    payloads = [button.get("callback_data", "") for row in message.keyboard or [] for button in row]
    return chat.tap(person, message, next(one for one in payloads if one.startswith(kind)))


def rows(scale: Scale) -> list[Row]:
    people = scale.of(20, 2)
    sizes = people, scale.of(400, 8), scale.of(600, 8)
    times = ["card answered, p50, ms", "card shown, p50, ms", "list answered, p50, ms", "list shown, p50, ms"]
    return [
        Row(
            name="taps",
            what=(
                f"{people} people with five bots each tap a bot's card and the list in turn: from the update "
                "leaving the Bot API server until answerCallbackQuery, and the edited message, arrive there; "
                "then all of them at once. Beside it the least that does it: aiogram with one handler, and "
                "texts and buttons that are always there. Both are processes of their own, at one server."
            ),
            columns={
                OURS: partial(_measure, SCALPER_CHAT, *sizes),
                PLAIN: partial(_measure, PLAIN_CHAT, *sizes),
            },
            goals=(
                *(Goal(metric=metric, against=PLAIN, at_most=3) for metric in times),
                Goal(metric=RATE, against=PLAIN, at_least=1 / 3),
            ),
        )
    ]
