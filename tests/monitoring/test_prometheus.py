"""The alert rules and the dashboard of deploy/, in a real Prometheus."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.monitoring.conftest import Patient
from tests.support.program import ROOT

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "alerts.yml"
WITHIN_S = 60.0
RATES = re.compile(r"\[\d+[mh]\]")
"""How far a query looks back. A test does not wait for hours."""

needs_prometheus = pytest.mark.skipif(
    not (shutil.which("prometheus") and shutil.which("promtool")),
    reason="NO PROMETHEUS HERE: apt-get install prometheus",
)
pytestmark = [needs_prometheus, pytest.mark.slow]

ACCOUNT = 'exchange="Binance",mode="LIVE",account=""'
FIRES = {
    "ScalperDown": ('up{job="scalper"}', "1x3 0x20", "1x30"),
    "ScalperRestarts": ('process_start_time_seconds{job="scalper"}', "1 2 3 4 5 5x20", "1x30"),
    "ScalperDatabaseDown": ("scalper_database_up", "1x3 0x20", "1x30"),
    "ScalperCommitsSlow": ("scalper_database_commit_seconds", "0.01x3 2x20", "0.2x30"),
    "ScalperOrderUnknown": ('scalper_orders{state="unknown"}', "0x3 1x20", "0x30"),
    "ScalperAccountUnchecked": (f"scalper_account_check_age_seconds{{{ACCOUNT}}}", "5x3 300x20", "20x30"),
    "ScalperOrderStreamDown": (f"scalper_order_stream_open{{{ACCOUNT}}}", "1x3 0x20", "1x30"),
    "ScalperFillsMissed": (f"scalper_fills_missed_by_stream_total{{{ACCOUNT}}}", "0+1x25", "0x10 1x20"),
    "ScalperPricesStale": (
        f'scalper_price_stream_open{{{ACCOUNT},symbol="BTC/USDT"}}',
        "1x3 0x20",
        "1x30",
    ),
    "ScalperLimitNearlyUsed": (
        'scalper_limit_used{pool="binance spot live",limit="weight",window_seconds="60"}',
        "10x3 98x20",
        "80x30",
    ),
    "ScalperBanned": ('scalper_limit_held_seconds{pool="binance spot live"}', "0x3 60x20", "0x30"),
    "ScalperNoticesLate": ("scalper_oldest_notice_seconds", "0x3 700x20", "90x30"),
    "ScalperTelegramAway": ("scalper_telegram_silence_seconds", "5x3 400x20", "100x30"),
    "ScalperLoopHeld": ("scalper_loop_longest_hold_seconds", "0.1x3 2x20", "0.3x30"),
    "ScalperJobFailed": ('scalper_job_failed{task="backup"}', "0x3 1x20", "0x30"),
    "ScalperTasksFall": ("scalper_task_falls_total", "0+1x25", "0x10 2x20"),
}
"""Alert -> a series, how it goes when something is wrong, minute by minute, and when all is well."""
MOST = '{pool="binance spot live",limit="weight",window_seconds="60"}'
BESIDE = {"ScalperLimitNearlyUsed": [{"series": f"scalper_limit_most{MOST}", "values": "100x30"}]}


async def run(*command: str | Path) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


def names_of_the_rules() -> list[str]:
    return re.findall(r"- alert: (\w+)", RULES.read_text())


def test_every_alert_is_tried_here() -> None:
    assert sorted(names_of_the_rules()) == sorted(FIRES)


def in_test(name: str, values: str) -> list[dict[str, str]]:
    return [{"series": FIRES[name][0], "values": values}, *BESIDE.get(name, [])]


async def test_every_alert_fires_when_it_should_and_not_before(tmp_path: Path) -> None:
    """promtool knows no "at least one firing": the count of firing alerts is what is compared."""

    def case(name: str, values: str, *, fires: bool) -> dict[str, Any]:
        firing = f'count(ALERTS{{alertname="{name}",alertstate="firing"}})'
        samples = [{"labels": "{}", "value": 1}] if fires else []
        return {
            "name": f"{name} {'fires' if fires else 'is silent'}",
            "interval": "1m",
            "input_series": in_test(name, values),
            "promql_expr_test": [{"expr": firing, "eval_time": "20m", "exp_samples": samples}],
        }

    cases = [case(name, wrong, fires=True) for name, (_, wrong, _) in FIRES.items()]
    cases += [case(name, well, fires=False) for name, (_, _, well) in FIRES.items()]
    file = tmp_path / "cases.yml"
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": cases}))
    status, output = await run("promtool", "test", "rules", file)
    assert status == 0, output


async def test_its_settings_are_in_order() -> None:
    status, output = await run("promtool", "check", "config", DEPLOY / "prometheus" / "prometheus.yml")
    assert status == 0, output


@pytest.fixture
async def prometheus(patient: Patient, tmp_path: Path) -> AsyncIterator[str]:
    """A server that reads the program every second, by the settings of deploy/ but for port and pace."""
    settings = (DEPLOY / "prometheus" / "prometheus.yml").read_text()
    settings = settings.replace("127.0.0.1:9464", patient.url.removeprefix("http://")).replace("15s", "1s")
    (tmp_path / "prometheus.yml").write_text(settings)
    shutil.copy(RULES, tmp_path)
    log = tmp_path / "prometheus.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            "prometheus",
            f"--config.file={tmp_path / 'prometheus.yml'}",
            f"--storage.tsdb.path={tmp_path / 'data'}",
            "--web.listen-address=127.0.0.1:0",
            stdout=output,
            stderr=output,
        )
    try:
        address = await address_in(log)
        await is_ready(address)
        yield address
    finally:
        process.kill()
        await process.wait()


async def address_in(log: Path) -> str:
    """Return where the server says that it listens, once it has said so."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            if found := re.search(r'msg="Listening on" address=(\S+)', log.read_text()):  # noqa: ASYNC240 - short
                return f"http://{found[1]}"
            await asyncio.sleep(0.1)


