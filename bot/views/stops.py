"""Stopping and deleting: what each way will do, and what was done."""

from collections.abc import Sequence
from datetime import datetime

from bot.views.card import held_text, short_title, title
from bot.views.errors import refusal, sentence
from bot.views.html import esc
from bot.views.orphans import orphan_text
from bot.views.text import figures, mark, order_text, plural, quoted, rounded, signed
from bot.views.words import Words
from engine.core.quantities import holds_dust, too_small_to_close
from engine.core.state import BotState, Phase
from engine.core.types import StopForm
from engine.reads.views import BotCard, OrphanOrder, StopFailed, StopReport

_LABELS = {
    StopForm.STOP: "button-stop",
    StopForm.FINISH: "button-finish-cycle",
    StopForm.CLOSE: "button-close-now",
}


def form_label(words: Words, form: StopForm) -> str:
    """Return what the button says that stops so."""
    return words.plain(_LABELS[form])


def stop_question(words: Words, card: BotCard, forms: Sequence[StopForm]) -> str:
    return "\n".join(
        [title(card), *_situation(words, card), "", *(_form_line(words, card.state, form) for form in forms)]
    )


def _situation(words: Words, card: BotCard) -> list[str]:
    state = card.state
    base = state.market.base
    open_order = state.order if state.order_pending else None
    lines = [f"Open order: {esc(order_text(words, open_order, base)) if open_order else 'none'}"]
    held = f"Held: {held_text(words, state)}"
    if card.unrealised is not None:
        held += f", unrealised {signed(card.unrealised, state.market.quote)}"
    return [*lines, held]


def _form_line(words: Words, state: BotState, form: StopForm) -> str:
    name = f"<b>{form_label(words, form)}</b>"
    base = esc(state.market.base)
    cancels = "cancels the open order and " if state.order_pending else ""
    match form:
        case StopForm.STOP if not state.order_pending and not state.held:
            return f"{name}: sends no more orders. Start continues from there."
        case StopForm.STOP:
            return f"{name}: {cancels}keeps what is held. Start continues from there."
        case StopForm.FINISH if state.tally.traded:
            return f"{name}: completes this cycle, then stops."
        case StopForm.FINISH:
            return f"{name}: no cycle has started, so it {cancels}stops at once."
        case StopForm.CLOSE if not state.order_pending and too_small_to_close(state):
            what = "nothing that can be closed" if state.held else "nothing"
            return f"{name}: {what} is held, so it stops at once."
        case StopForm.CLOSE if too_small_to_close(state):
            return f"{name}: {cancels}closes at once what it has filled."
        case StopForm.CLOSE if state.held < 0:
            return f"{name}: {cancels}buys the {base} back at once, near the market price."
        case StopForm.CLOSE:
            return f"{name}: {cancels}sells what is held at once, near the market price."


def stop_note(words: Words, report: StopReport, form: StopForm) -> str:
    """Return what a stop did, for the top of the card."""
    if report.refused is not None:
        return f"Nothing was done: {refusal(words, report.refused)}"
    state = report.card.state
    if state.finishing:
        head = "It completes this cycle, then stops."
    elif (state.order_pending and not state.out_of_reach) or state.phase in {Phase.SETTLING, Phase.CLOSING}:
        head = "It is stopping."
    else:
        had = not too_small_to_close(report.before) or report.closing is not None
        closed = form is StopForm.CLOSE and had and too_small_to_close(state)
        head = "Closed." if closed else "Stopped."
    return " ".join([f"<b>{head}</b>", *_done(words, report), *_left(words, report)])


def _done(words: Words, report: StopReport) -> list[str]:
    base = report.card.state.market.base
    done = []
    if report.cancelled is not None:
        done.append(f"Cancelled: {esc(order_text(words, report.cancelled, base))}.")
    fills, newest = report.fills_meanwhile, report.card.last_fill
    if fills > 0 and (report.closing is not None or newest is None):
        done.append(f"Filled meanwhile: {plural(fills, 'fill')}.")
    elif fills > 0 and newest is not None:
        more = f" and {plural(fills - 1, 'more fill')}" if fills > 1 else ""
        done.append(f"Filled meanwhile: {figures(newest, esc(base))}{more}.")
    return done


def _left(words: Words, report: StopReport) -> list[str]:
    state = report.card.state
    base = state.market.base
    left = []
    if report.still_open is not None:
        what = "Not settled" if state.out_of_reach else "Still open"
        left.append(f"{what}: {esc(order_text(words, report.still_open, base))}.")
    word = "Left" if holds_dust(state) else "Still held"
    left.append(f"{word}: {held_text(words, state)}." if state.held else f"No {esc(base)} is held.")
    return left


