"""The buttons below messages."""

from collections.abc import Sequence
from uuid import UUID

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.callbacks import (
    Act,
    AdoptOrphan,
    AnswerAcceptAsIs,
    AnswerAdopt,
    AnswerClear,
    AnswerDelete,
    AnswerLive,
    AnswerOrphan,
    AnswerStopAll,
    CancelOrphan,
    DoAgain,
    LogAct,
    NewForm,
    OnCard,
    OnLogs,
    PickLogBot,
    ShowBots,
    ShowCard,
    ShowLogs,
    ShowOrders,
    StopBy,
)
from bot.views.accept_as_is import I_HAVE_LOOKED, TAKE_IT
from bot.views.adoption import adopt_label, yes_label
from bot.views.bots import bot_label, filter_label
from bot.views.live import GO_LIVE
from bot.views.logs import level_label
from bot.views.orders import orphan_label
from bot.views.stops import FORM_NAMES
from engine.core.state import Phase
from engine.core.types import Status, StopForm
from engine.reads.views import (
    BotCard,
    BotFilter,
    BotPage,
    LogLevel,
    LogPage,
    LogQuery,
    OpenOrders,
    OrphanView,
)

Rows = list[list[InlineKeyboardButton]]
BACK = "Back"
CANCEL = "Cancel"
_MOST_ORDERS = 20
_MOST_STRAYS = 12
_MOST_ADOPTERS = 5
"""Together below the 100 buttons that a message may have."""


def _button(label: str, payload: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=payload.pack())


def _markup(rows: Rows) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])


# --- bots -----------------------------------------------------------------------------------------


def bots_keyboard(page: BotPage, which: BotFilter) -> InlineKeyboardMarkup:
    """Offer filters, one button for each bot, and pages."""
    if not page.counts.get(BotFilter.ALL, 0):
        return new_bot_keyboard()
    filters = [
        _button(filter_label(one, page.counts.get(one, 0), chosen=one is which), ShowBots(which=one, page=0))
        for one in BotFilter
    ]
    bots = [_button(bot_label(row), ShowCard(bot=row.bot_id, refresh=False)) for row in page.rows]
    pages = []
    if page.page > 0:
        pages.append(_button("« Newer", ShowBots(which=which, page=page.page - 1)))
    if page.page + 1 < page.pages:
        pages.append(_button("Older »", ShowBots(which=which, page=page.page + 1)))
    rows = [filters[:2], filters[2:], *(bots[at : at + 2] for at in range(0, len(bots), 2)), pages]
    return _markup([*rows, [_button("New bot", NewForm())]])


def new_bot_keyboard() -> InlineKeyboardMarkup:
    """Offer the form."""
    return _markup([[_button("New bot", NewForm())]])


def card_keyboard(card: BotCard) -> InlineKeyboardMarkup:
    """Offer what makes sense for the bot now."""
    state = card.state

    def act(label: str, what: Act) -> InlineKeyboardButton:
        return _button(label, OnCard(act=what, bot=state.bot_id, revision=state.revision))

    run = [act(start, Act.START)] if (start := _start_label(card)) else []
    if stop_forms(card):
        run.append(
            act("Stop" if state.status is not Status.STOPPED else FORM_NAMES[StopForm.CLOSE], Act.STOP)
        )
    change = [act("Edit", Act.EDIT)]
    if state.status is not Status.ACTIVE and not state.order_pending:
        change.append(act("Delete", Act.DELETE))
    looked = [act(I_HAVE_LOOKED, Act.SETTLE)] if state.is_idle and state.out_of_reach else []
    more = [_button("Logs", ShowLogs(level=None, bot=state.bot_id, page=0))]
    if card.alert_chat:
        what, label = (Act.ALERTS_OFF, "off") if card.alerts else (Act.ALERTS_ON, "on")
        more.insert(0, act(f"Turn alerts {label}", what))
    return _markup(
        [
            *([[*run, *change]] if len(run) == len(change) == 1 else [run, change]),
            looked,
            more,
            [
                _button("Refresh", ShowCard(bot=state.bot_id, refresh=True)),
                _button("Back to list", ShowBots(which=BotFilter.ALL, page=0)),
            ],
        ]
    )


def _switched_off(card: BotCard) -> bool:
    return card.standing is not None and card.standing.switched_off


