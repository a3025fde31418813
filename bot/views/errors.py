"""Errors in words, each with the way out."""

from bot.views.complaints import complaint_text
from bot.views.html import esc
from bot.views.reasons import reason_text
from bot.views.text import account_name, plural
from bot.views.words import Words
from engine import errors
from engine.core.state import Refusal
from engine.core.types import Mode

OUTDATED = "The bot has changed since you last looked. Nothing was done: check its card, then decide again."
GONE = "This bot no longer exists. /bots shows the ones you have."

REFUSALS = {
    Refusal.ALREADY_RUNNING: "the bot is already running.",
    Refusal.ALREADY_STOPPED: "the bot has already stopped, or stops after this cycle.",
    Refusal.ALREADY_PAUSED: "the bot is already paused.",
    Refusal.ORDER_UNRESOLVED: "an order is not settled yet. Wait a moment, then tap Refresh. If it stays "
    "that way, check the order on the exchange's website, then use the buttons on the card.",
    Refusal.HOLDS_COIN: "the bot still holds coin. Close it first with Close now on its card.",
    Refusal.MID_CYCLE: "a cycle is in progress, so the first order cannot be changed. Finish or close the "
    "cycle first.",
    Refusal.HAS_TRADED: "the bot has traded, so it keeps its pair, exchange and mode: its trades and results "
    "belong to them. Clone it to trade another pair by the same plan.",
    Refusal.STILL_RUNNING: "the bot is running. Stop it first.",
    Refusal.NOT_ALLOWED: "the settings of this installation do not allow it. See /accounts.",
    Refusal.WRONG_SIDE: "the bot's next order is on the other side.",
    Refusal.MORE_THAN_HELD: "the order is for more than the bot holds.",
    Refusal.NAME_NOT_FREE: "the order's id belongs to another bot, or is one that this bot will use later.",
    Refusal.REPLACED_THERE: "the order was replaced on the exchange by another one with its id. "
    "Cancel it instead.",
    Refusal.ORDER_ENDED: "the order is no longer open. /orders shows what is.",
    Refusal.ORDER_OPEN_THERE: "the exchange says that the order is still open. Cancel it there "
    "first, then tap again.",
    Refusal.NOTHING_TO_SETTLE: "this bot has no order for you to check.",
}


_PLAIN: dict[type[errors.ScalperError], str] = {
    errors.NotAllowed: "You are not allowed to do that. Nothing was done; ask an owner of this bot.",
    errors.BotNotFound: GONE,
    errors.CardOutdated: OUTDATED,
    errors.OrderTaken: "That order belongs to another bot. Nothing was done; /orders shows what is open.",
    errors.LiveUnconfirmed: "This trades real money, so it needs your confirmation. Open the card in "
    "/bots and tap again.",
    errors.LiveSwitchedOff: "LIVE trading is switched off, so nothing was started. Set LIVE_TRADING=true "
    "and restart me; until then only Stop and Close now are possible.",
    errors.LeaseLost: "Another Scalper process has taken over your bots, and this one is shutting down. "
    "Try again in a minute.",
    errors.StorageUnavailable: "The database is not responding. Try again in a minute: nothing "
    "will be done twice.",
}


def sentence(words: Words, error: errors.ScalperError) -> str:
    """Return what went wrong and what to do, as HTML."""
    match error:
        case errors.CommandRejected():
            why = REFUSALS[error.why] if error.detail is None else f"{esc(reason_text(words, error.detail))}."
            return f"That is not possible right now: {why}"
        case errors.LimitReached():
            limit = f"{plural(error.most, 'bot')} per person"
            return f"You have reached the limit of {limit}. Delete one in /bots or raise MAX_BOTS_PER_USER."
        case errors.UnknownTicker():
            return _unknown_ticker(words, error)
        case errors.UnknownExchange():
            names = ", ".join(esc(name) for name in error.offered)
            offered = f" Available: {names}." if names else ""
            return f"I do not know the exchange {esc(error.exchange)}.{offered}"
        case errors.UnknownAccount():
            whose = f"{account_name(error.account_id)} {error.account_id.mode}"
            return f"The settings have no API keys for {whose}. Nothing was changed; add them and restart me."
        case errors.ModeNotOffered():
            return _mode_not_offered(words, error)
        case errors.InvalidConfig():
            return "\n".join(complaint_text(words, item, None) for item in error.complaints)
        case errors.VenueUnavailable():
            return f"{esc(error.exchange)} is not responding. Nothing was lost; try again in a minute."
        case errors.NoPrice() | errors.DoubtfulPrice() | errors.RulesUnreadable():
            return _no_figures(words, error)
        case _:
            return _PLAIN.get(type(error), "That did not work. Nothing was changed; try again in a minute.")


def _no_figures(words: Words, error: errors.NoPrice | errors.DoubtfulPrice | errors.RulesUnreadable) -> str:
    if isinstance(error, errors.RulesUnreadable):
        why = esc(reason_text(words, error.reason))
        return f"{why}. Other symbols are not affected. Nothing was changed; try again later."
    if isinstance(error, errors.NoPrice):
        return f"There is no price for {esc(error.ticker)} yet. Try again in a minute."
    symbol, why = esc(error.reason.symbol), esc(reason_text(words, error.reason))
    return f"The price of {symbol} looks wrong: {why}. Nothing was done; try again in a minute."


def _unknown_ticker(words: Words, error: errors.UnknownTicker) -> str:
    if isinstance(error, errors.NotTraded):
        return (
            f"Trading in {esc(error.ticker)} is halted on {esc(error.exchange)}. Nothing was changed; "
            "try again once it resumes."
        )
    text = f"I cannot find {esc(error.ticker)} on {esc(error.exchange)}."
    if error.similar:
        return f"{text} Did you mean {', '.join(esc(name) for name in error.similar)}?"
    return f"{text} Write it like BTC/USDT."


def _mode_not_offered(words: Words, error: errors.ModeNotOffered) -> str:
    needs = f"API keys of {esc(error.exchange)}'s test venue"
    if error.mode is Mode.LIVE:
        needs = f"API keys of {esc(error.exchange)}, LIVE_TRADING=true and limits"
    offered = " or ".join(mode.value for mode in error.offered)
    return (
        f"{error.mode.value} is not available for {esc(error.exchange)}: it needs {needs} in the settings. "
        f"Choose {offered}."
    )


def unexpected(words: Words, reference: str) -> str:
    return (
        f"Something went wrong on my side (reference <code>{reference}</code>). Your bots were not "
        "interrupted. Check /bots, then try again; the program's log has the details under that reference."
    )
