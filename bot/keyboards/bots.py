"""The buttons below the list of bots and below a bot's card."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup, pager
from bot.keyboards.callbacks import (
    Act,
    CloneBot,
    NewForm,
    OnCard,
    OpenCard,
    ShowBots,
    ShowCard,
    ShowLogs,
    ShowPicture,
    StepCard,
)
from bot.views.bots import bot_label, filter_label
from bot.views.candidates import look_label
from bot.views.words import Words
from engine.core.quantities import too_small_to_close
from engine.core.state import Phase
from engine.core.types import BotId, Status, StopForm
from engine.people import Role
from engine.reads.views import BotCard, BotFilter, BotPage, BotRow


def bots_keyboard(words: Words, page: BotPage, which: BotFilter, role: Role) -> InlineKeyboardMarkup:
    make = [] if role is Role.VIEWER else [button(words.plain("button-new-bot"), NewForm())]
    if not page.counts.get(BotFilter.ALL, 0):
        return markup([make])
    filters = [
        button(
            filter_label(words, one, page.counts.get(one, 0), chosen=one is which),
            ShowBots(which=one, page=0),
        )
        for one in BotFilter
    ]
    bots = [button(bot_label(row), ShowCard(bot=row.bot_id, refresh=False)) for row in page.rows]
    pages = pager(words, page, lambda at: ShowBots(which=which, page=at))
    return markup([*in_pairs(filters), *in_pairs(bots), pages, make])


def found_keyboard(found: Sequence[BotRow]) -> InlineKeyboardMarkup:
    """Offer the cards of these."""
    return markup(
        in_pairs([button(bot_label(row), ShowCard(bot=row.bot_id, refresh=False)) for row in found])
    )


def way_on_keyboard(words: Words, role: Role | None) -> InlineKeyboardMarkup:
    """Return what somebody in that role begins with: a new bot, or, where they only read, the list."""
    return list_keyboard(words) if role is Role.VIEWER else new_bot_keyboard(words)


def new_bot_keyboard(words: Words) -> InlineKeyboardMarkup:
    return markup([[button(words.plain("button-new-bot"), NewForm())]])


def list_keyboard(words: Words, cards: Sequence[BotCard] = ()) -> InlineKeyboardMarkup:
    """Offer the list, and the cards of bots that were just spoken of."""
    rows = [[button(card.state.ref.label, ShowCard(bot=card.state.bot_id, refresh=False))] for card in cards]
    return markup(
        [*rows, [button(words.plain("button-back-to-list"), ShowBots(which=BotFilter.ALL, page=0))]]
    )


def card_keyboard(words: Words, card: BotCard) -> InlineKeyboardMarkup:
    """Offer what makes sense for the bot now."""
    state, look = card.state, _look_rows(words, card.state.bot_id)

    def act(label: str, what: Act) -> InlineKeyboardButton:
        return button(label, OnCard(act=what, bot=state.bot_id, revision=state.revision))

    if card.read_only:
        return markup(look)
    run = [act(start, Act.START)] if (start := _start_label(words, card)) else []
    if stop_forms(card):
        run.append(
            act(
                words.plain("button-stop" if state.status is not Status.STOPPED else "button-close-now"),
                Act.STOP,
            )
        )
    change = [act(words.plain("button-edit"), Act.EDIT)]
    if state.status is not Status.ACTIVE and not state.order_pending:
        change.append(act(words.plain("button-delete"), Act.DELETE))
    looked = [act(words.plain("button-code"), Act.CODE)]
    if state.is_idle and state.out_of_reach:
        looked.insert(0, act(look_label(words, state.pause_reason), Act.ACCEPT_AS_IS))
    if card.shareable:
        looked.append(act(words.plain("button-share"), Act.SHARE))
    more = [
        button(words.plain("button-clone-bot"), CloneBot(bot=state.bot_id, below=False)),
        act(words.plain("button-name"), Act.NAME),
        button(words.plain("button-logs"), ShowLogs(level=None, bot=state.bot_id, at=0)),
    ]
    alerts = [[act(label, what)] for label, what in _alert_switches(words, card)]
    first = [[*run, *change]] if len(run) == len(change) == 1 else [run, change]
    return markup([*first, looked, *alerts, more, *look])


def _look_rows(words: Words, bot_id: BotId) -> list[list[InlineKeyboardButton]]:
    """Offer what changes nothing: the same again, its picture, and the way to other bots."""
    return [
        [
            button("◀", StepCard(bot=bot_id, forward=False)),
            button(words.plain("button-bring-down"), OpenCard(bot=bot_id)),
            button("▶", StepCard(bot=bot_id, forward=True)),
        ],
        [
            button(words.plain("button-refresh"), ShowCard(bot=bot_id, refresh=True)),
            button(words.plain("button-picture"), ShowPicture(bot=bot_id, stretch=None)),
            button(words.plain("button-back-to-list"), ShowBots(which=BotFilter.ALL, page=0)),
        ],
    ]


def _alert_switches(words: Words, card: BotCard) -> list[tuple[str, Act]]:
    """Return the labels of what can be switched in the alert chat, and what each does."""
    if not card.alert_chat:
        return []
    if not card.alerts:
        return [(words.plain("button-alerts-on"), Act.ALERTS_ON)]
    shown = (
        (words.plain("button-alerts-full"), Act.ALERTS_FULL)
        if card.masked
        else (words.plain("button-alerts-masked"), Act.ALERTS_MASKED)
    )
    return [(words.plain("button-alerts-off"), Act.ALERTS_OFF), shown]


def _switched_off(card: BotCard) -> bool:
    return card.standing is not None and card.standing.switched_off


def _start_label(words: Words, card: BotCard) -> str | None:
    state = card.state
    if _switched_off(card) and state.phase in {Phase.PAUSED, Phase.IDLE}:
        return None
    if state.phase is Phase.PAUSED:
        resume = words.plain("button-replace" if state.kept_order is None else "button-resume")
        return None if state.out_of_reach else resume
    if state.phase is Phase.IDLE and not state.order_pending:
        return words.plain("button-retry" if state.status is Status.ERROR else "button-start")
    loops_on = state.finishing and state.config.infinite_loop
    return words.plain("button-keep-looping") if loops_on else None


def stop_forms(card: BotCard) -> tuple[StopForm, ...]:
    """Return the ways to stop that make sense now. A bot that stands can only be closed."""
    state = card.state
    if card.read_only or state.phase is Phase.CLOSING:
        return ()
    if state.status is Status.ACTIVE:
        finish = () if state.finishing or _switched_off(card) else (StopForm.FINISH,)
        return (StopForm.STOP, *finish, StopForm.CLOSE)
    forms_idle = (StopForm.STOP,) if state.status is Status.ERROR else ()
    closable = not too_small_to_close(state) and not state.order_pending
    return (*forms_idle, StopForm.CLOSE) if closable else forms_idle