def _start_label(card: BotCard) -> str | None:
    state = card.state
    if _switched_off(card) and state.phase in {Phase.PAUSED, Phase.IDLE}:
        return None
    if state.phase is Phase.PAUSED:
        resume = "Re-place" if state.kept_order is None else "Resume"
        return None if state.out_of_reach else resume
    if state.phase is Phase.IDLE and not state.order_pending:
        return "Retry" if state.status is Status.ERROR else "Start"
    return "Keep looping" if state.finishing else None


def stop_forms(card: BotCard) -> tuple[StopForm, ...]:
    """Return the ways to stop that make sense now. A bot that stands can only be closed."""
    state = card.state
    if state.phase is Phase.CLOSING:
        return ()
    if state.status is Status.ACTIVE:
        forms = (StopForm.STOP, StopForm.FINISH, StopForm.CLOSE)
        no_finish = state.finishing or _switched_off(card)
        return tuple(form for form in forms if form is not StopForm.FINISH or not no_finish)
    forms_idle = (StopForm.STOP,) if state.status is Status.ERROR else ()
    return (*forms_idle, StopForm.CLOSE) if state.held and not state.order_pending else forms_idle


def stop_keyboard(card: BotCard) -> InlineKeyboardMarkup:
    """Offer the ways to stop, and the way back."""
    state = card.state
    forms = [
        _button(FORM_NAMES[form], StopBy(form=form, bot=state.bot_id, revision=state.revision))
        for form in stop_forms(card)
    ]
    return _markup([forms, [_button(BACK, ShowCard(bot=state.bot_id, refresh=False))]])


def delete_keyboard(question: str, bot_id: UUID, label: str) -> InlineKeyboardMarkup:
    """Offer to delete the bot, or not."""
    return _markup(
        [
            [_button(label, AnswerDelete(question=question, bot=bot_id, yes=True))],
            [_button(CANCEL, AnswerDelete(question=question, bot=bot_id, yes=False))],
        ]
    )


def live_keyboard(question: str, bot_id: UUID) -> InlineKeyboardMarkup:
    """Offer to trade with money, or not."""
    return _markup(
        [
            [_button(GO_LIVE, AnswerLive(question=question, bot=bot_id, yes=True))],
            [_button(CANCEL, AnswerLive(question=question, bot=bot_id, yes=False))],
        ]
    )


def orders_keyboard(found: OpenOrders) -> InlineKeyboardMarkup:
    """Offer the bots' cards, and to cancel or adopt what no bot owns."""
    shown = {item.card.state.bot_id: item.card for item in found.orders}
    cards = [
        _button(f"#{card.number} {card.state.config.ticker}", ShowCard(bot=bot_id, refresh=False))
        for bot_id, card in list(shown.items())[:_MOST_ORDERS]
    ]
    orphans = [row for orphan in found.orphans[:_MOST_STRAYS] for row in _orphan_rows(orphan)]
    rows = [cards[at : at + 2] for at in range(0, len(cards), 2)]
    return _markup([*orphans, *rows, [_button("Refresh", ShowOrders())]])


def _orphan_rows(orphan: OrphanView) -> Rows:
    name = orphan.order.client_order_id
    adopt = [
        [_button(adopt_label(orphan.order, card), AdoptOrphan(order=name, bot=card.state.bot_id))]
        for card in orphan.fit[:_MOST_ADOPTERS]
    ]
    return [*adopt, [_button(orphan_label(orphan.order), CancelOrphan(order=name))]]


def adopt_keyboard(question: str, card: BotCard) -> InlineKeyboardMarkup:
    """Offer to give the order to the bot, or to let it be."""
    bot_id = card.state.bot_id
    return _markup(
        [
            [_button(yes_label(card), AnswerAdopt(question=question, bot=bot_id, yes=True))],
            [_button("Let it be", AnswerAdopt(question=question, bot=bot_id, yes=False))],
        ]
    )


def accept_as_is_keyboard(question: str, bot_id: UUID) -> InlineKeyboardMarkup:
    """Offer to take the bot's order as it is, or not."""
    return _markup(
        [
            [_button(TAKE_IT, AnswerAcceptAsIs(question=question, bot=bot_id, yes=True))],
            [_button(CANCEL, AnswerAcceptAsIs(question=question, bot=bot_id, yes=False))],
        ]
    )