# --- all at once ----------------------------------------------------------------------------------


def stop_all_question(words: Words, cards: Sequence[BotCard]) -> list[str]:
    return [
        f"<b>Stop {plural(len(cards), 'bot')}?</b>",
        *(_running_line(words, card) for card in cards),
        "",
        "Open orders will be cancelled. What is held is kept.",
    ]


def about_all(words: Words, written: str) -> str:
    return f"{quoted(written)} chooses nothing here: /stop_all is about all that run."


def _running_line(words: Words, card: BotCard) -> str:
    state, base = card.state, card.state.market.base
    sign = mark(state.status, paused=state.phase is Phase.PAUSED)
    order = (
        esc(order_text(words, state.order, base)) if state.order and state.order_pending else "no open order"
    )
    return f"{sign} {short_title(card)}: {order}; holds {held_text(words, state)}"


NOTHING_RUNS = "Nothing is running: no bot is active and no order is open. See /bots."
NOTHING_BUT_ORPHANS = "Nothing is running: no bot is active. See /bots."
_UNFORESEEN = "Something went wrong on my side; the program's log has the details."


def nothing_runs(words: Words, orphans: Sequence[OrphanOrder], now: datetime) -> list[str]:
    """Return that there is nothing to stop, and what no bot owns."""
    return [NOTHING_BUT_ORPHANS if orphans else NOTHING_RUNS, *orphans_left(words, orphans, now)]


def orphans_left(words: Words, orphans: Sequence[OrphanOrder], now: datetime) -> list[str]:
    """Return the orders that no stop of a bot reaches."""
    if not orphans:
        return []
    be, them = ("is", "it") if len(orphans) == 1 else ("are", "them")
    return [
        "",
        f"⚠️ {plural(len(orphans), 'order')} with my tag that no bot owns {be} open as well:",
        *(orphan_text(words, orphan, now) for orphan in orphans),
        f"I leave {them} alone. /orders shows {them} with Cancel.",
    ]


def stop_all_report(
    words: Words, outcomes: Sequence[StopReport | StopFailed], orphans: Sequence[OrphanOrder], now: datetime
) -> list[str]:
    if not outcomes:
        return nothing_runs(words, orphans, now)
    lines = [
        f"<b>Stop all: {plural(len(outcomes), 'bot')}</b>",
        *(_outcome_line(words, one) for one in outcomes),
    ]
    still = sum(isinstance(one, StopReport) and one.still_open is not None for one in outcomes)
    if still:
        be = "is" if still == 1 else "are"
        lines.append(f"\n{plural(still, 'order')} {be} still open: I keep checking. Look again with /bots.")
    failed = [short_title(one.card) for one in outcomes if isinstance(one, StopFailed)]
    if failed:
        lines.append(f"\n⚠️ May still be running: {'; '.join(failed)}. Send /stop_all again.")
    return [*lines, *orphans_left(words, orphans, now)]


def _outcome_line(words: Words, outcome: StopReport | StopFailed) -> str:
    state = outcome.card.state
    sign = mark(state.status, paused=state.phase is Phase.PAUSED)
    if isinstance(outcome, StopFailed):
        why = _UNFORESEEN if outcome.error is None else sentence(words, outcome.error)
        said = f"I do not know whether it has stopped. {why}"
    elif outcome.refused is not None:
        said = f"nothing was done: {refusal(words, outcome.refused)}"
    else:
        said = " ".join([*_done(words, outcome), *_left(words, outcome)])
    return f"{sign} {short_title(outcome.card)}: {said}"


# --- deleting -------------------------------------------------------------------------------------


def delete_question(words: Words, card: BotCard) -> str:
    state = card.state
    result = signed(state.pnl, state.market.quote)
    stays = f"Its result of {result} stays in /stats, and its log lines are kept."
    lines = [
        f"{title(card)}\n<b>Delete this bot?</b>",
        f"Also deleted: {plural(state.trades, 'trade')}. {stays}",
    ]
    if holds_dust(state):
        lines.append(f"It holds {held_text(words, state)}. You keep that.")
    elif state.held:
        lines.append(
            f"It holds {held_text(words, state)}. Deleting the bot does not close that: you keep it, "
            "and no bot will manage it any more."
        )
    return "\n".join([*lines, "This cannot be undone."])


def delete_label(words: Words, card: BotCard) -> str:
    state = card.state
    if not state.held or holds_dust(state):
        return "Delete"
    return f"Delete and keep {rounded(state.held)} {state.market.base}"


def deleted(words: Words, card: BotCard) -> str:
    return f"Deleted: {short_title(card)}."
