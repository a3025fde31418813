"""The log lines of a step, as values. Pure."""

from collections.abc import Iterator
from typing import assert_never

from engine.core.feed_end import FeedEnd
from engine.core.market_rules import same_rules
from engine.core.notices import (
    BotFailed,
    BotPaused,
    BotRef,
    BotStopped,
    CycleClosed,
    FeeCorrected,
    FeeValued,
    FillBooked,
    FundingBooked,
    OrderChanged,
    PriceStreamSilent,
    ReplayEnded,
)
from engine.core.orders import Order, OrderState
from engine.core.state import BotState, FollowOrder, Outcome, Phase, PlaceOrder
from engine.core.types import Status
from engine.notices import DatabaseRestored
from engine.reads.journal import (
    AcceptedAsIs,
    ActRefused,
    Beginning,
    BotCreated,
    BotDeleted,
    ConfigChanged,
    JournalLine,
    LogsCleared,
    NewRules,
    Note,
    NoticeUndelivered,
    OrderChosen,
    OrderLine,
    OrderNews,
    OrphanAdopted,
    OrphanCanceled,
    OwnerActed,
    PeopleActed,
    SettingsChanged,
    WalletActed,
    WorkBegun,
)
from engine.reads.logs import LogLevel

_NEWS = {state: OrderNews[state.name] for state in OrderState if state.name in OrderNews.__members__}
"""The states that have a line. The others are told by fills, or by the next order."""


def journal_lines(before: BotState, outcome: Outcome) -> tuple[JournalLine, ...]:
    """Return what the log tells of a step that made `outcome` of the bot as it was `before`."""
    return tuple(_lines(before, outcome))


def level_of(line: JournalLine) -> LogLevel:
    """Return which kind of line it is."""
    match line:
        case FillBooked() | ReplayEnded(end=FeedEnd(reason=None)):
            return LogLevel.SUCCESS
        case CycleClosed():
            return LogLevel.SUCCESS if line.result >= 0 else LogLevel.WARNING
        case ActRefused() | PriceStreamSilent(over=False) | BotPaused() | DatabaseRestored() | OrderChanged():
            return LogLevel.WARNING
        case BotFailed() | ReplayEnded() | OrderLine(news=OrderNews.QUARANTINED):
            return LogLevel.ERROR
        case OrderLine(news=OrderNews.REJECTED | OrderNews.NEVER_SENT | OrderNews.UNKNOWN | OrderNews.ABSENT):
            return LogLevel.WARNING
        case OrderLine():
            return LogLevel.INFO
        case (
            OwnerActed()
            | OrphanCanceled()
            | OrphanAdopted()
            | AcceptedAsIs()
            | OrderChosen()
            | LogsCleared()
            | PeopleActed()
            | WalletActed()
            | SettingsChanged()
            | NoticeUndelivered()
        ):
            return LogLevel.TELEGRAM
        case BotCreated() | BotDeleted() | ConfigChanged() | NewRules() | WorkBegun() | BotStopped() | Note():
            return LogLevel.INFO
        case FundingBooked() | FeeValued() | FeeCorrected() | PriceStreamSilent():
            return LogLevel.INFO
    assert_never(line)


def _lines(before: BotState, outcome: Outcome) -> Iterator[JournalLine]:
    after = outcome.state
    if before.config != after.config:
        yield ConfigChanged(bot=after.ref, before=before.config, after=after.config)
    elif not same_rules(before.market, after.market):
        yield NewRules(bot=after.ref, before=before.market, after=after.market)
    beginning = _beginning(before, after)
    if beginning is not None:
        yield WorkBegun(bot=after.ref, how=beginning)
    for order in outcome.orders:
        news = _news(before, order)
        if news is not None:
            yield _order_line(before.ref_of(order), news, order)
    yield from outcome.notices
    for request in outcome.requests:
        match request:
            case PlaceOrder(order=order):
                yield _order_line(after.ref, OrderNews.PLACED, order)
            case FollowOrder(order=order):
                yield _order_line(after.ref, OrderNews.ADOPTED, order)


def _beginning(before: BotState, after: BotState) -> Beginning | None:
    if after.status is not Status.ACTIVE or after.phase is Phase.PAUSED:
        return None
    if after.phase is Phase.CLOSING and before.phase is not Phase.CLOSING:
        return Beginning.CLOSING
    if before.status is not Status.ACTIVE:
        return Beginning.STARTED
    return Beginning.RESUMED if before.phase is Phase.PAUSED else None


def _news(before: BotState, order: Order) -> OrderNews | None:
    was = before.order
    if was is None or was.client_order_id != order.client_order_id:
        return None
    if order.accepted_as_is and not was.accepted_as_is:
        return OrderNews.ACCEPTED_AS_IS
    return None if was.state is order.state else _NEWS.get(order.state)


def _order_line(bot: BotRef, news: OrderNews, order: Order) -> OrderLine:
    return OrderLine(
        bot=bot,
        news=news,
        client_order_id=order.client_order_id,
        order=order.summary,
        immediate=order.immediate,
        reason=order.reason,
    )