def orphan_keyboard(question: str) -> InlineKeyboardMarkup:
    """Offer to cancel an order that no bot owns, or to let it be."""
    return _markup(
        [
            [_button("Cancel the order", AnswerOrphan(question=question, yes=True))],
            [_button("Let it be", AnswerOrphan(question=question, yes=False))],
        ]
    )


def stop_all_keyboard(question: str) -> InlineKeyboardMarkup:
    """Offer to stop everything, or nothing."""
    return _markup(
        [
            [_button("Stop all", AnswerStopAll(question=question, yes=True))],
            [_button(CANCEL, AnswerStopAll(question=question, yes=False))],
        ]
    )


def again_keyboard() -> InlineKeyboardMarkup:
    """Offer to do after all what was sent long ago."""
    return _markup([[_button("Do it now", DoAgain())]])


# --- logs -----------------------------------------------------------------------------------------


def logs_keyboard(page: LogPage, query: LogQuery, bot_label_: str | None) -> InlineKeyboardMarkup:
    """Offer levels with their counts, the bots, pages, file, follow, clear."""
    bot = query.bot_id

    def level_button(level: LogLevel | None, count: int) -> InlineKeyboardButton:
        label = level_label(level, count, chosen=level is query.level)
        return _button(label, ShowLogs(level=level, bot=bot, page=0))

    levels = [level_button(None, sum(page.counts.values()))]
    levels += [level_button(level, page.counts.get(level, 0)) for level in LogLevel]
    pages = []
    if page.page > 0:
        pages.append(_button("« Newer", ShowLogs(level=query.level, bot=bot, page=page.page - 1)))
    if page.page + 1 < page.pages:
        pages.append(_button("Older »", ShowLogs(level=query.level, bot=bot, page=page.page + 1)))
    acts = [
        _button(label, OnLogs(act=act, level=query.level, bot=bot))
        for label, act in (("File", LogAct.FILE), ("Follow", LogAct.FOLLOW), ("Clear", LogAct.CLEAR))
    ]
    which = _button(f"Bot: {bot_label_ or 'all'}", PickLogBot(level=query.level, page=0))
    return _markup([levels[:3], levels[3:], pages, [which], acts])


def log_bots_keyboard(page: BotPage, level: LogLevel | None) -> InlineKeyboardMarkup:
    """Offer the bots whose log can be shown."""
    bots = [_button(bot_label(row), ShowLogs(level=level, bot=row.bot_id, page=0)) for row in page.rows]
    pages = []
    if page.page > 0:
        pages.append(_button("« Newer", PickLogBot(level=level, page=page.page - 1)))
    if page.page + 1 < page.pages:
        pages.append(_button("Older »", PickLogBot(level=level, page=page.page + 1)))
    everything = [_button("All bots", ShowLogs(level=level, bot=None, page=0))]
    return _markup([*(bots[at : at + 2] for at in range(0, len(bots), 2)), pages, everything])


def follow_keyboard(level: LogLevel | None, bot: UUID | None) -> InlineKeyboardMarkup:
    """Offer to stop following."""
    return _markup([[_button("Stop following", OnLogs(act=LogAct.UNFOLLOW, level=level, bot=bot))]])


def clear_keyboard(question: str) -> InlineKeyboardMarkup:
    """Offer to delete the lines, or not."""
    return _markup(
        [
            [_button("Delete them", AnswerClear(question=question, yes=True))],
            [_button(CANCEL, AnswerClear(question=question, yes=False))],
        ]
    )


def all_logs_keyboard() -> InlineKeyboardMarkup:
    """Offer the whole log."""
    return _markup([[_button("Back to logs", ShowLogs(level=None, bot=None, page=0))]])


def list_keyboard(cards: Sequence[BotCard] = ()) -> InlineKeyboardMarkup:
    """Offer the list, and the cards of bots that were just spoken of."""
    rows = [
        [
            _button(
                f"#{card.number} {card.state.config.ticker}", ShowCard(bot=card.state.bot_id, refresh=False)
            )
        ]
        for card in cards
    ]
    return _markup([*rows, [_button("Back to list", ShowBots(which=BotFilter.ALL, page=0))]])
