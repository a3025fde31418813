"""The buttons below the list of bots and below a bot's card."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup, pager
from bot.keyboards.callbacks import Act, NewForm, OnCard, ShowBots, ShowCard, ShowLogs, StopBy
from bot.views.bots import bot_label, filter_label
from bot.views.candidates import look_label
from bot.views.stops import FORM_NAMES
from engine.core.quantities import too_small_to_close
from engine.core.state import Phase
from engine.core.types import Status, StopForm
from engine.reads.views import BotCard, BotFilter, BotPage


def bots_keyboard(page: BotPage, which: BotFilter) -> InlineKeyboardMarkup:
    if not page.counts.get(BotFilter.ALL, 0):
        return new_bot_keyboard()
    filters = [
        button(filter_label(one, page.counts.get(one, 0), chosen=one is which), ShowBots(which=one, page=0))
        for one in BotFilter
    ]
    bots = [button(bot_label(row), ShowCard(bot=row.bot_id, refresh=False)) for row in page.rows]
    pages = pager(page, lambda at: ShowBots(which=which, page=at))
    return markup([*in_pairs(filters), *in_pairs(bots), pages, [button("New bot", NewForm())]])


def new_bot_keyboard() -> InlineKeyboardMarkup:
    return markup([[button("New bot", NewForm())]])


def list_keyboard(cards: Sequence[BotCard] = ()) -> InlineKeyboardMarkup:
    """Offer the list, and the cards of bots that were just spoken of."""
    rows = [
        [button(f"#{card.number} {card.state.config.ticker}", ShowCard(bot=card.state.bot_id, refresh=False))]
        for card in cards
    ]
    return markup([*rows, [button("Back to list", ShowBots(which=BotFilter.ALL, page=0))]])


def card_keyboard(card: BotCard) -> InlineKeyboardMarkup:
    """Offer what makes sense for the bot now."""
    state = card.state

    def act(label: str, what: Act) -> InlineKeyboardButton:
        return button(label, OnCard(act=what, bot=state.bot_id, revision=state.revision))

    run = [act(start, Act.START)] if (start := _start_label(card)) else []
    if stop_forms(card):
        run.append(
            act("Stop" if state.status is not Status.STOPPED else FORM_NAMES[StopForm.CLOSE], Act.STOP)
        )
    change = [act("Edit", Act.EDIT)]
    if state.status is not Status.ACTIVE and not state.order_pending:
        change.append(act("Delete", Act.DELETE))
    looked = []
    if state.is_idle and state.out_of_reach:
        looked.append(act(look_label(state.pause_reason), Act.ACCEPT_AS_IS))
    more = [button("Logs", ShowLogs(level=None, bot=state.bot_id, at=0))]
    if card.alert_chat:
        what, label = (Act.ALERTS_OFF, "off") if card.alerts else (Act.ALERTS_ON, "on")
        more.insert(0, act(f"Turn alerts {label}", what))
    return markup(
        [
            *([[*run, *change]] if len(run) == len(change) == 1 else [run, change]),
            looked,
            more,
            [
                button("Refresh", ShowCard(bot=state.bot_id, refresh=True)),
                button("Back to list", ShowBots(which=BotFilter.ALL, page=0)),
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
        finish = () if state.finishing or _switched_off(card) else (StopForm.FINISH,)
        return (StopForm.STOP, *finish, StopForm.CLOSE)
    forms_idle = (StopForm.STOP,) if state.status is Status.ERROR else ()
    closable = not too_small_to_close(state) and not state.order_pending
    return (*forms_idle, StopForm.CLOSE) if closable else forms_idle


def stop_keyboard(card: BotCard) -> InlineKeyboardMarkup:
    state = card.state
    forms = [
        button(FORM_NAMES[form], StopBy(form=form, bot=state.bot_id, revision=state.revision))
        for form in stop_forms(card)
    ]
    return markup([forms, [button("Back", ShowCard(bot=state.bot_id, refresh=False))]])