async def is_ready(prometheus: str) -> None:
    """Return once it answers questions: it listens before it does."""
    async with asyncio.timeout(WITHIN_S), aiohttp.ClientSession() as http:
        while True:
            async with http.get(f"{prometheus}/-/ready") as response:
                if response.status == HTTPStatus.OK:
                    return
            await asyncio.sleep(0.1)


async def ask(prometheus: str, expression: str) -> list[Any]:
    """Return the series that answer. Raises AssertionError for a query that cannot be read."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{prometheus}/api/v1/query", params={"query": expression}) as response,
    ):
        if response.status == HTTPStatus.SERVICE_UNAVAILABLE:  # it listens before it can answer
            return []
        answer = await response.json()
    assert answer["status"] == "success", (expression, answer)
    found: list[Any] = answer["data"]["result"]
    return found


async def answers(prometheus: str, expression: str) -> list[Any]:
    """Return them once there are some."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            if found := await ask(prometheus, expression):
                return found
            await asyncio.sleep(0.2)


def expressions() -> list[str]:
    """Return every query of the dashboard."""
    dashboard = json.loads((DEPLOY / "grafana" / "scalper.json").read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]


@pytest.mark.timeout(300)
async def test_every_query_of_the_dashboard_and_every_rule_answers(prometheus: str) -> None:
    await answers(prometheus, 'up{job="scalper"} == 1')
    for expression in expressions():
        assert await answers(prometheus, RATES.sub("[10s]", expression)), expression
    async with aiohttp.ClientSession() as http, http.get(f"{prometheus}/api/v1/rules") as response:
        [group] = (await response.json())["data"]["groups"]
    assert [rule["name"] for rule in group["rules"]] == names_of_the_rules()
    pending = await answers(prometheus, 'ALERTS{alertname="ScalperOrderUnknown"}')
    assert pending[0]["metric"]["severity"] == "critical"


def test_the_dashboard_shows_whatever_is_measured() -> None:
    shown = " ".join(expressions())
    source = (ROOT / "bot" / "monitoring" / "metrics.py").read_text()
    gauges = re.findall(r'_gauges?\(\s*"(\w+)"', source)
    counters = [f"{name}_total" for name in re.findall(r'CounterMetricFamily\(\s*"scalper_(\w+)"', source)]
    left_out = {"telegram_up"}  # the silence says more
    assert {name for name in [*gauges, *counters] if f"scalper_{name}" not in shown} == left_out
    assert len(gauges) > 15
