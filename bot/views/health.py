"""How the program is doing, for its owners."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.views.text import account_name, age, badge, moment, plain_account_name, short_badge, span
from bot.views.words import Words, named
from engine.reads.health import AccountHealth, Health, JobHealth, LimitHealth, StreamState, SymbolHealth

_SLOW_S = 0.25
_FULL = 0.9
_OLD_NOTICE = timedelta(minutes=5)
_WARNING = "⚠️ "


def health_lines(words: Words, health: Health, telegram_silent: timedelta) -> list[str]:
    """`telegram_silent`: how long ago Telegram's last answer was."""
    return [
        words("health-title"),
        words("health-running", span=span(words, health.running_for)),
        words("health-bots", bots=str(health.bots_at_work), paused=str(health.bots_paused)),
        *([_warned(words("health-aside", bots=", ".join(health.set_aside)))] if health.set_aside else []),
        _orders(words, health),
        words("health-telegram", age=age(words, telegram_silent)),
        *_database(words, health),
        *_delay(words, health.longest_hold_s),
        _tasks(words, health),
        *(line for account in health.venues.accounts for line in _account(words, account)),
        *_prices(words, health.venues.symbols),
        *_limits(words, health.venues.limits),
        *_jobs(words, health),
    ]


def _orders(words: Words, health: Health) -> str:
    line = words(
        "health-orders",
        open=str(health.orders_open),
        flight=str(health.orders_in_flight),
        unknown=str(health.orders_unknown),
    )
    return _warned(line, health.orders_unknown > 0)


def _database(words: Words, health: Health) -> list[str]:
    stored = health.stored
    if stored is None:
        return [_warned(words("health-database-away"))]
    read_s, commit_s = health.asked_for.total_seconds(), health.writer.took_s
    database = words("health-database", read=f"{read_s * 1000:.0f}", commit=f"{commit_s * 1000:.0f}")
    oldest = stored.oldest_notice_at
    if oldest is None:
        return [database, words("health-notices-none")]
    waited = health.at - oldest
    notices = words("health-notices", notices=str(stored.notices_waiting), age=age(words, waited))
    return [database, _warned(notices, waited > _OLD_NOTICE)]


def _delay(words: Words, held_s: float | None) -> list[str]:
    if held_s is None:
        return []
    return [_warned(words("accounts-delay", delay=f"{held_s * 1000:.0f}"), held_s > _SLOW_S)]


def _tasks(words: Words, health: Health) -> str:
    if health.last_fallen is None or health.last_fall_at is None:
        return words("health-tasks-none")
    fallen, at = str(health.tasks_fallen), moment(health.last_fall_at)
    return _warned(words("health-tasks", count=fallen, task=health.last_fallen, at=at))


def _account(words: Words, account: AccountHealth) -> list[str]:
    checked = account.checked
    lines = [
        "",
        f"<b>{account_name(account.account_id)}</b> · {badge(account.account_id.mode)}",
        words("health-unchecked") if checked is None else words("health-checked", age=age(words, checked)),
        _warned(
            words(named("health-orders-stream", account.stream.value)),
            account.stream in {StreamState.SILENT, StreamState.CLOSED},
        ),
        words("accounts-missed", fills=str(account.missed)),
    ]
    return [*lines, _warned(words("health-check-failed"))] if account.in_trouble else lines


def _prices(words: Words, symbols: Sequence[SymbolHealth]) -> list[str]:
    if not symbols:
        return []
    return ["", words("health-prices"), *(_price(words, one) for one in symbols)]


def _price(words: Words, price: SymbolHealth) -> str:
    account_id = price.account_id
    market = f"{price.symbol} · {plain_account_name(account_id)} · {short_badge(account_id.mode)}"
    if price.age is None:
        return words("health-price-none", market=market)
    is_well = price.stream is StreamState.OPEN
    key = "health-price" if is_well else named("health-price", price.stream.value)
    return _warned(words(key, market=market, age=age(words, price.age)), not is_well)


def _limits(words: Words, limits: Sequence[LimitHealth]) -> list[str]:
    if not limits:
        return []
    held = {one.pool: one.held_s for one in limits if one.held_s}
    return [
        "",
        words("health-limits"),
        *(_limit(words, one) for one in limits),
        *(
            _warned(words("health-limit-held", pool=pool, seconds=f"{seconds:.0f}"))
            for pool, seconds in held.items()
        ),
    ]


def _limit(words: Words, limit: LimitHealth) -> str:
    line = words(
        "health-limit",
        limit=f"{limit.pool}, {limit.name}",
        used=f"{limit.used:.0f}",
        most=f"{limit.most:.0f}",
        seconds=f"{limit.within_s:.0f}",
    )
    return _warned(line, limit.used >= limit.most * _FULL)


def _jobs(words: Words, health: Health) -> list[str]:
    if not health.jobs:
        return []
    return ["", words("health-jobs"), *(_job(words, one, health.at) for one in health.jobs)]


def _job(words: Words, job: JobHealth, now: datetime) -> str:
    name, due = words.plain(named("job", job.name)), moment(job.next_at)
    if job.failed_at is not None:
        return _warned(words("health-job-failed", job=name, age=age(words, now - job.failed_at), next=due))
    if job.done_at is None:
        return words("health-job-never", job=name, next=due)
    return words("health-job-done", job=name, age=age(words, now - job.done_at), next=due)


def _warned(line: str, when: bool = True) -> str:  # noqa: FBT001, FBT002 - one line, and whether it is a warning
    return f"{_WARNING}{line}" if when else line
