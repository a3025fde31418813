"""What /healthz, /readyz and /metrics say, and to whom."""

import asyncio
import json
from dataclasses import replace

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring.server import monitoring, serve_watched
from engine.reads.health import VenuesHealth
from tests.monitoring.conftest import Patient
from tests.monitoring.samples import HEALTH
from tests.support.clock import ManualClock

Labels = tuple[tuple[str, str], ...]
LIVE = (("account", "second"), ("exchange", "Bybit F"), ("mode", "LIVE"))
TESTNET = (("account", ""), ("exchange", "Binance"), ("mode", "TESTNET"))


async def page(url: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        return response.status, await response.text()


async def figures(patient: Patient) -> dict[tuple[str, Labels], float]:
    status, text = await page(f"{patient.url}/metrics")
    assert status == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_every_figure_is_told_by_its_name(patient: Patient) -> None:
    await patient.clock.advance(9)
    found = await figures(patient)
    expected: dict[tuple[str, Labels], float] = {
        ("scalper_uptime_seconds", ()): 7500,
        ("scalper_bots", (("state", "at_work"),)): 5,
        ("scalper_bots", (("state", "paused"),)): 1,
        ("scalper_orders", (("state", "open"),)): 3,
        ("scalper_orders", (("state", "in_flight"),)): 1,
        ("scalper_orders", (("state", "unknown"),)): 1,
        ("scalper_task_falls_total", ()): 3,
        ("scalper_loop_longest_hold_seconds", ()): 0.31,
        ("scalper_database_up", ()): 1,
        ("scalper_database_read_seconds", ()): 0.003,
        ("scalper_database_commit_seconds", ()): 0.021,
        ("scalper_database_commits_waiting", ()): 2,
        ("scalper_notices_waiting", ()): 7,
        ("scalper_oldest_notice_seconds", ()): 360,
        ("scalper_telegram_silence_seconds", ()): 9,
        ("scalper_telegram_up", ()): 1,
        ("scalper_price_age_seconds", (*TESTNET, ("symbol", "BTC/USDT"))): 2,
        ("scalper_price_age_seconds", (*LIVE, ("symbol", "ETH/USDT:USDT"))): 420,
        ("scalper_price_stream_open", (*TESTNET, ("symbol", "BTC/USDT"))): 1,
        ("scalper_price_stream_open", (*LIVE, ("symbol", "ETH/USDT:USDT"))): 0,
        ("scalper_account_check_age_seconds", TESTNET): 11,
        ("scalper_account_check_age_seconds", LIVE): 180,
        ("scalper_account_in_trouble", LIVE): 1,
        ("scalper_order_stream_open", TESTNET): 1,
        ("scalper_order_stream_open", LIVE): 0,
        ("scalper_fills_missed_by_stream_total", LIVE): 4,
        ("scalper_job_done_age_seconds", (("task", "backup"),)): 27 * 3600,
        ("scalper_job_failed", (("task", "backup"),)): 1,
        ("scalper_job_failed", (("task", "cleanup"),)): 0,
        ("scalper_limit_held_seconds", (("pool", "bybit live"),)): 42,
    }
    assert {key: found.get(key) for key in expected} == expected
    limit = (("limit", "weight"), ("pool", "binance spot testnet"), ("window_seconds", "60"))
    assert (found["scalper_limit_used", limit], found["scalper_limit_most", limit]) == (120, 5400)
    assert found["process_resident_memory_bytes", ()] > 0
    assert 1 <= found["scalper_tasks", ()] <= len(asyncio.all_tasks()) + 2  # of the server and its answer


async def test_a_database_that_is_away_is_told_and_the_rest_as_well(patient: Patient) -> None:
    patient.health = replace(HEALTH, stored=None)
    found = await figures(patient)
    assert found["scalper_database_up", ()] == 0
    assert ("scalper_notices_waiting", ()) not in found
    assert found["scalper_bots", (("state", "at_work"),)] == 5


async def test_telegram_away_is_told(patient: Patient) -> None:
    await patient.clock.advance(200)
    patient.contact.away()
    found = await figures(patient)
    assert found["scalper_telegram_up", ()] == 0
    assert found["scalper_telegram_silence_seconds", ()] == 200


async def test_before_its_first_answer_telegram_is_not_up(patient: Patient) -> None:
    patient.chat_is_up = False
    assert (await figures(patient))["scalper_telegram_up", ()] == 0


async def checks(patient: Patient, path: str) -> tuple[int, dict[str, bool]]:
    status, text = await page(f"{patient.url}/{path}")
    answer = json.loads(text)
    assert answer["ok"] == (status == 200)
    return status, answer["checks"]


async def test_it_is_alive_until_it_has_to_end(patient: Patient) -> None:
    patient.health, patient.chat_is_up = replace(HEALTH, stored=None), False
    assert await checks(patient, "healthz") == (200, {"lease": True})  # a new start would mend none of it
    patient.has_lost_lease = True
    assert await checks(patient, "healthz") == (503, {"lease": False})


async def test_it_is_ready_while_all_that_it_needs_answers(patient: Patient) -> None:
    patient.health = replace(HEALTH, venues=VenuesHealth(accounts=HEALTH.venues.accounts[:1]))
    well = {"lease": True, "database": True, "telegram": True, "account Binance TESTNET": True}
    assert await checks(patient, "readyz") == (200, well)
    patient.health = HEALTH
    assert await checks(patient, "readyz") == (503, well | {"account Bybit F LIVE second": False})
    patient.health = replace(HEALTH, venues=VenuesHealth(), stored=None)
    assert (await checks(patient, "readyz"))[1] == {"lease": True, "database": False, "telegram": True}
    patient.chat_is_up = False
    assert (await checks(patient, "readyz"))[1]["telegram"] is False


@pytest.mark.parametrize("path", ["healthz", "readyz", "metrics"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Host": "localhost:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
async def test_no_page_in_a_browser_reads_it(patient: Patient, path: str, headers: dict[str, str]) -> None:
    status, text = await page(f"{patient.url}/{path}", **headers)
    assert status == 403
    assert "scalper_" not in text


async def test_this_machine_reads_it_by_either_name(patient: Patient) -> None:
    port = patient.url.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}"):
        assert (await page(f"{patient.url}/healthz", Host=host))[0] == 200


async def test_it_takes_nothing_but_questions(patient: Patient) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("healthz", "readyz", "metrics"):
            async with http.post(f"{patient.url}/{path}") as response:
                assert response.status == 405


async def test_a_port_that_is_taken_is_said_once_and_tried_again(
    patient: Patient, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock()
    async with monitoring(patient.watched, 0) as taken:
        port = int(taken.rpartition(":")[2])
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(serve_watched(patient.watched, port, clock))
            await clock.sleepers()
            await clock.advance(11)
            await clock.sleepers()
            said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
            assert len(said) == 1
            assert f"MONITORING_PORT {port} cannot be used" in said[0]
            serving.cancel()
