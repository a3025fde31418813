"""Errors in words, each with the way out."""

from bot.views.complaints import complaint_text
from bot.views.reasons import reason_text
from bot.views.text import account_name, esc, plural
from engine.core.state import Refusal
from engine.core.types import Mode
from engine.errors import (
    BotNotFound,
    CardOutdated,
    CommandRejected,
    DoubtfulPrice,
    InvalidConfig,
    LeaseLost,
    LimitReached,
    LiveSwitchedOff,
    LiveUnconfirmed,
    ModeNotOffered,
    NoPrice,
    NotAllowed,
    NotTraded,
    OrderTaken,
    ScalperError,
    StorageUnavailable,
    UnknownAccount,
    UnknownExchange,
    UnknownTicker,
    VenueUnavailable,
)

OUTDATED = "The bot has changed since you saw it. Nothing was done; this is how it stands now."
GONE = "This bot does not exist any more. /bots shows those that do."
EXPIRED = "This question has expired: it was open for 60 s. Nothing was done."
UNDER_WAY = "I am on it. If no answer comes, look at /bots."
INTERRUPTED = "I was interrupted while I did this. /bots and /orders show what came of it."

_REFUSALS = {
    Refusal.ALREADY_RUNNING: "the bot is running already.",
    Refusal.ALREADY_STOPPED: "the bot is stopped already.",
    Refusal.ALREADY_PAUSED: "the bot is paused already.",
    Refusal.ORDER_UNRESOLVED: "an order is not settled yet. Wait a moment, then tap Refresh. If it stays so, "
    "compare it with the exchange's website; the card has a button for when you have.",
    Refusal.HOLDS_COIN: "the bot holds coin. Tap Stop and Close now first.",
    Refusal.MID_CYCLE: "a cycle is under way, so the first order cannot change. Finish or close it first.",
    Refusal.OTHER_QUOTE: "its results are in another quote coin. Make a new bot with /newbot.",
    Refusal.OTHER_MODE: "it has traded in another mode, and results of modes are never mixed. Make a new bot "
    "with /newbot.",
    Refusal.STILL_RUNNING: "the bot is running. Stop it first.",
    Refusal.NOT_ALLOWED: "a rule of this installation forbids it. /accounts shows more.",
    Refusal.WRONG_SIDE: "the bot's next order is of the other side.",
    Refusal.MORE_THAN_HELD: "the order trades more than the bot holds.",
    Refusal.NAME_NOT_FREE: "the order has the name of another bot's order, or one that this bot will use "
    "later.",
    Refusal.CHANGED_THERE: "the order was changed at the exchange, so it is not the one I know. Cancel it.",
    Refusal.ORDER_ENDED: "the order is not open any more. /orders shows what is.",
    Refusal.ORDER_OPEN_THERE: "the exchange says that the order is still open. Cancel it at the exchange "
    "first, then tap again.",
    Refusal.NOTHING_TO_SETTLE: "no order of this bot waits for a look.",
}


_PLAIN: dict[type[ScalperError], str] = {
    NotAllowed: "You may not do that here. Nothing was done; an owner of this bot can do it for you.",
    BotNotFound: GONE,
    CardOutdated: OUTDATED,
    OrderTaken: "That order belongs to another bot. Nothing was done; /orders shows what is open.",
    LiveUnconfirmed: "This needs your confirmation, for money moves. Open the card in /bots and tap again.",
    LiveSwitchedOff: "LIVE trading is switched off, so nothing was started. Set LIVE_TRADING=true and start "
    "me again; until then Stop and Close are possible.",
    LeaseLost: "Another Scalper has taken over your bots; this one ends. Try again in a minute.",
    StorageUnavailable: "The database does not answer now. Try again in a minute: nothing is done twice.",
}


def refusal(why: Refusal) -> str:
    """Return why a command was refused, with the way out."""
    return _REFUSALS[why]


def sentence(error: ScalperError) -> str:
    """Return what went wrong and what to do, as HTML."""
    match error:
        case CommandRejected():
            why = refusal(error.why) if error.detail is None else f"{esc(reason_text(error.detail))}."
            return f"That is not possible now: {why}"
        case LimitReached():
            limit = f"{plural(error.most, 'bot')} per person"
            return f"The limit is reached: {limit}. Delete a bot in /bots first, or raise the limit."
        case UnknownTicker():
            return _unknown_ticker(error)
        case UnknownExchange():
            offered = f" I know {', '.join(esc(name) for name in error.offered)}." if error.offered else ""
            return f"There is no exchange {esc(error.exchange)} here.{offered}"
        case UnknownAccount():
            whose = f"{account_name(error.account_id)} for {error.account_id.mode}"
            return f"The settings have no keys of {whose}. Add them and start me again. Nothing was changed."
        case ModeNotOffered():
            return _mode_not_offered(error)
        case InvalidConfig():
            return "\n".join(complaint_text(item, None) for item in error.complaints)
        case VenueUnavailable():
            return f"{esc(error.exchange)} does not answer now. Nothing was lost; try again in a minute."
        case NoPrice() | DoubtfulPrice():
            return _no_price(error)
        case _:
            return _PLAIN.get(type(error), "That did not work. Nothing was changed; try again in a minute.")


def _no_price(error: NoPrice | DoubtfulPrice) -> str:
    if isinstance(error, NoPrice):
        return f"There is no price of {esc(error.ticker)} yet. Try again in a minute."
    symbol, why = esc(error.reason.symbol), esc(reason_text(error.reason))
    return f"Nobody should trade {symbol} now: {why}. Try again in a minute."


def _unknown_ticker(error: UnknownTicker) -> str:
    if isinstance(error, NotTraded):
        return (
            f"{esc(error.exchange)} does not trade {esc(error.ticker)} now. Try again once it does. "
            "Nothing was changed."
        )
    text = f"There is no {esc(error.ticker)} on {esc(error.exchange)} here."
    if error.similar:
        return f"{text} Did you mean {', '.join(esc(name) for name in error.similar)}?"
    return f"{text} Write it like BTC/USDT."


def _mode_not_offered(error: ModeNotOffered) -> str:
    needs = f"keys of {esc(error.exchange)}'s test venue"
    if error.mode is Mode.LIVE:
        needs = f"keys of {esc(error.exchange)}, LIVE_TRADING=true and limits"
    offered = " or ".join(mode.value for mode in error.offered)
    return (
        f"{error.mode.value} is not offered for {esc(error.exchange)}: that needs {needs} in the settings. "
        f"Choose {offered}."
    )


def unexpected(reference: str) -> str:
    """Return the sentence for an error that nobody foresaw."""
    return (
        f"Something went wrong on my side (reference <code>{reference}</code>). Trading is not touched by "
        "this. Try again; if it stays, the program's log has the details under that reference."
    )
