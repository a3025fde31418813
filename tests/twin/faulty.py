"""How a request fares when it meets a fault, whatever the wire."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from tests.twin.core.clock import TwinClock
from tests.twin.core.faults import Answer, Fault, FaultKind
from tests.twin.wire import Reply

Take = Callable[[float], Awaitable[Reply]]
"""Carries the request out; it waits so many seconds inside the exchange."""


async def through(fault: Fault | None, clock: TwinClock, take: Take) -> Reply:
    """Carry out a request as far as the fault lets it come."""
    if fault is None:
        return await take(0.0)
    await clock.sleep(fault.before_s)
    if fault.kind is FaultKind.LOSE_REQUEST:
        return Reply(0, "", lost=True)
    if fault.kind is FaultKind.ANSWER and not fault.takes:
        return canned(fault.answer)
    reply = await take(fault.queue_s)
    await clock.sleep(fault.after_s)
    if fault.kind is FaultKind.ANSWER:
        return canned(fault.answer)
    return replace(reply, lost=fault.kind is FaultKind.LOSE_ANSWER, cut=fault.kind is FaultKind.CUT_ANSWER)


def canned(answer: Answer) -> Reply:
    return Reply(answer.status, answer.body, answer.content_type, dict(answer.headers))
