"""A monitor outside hears of us while we are well, and owners hear of a clock that is wrong."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.process.clock_check import ClockCheck
from bot.process.heartbeat import send_heartbeat
from bot.process.jobs import NotDone
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import AccountId, Mode
from engine.notices import ClockWrong
from engine.outbox import ToPerson
from engine.people import Person, Role
from engine.reads.health import Health
from engine.reads.views import AccountSilent, AccountView
from tests.monitoring.samples import HEALTH
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryOutbox

BINANCE = AccountId("Binance", Mode.LIVE)
VIEW = AccountView(
    account_id=BINANCE,
    balances={},
    may_trade=None,
    may_withdraw=None,
    clock_drift_s=0.4,
    foreign_orders=0,
    blocked=None,
    trouble=None,
)


class Monitor:
    def __init__(self) -> None:
        self.status = 200
        self.asked: list[str] = []
        self.url = SecretStr("")

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        return web.Response(status=self.status)


@pytest.fixture
async def monitor() -> AsyncIterator[Monitor]:
    made, app = Monitor(), web.Application()
    app.router.add_get("/ping/{key}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = SecretStr(f"http://127.0.0.1:{runner.addresses[0][1]}/ping/secret-key")
    yield made
    await runner.cleanup()


async def well() -> Health:
    return HEALTH


async def without_database() -> Health:
    return replace(HEALTH, stored=None)


async def test_a_heartbeat_goes_out_while_the_database_answers(monitor: Monitor) -> None:
    await send_heartbeat(monitor.url, well)
    assert monitor.asked == ["/ping/secret-key"]
    with pytest.raises(NotDone, match="database"):
        await send_heartbeat(monitor.url, without_database)
    assert len(monitor.asked) == 1


async def test_a_monitor_that_refuses_or_is_away_is_told_without_its_address(monitor: Monitor) -> None:
    monitor.status = 404
    with pytest.raises(NotDone, match="the monitor answers 404"):
        await send_heartbeat(monitor.url, well)
    with pytest.raises(NotDone) as caught:
        await send_heartbeat(SecretStr("http://127.0.0.1:1/ping/secret-key"), well)
    assert "secret-key" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


class Watch:
    def __init__(self, *views: AccountView | AccountSilent) -> None:
        self.views = views
        self.clock = ManualClock(START)
        self.outbox = MemoryOutbox(START)
        self.check = ClockCheck(
            accounts=self._accounts, owners=self._owners, outbox=self.outbox, clock=self.clock, most_s=2
        )

    async def _accounts(self) -> Sequence[AccountView | AccountSilent]:
        return self.views

    async def _owners(self) -> Sequence[Person]:
        return [Person(user_id=7, name="Anna", chat_id=7, role=Role.OWNER)]


async def test_a_clock_that_is_right_enough_is_no_news() -> None:
    watch = Watch(VIEW)
    assert "+0.4 s beside Binance" in await watch.check.run()
    assert await watch.outbox.waiting(ToPerson(7), 9) == []


@pytest.mark.parametrize("drift_s", [3.21, -61.0])
async def test_one_that_is_wrong_is_told_to_the_owners_once_a_day(drift_s: float) -> None:
    watch = Watch(replace(VIEW, clock_drift_s=drift_s))
    for _ in range(3):
        with pytest.raises(NotDone, match="off"):
            await watch.check.run()
        await watch.clock.advance(3600)
    [owed] = await watch.outbox.waiting(ToPerson(7), 9)
    assert owed.notice == ClockWrong(at=START, exchange="Binance", ahead_s=Decimal(f"{drift_s:.1f}"))
    await watch.clock.advance(24 * 3600)
    with pytest.raises(NotDone):
        await watch.check.run()
    assert len(await watch.outbox.waiting(ToPerson(7), 9)) == 2


async def test_one_slow_exchange_makes_no_wrong_clock() -> None:
    slow = replace(VIEW, account_id=AccountId("Bybit", Mode.LIVE), clock_drift_s=5.0)
    assert "Binance" in await Watch(slow, VIEW).check.run()


async def test_without_an_answer_nothing_is_known_and_without_accounts_nothing_is_asked() -> None:
    with pytest.raises(NotDone, match="no exchange has told its time"):
        await Watch(AccountSilent(account_id=BINANCE, reason=Plain(Cause.NOT_HEARD_YET))).check.run()
    assert "no account" in await Watch().check.run()
