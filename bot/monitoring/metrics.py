"""What is measured, as Prometheus reads it. No label names a bot or a person."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot import __version__
from engine.core.types import AccountId
from engine.reads.health import Health, StreamState, VenuesHealth

ACCOUNT = ("exchange", "mode", "account")
SYMBOL = (*ACCOUNT, "symbol")
Rows = Iterable[tuple[Sequence[str], float]]


def metrics_page(health: Health, *, tasks: int, telegram_silent: timedelta, telegram_away: bool) -> bytes:
    """Return the page, in the text format of Prometheus.

    `tasks`: how many the event loop has. `telegram_silent`: how long ago Telegram's last answer was.
    """
    registry = CollectorRegistry()
    telegram = (
        _gauge("telegram_silence_seconds", "Since Telegram's last answer.", telegram_silent.total_seconds()),
        _gauge("telegram_up", "1 while Telegram answers.", not telegram_away),
    )
    tasks_now = _gauge("tasks", "Tasks of the event loop.", tasks)
    program = (tasks_now, *_program(health))
    figures = (*program, *_storage(health), *_jobs(health), *_venues(health.venues), *telegram)
    registry.register(_Once(figures))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Once(Collector):
    """Figures of one moment."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _program(health: Health) -> list[Metric]:
    bots = {"at_work": health.bots_at_work, "paused": health.bots_paused}
    orders = {
        "open": health.orders_open,
        "in_flight": health.orders_in_flight,
        "unknown": health.orders_unknown,
    }
    found: list[Metric] = [
        _gauges("build_info", "The program's version.", ("version",), [((__version__,), 1)]),
        _gauge("uptime_seconds", "Since bots began to trade.", health.running_for.total_seconds()),
        _gauges("bots", "Bots at work, and those of them that are paused.", ("state",), _by_name(bots)),
        _gauges("orders", "Orders that are not final.", ("state",), _by_name(orders)),
        CounterMetricFamily(
            "scalper_task_falls", "Background tasks that fell and were begun anew.", health.tasks_fallen
        ),
    ]
    if health.longest_hold_s is not None:
        what = "The longest time in the last hour in which bots could not react."
        found.append(_gauge("loop_longest_hold_seconds", what, health.longest_hold_s))
    return found


def _storage(health: Health) -> list[Metric]:
    stored, writer = health.stored, health.writer
    found: list[Metric] = [
        _gauge("database_up", "1 while the database answers.", stored is not None),
        _gauge("database_commit_seconds", "The last commit, or the one under way so far.", writer.took_s),
        _gauge("database_commits_waiting", "Units of work behind it.", writer.waiting),
    ]
    if stored is not None:
        oldest = stored.oldest_notice_at
        waited = max((health.at - oldest).total_seconds(), 0.0) if oldest is not None else 0.0
        found += [
            _gauge("database_read_seconds", "A question, and its answer.", health.asked_for.total_seconds()),
            _gauge("notices_waiting", "Notices that are owed and not sent.", stored.notices_waiting),
            _gauge("oldest_notice_seconds", "So long the oldest of them has waited.", waited),
        ]
    return found


def _jobs(health: Health) -> list[Metric]:
    return [
        _gauges(
            "job_done_age_seconds",
            "Since a daily job was done last.",
            ("task",),
            [
                ((one.name,), (health.at - one.done_at).total_seconds())
                for one in health.jobs
                if one.done_at is not None
            ],
        ),
        _gauges(
            "job_failed",
            "1 when the last run of a daily job failed.",
            ("task",),
            [((one.name,), one.failed_at is not None) for one in health.jobs],
        ),
    ]


def _venues(venues: VenuesHealth) -> list[Metric]:
    symbols = [((*_account(one.account_id), one.symbol), one) for one in venues.symbols]
    accounts = [(_account(one.account_id), one) for one in venues.accounts]
    limits = [((one.pool, one.name, f"{one.within_s:g}"), one) for one in venues.limits]
    limit = ("pool", "limit", "window_seconds")
    held = {one.pool: one.held_s for one in venues.limits}
    return [
        _gauges(
            "price_age_seconds",
            "Since the newest trade that bots on the symbol know.",
            SYMBOL,
            [(labels, one.age.total_seconds()) for labels, one in symbols if one.age is not None],
        ),
        _gauges(
            "price_stream_open",
            "1 while the stream of its prices tells what is traded.",
            SYMBOL,
            [(labels, one.stream is StreamState.OPEN) for labels, one in symbols],
        ),
        _gauges(
            "account_check_age_seconds",
            "Since the last whole pass over the account's orders and trades began.",
            ACCOUNT,
            [(labels, one.checked.total_seconds()) for labels, one in accounts if one.checked is not None],
        ),
        _gauges(
            "account_in_trouble",
            "1 while such passes fail.",
            ACCOUNT,
            [(labels, one.in_trouble) for labels, one in accounts],
        ),
        _gauges(
            "order_stream_open",
            "1 while the account's own stream tells of its orders.",
            ACCOUNT,
            [(labels, one.stream is StreamState.OPEN) for labels, one in accounts],
        ),
        _missed([(labels, one.missed) for labels, one in accounts]),
        _gauges(
            "limit_used", "Used of a limit of the exchange.", limit, [(of, one.used) for of, one in limits]
        ),
        _gauges("limit_most", "As much is used at most.", limit, [(of, one.most) for of, one in limits]),
        _gauges(
            "limit_held_seconds",
            "So long the exchange must not be asked anything any more.",
            ("pool",),
            [((pool,), seconds) for pool, seconds in held.items()],
        ),
    ]


def _missed(rows: Rows) -> Metric:
    what = "Fills that passes have found and the account's stream had not told."
    family = CounterMetricFamily("scalper_fills_missed_by_stream", what, labels=ACCOUNT)
    for labels, count in rows:
        family.add_metric(labels, count)
    return family


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"scalper_{name}", what, value)


def _gauges(name: str, what: str, labels: Sequence[str], rows: Rows) -> Metric:
    family = GaugeMetricFamily(f"scalper_{name}", what, labels=labels)
    for values, value in rows:
        family.add_metric(values, value)
    return family


def _by_name(counts: dict[str, int]) -> Rows:
    return [((name,), count) for name, count in counts.items()]


def _account(account_id: AccountId) -> tuple[str, str, str]:
    return account_id.venue, account_id.mode.value, account_id.label
