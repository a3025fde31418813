"""Errors in words, each with the way out."""

from datetime import timedelta
from math import ceil

from bot.views.complaints import complaint_text
from bot.views.html import Html
from bot.views.reasons import reason_text
from bot.views.text import number, plain_account_name
from bot.views.words import Words, named
from engine import errors
from engine.core.state import Refusal
from engine.core.types import Mode

MINUTE = timedelta(minutes=1)
_PLAIN: dict[type[errors.ScalperError], str] = {
    errors.NotAllowed: "error-not-allowed",
    errors.ReadOnly: "error-read-only",
    errors.PersonNotFound: "error-person-not-found",
    errors.NotYourself: "error-not-yourself",
    errors.OwnersAreFixed: "error-owners-are-fixed",
    errors.BotNotFound: "error-gone",
    errors.BotUnreadable: "error-bot-unreadable",
    errors.CardOutdated: "error-outdated",
    errors.BotsOutdated: "error-bots-outdated",
    errors.OrderTaken: "error-order-taken",
    errors.LiveUnconfirmed: "error-live-unconfirmed",
    errors.CodeNeeded: "error-code-needed",
    errors.LiveSwitchedOff: "error-live-switched-off",
    errors.LeaseLost: "error-lease-lost",
    errors.StorageUnavailable: "error-storage",
    errors.StorageDamaged: "error-storage",
    errors.DialogsUnavailable: "error-dialogs",
}


def refusal(words: Words, why: Refusal) -> Html:
    """Return why something is not possible now, to follow a colon; it ends with a full stop."""
    return words(named("refusal", why))


def sentence(words: Words, error: errors.ScalperError) -> Html:
    """Return what went wrong and what to do."""
    match error:
        case errors.CommandRejected():
            return _not_now(words, error)
        case errors.LimitReached() | errors.NameTooLong() | errors.BotsAtWork() | errors.AmountNotPossible():
            return _too_much(words, error)
        case errors.UnknownTicker() | errors.UnknownExchange():
            return _unknown(words, error)
        case errors.UnknownAccount() | errors.AccountNotGiven():
            account = f"{plain_account_name(error.account_id)} {error.account_id.mode}"
            is_given = isinstance(error, errors.UnknownAccount)
            return words("error-unknown-account" if is_given else "error-account-not-given", account=account)
        case errors.ModeNotOffered():
            return _mode_not_offered(words, error)
        case errors.InvalidConfig():
            return Html("\n".join(complaint_text(words, item, None) for item in error.complaints))
        case errors.VenueUnavailable():
            return words("error-venue-silent", exchange=error.exchange)
        case errors.CodeWrong() | errors.CodesLocked():
            return _no_code(words, error)
        case errors.NoPrice() | errors.DoubtfulPrice() | errors.RulesUnreadable():
            return _no_figures(words, error)
        case _:
            return words(_PLAIN.get(type(error), "error-other"))


def _not_now(words: Words, error: errors.CommandRejected) -> Html:
    if error.detail is None:
        return words("error-not-now", why=refusal(words, error.why))
    return words("error-not-now-reason", reason=reason_text(words, error.detail))


def _too_much(
    words: Words,
    error: errors.LimitReached | errors.NameTooLong | errors.BotsAtWork | errors.AmountNotPossible,
) -> Html:
    if isinstance(error, errors.AmountNotPossible):
        return words("error-amount-not-possible", most=number(error.most))
    if isinstance(error, errors.BotsAtWork):
        return words("error-bots-at-work", bots=error.count)
    too_long = isinstance(error, errors.NameTooLong)
    return words("error-name-too-long" if too_long else "error-limit", most=error.most)


def _no_code(words: Words, error: errors.CodeWrong | errors.CodesLocked) -> Html:
    if isinstance(error, errors.CodeWrong):
        return words("error-code-wrong", left=error.left)
    return words("error-codes-locked", minutes=ceil(error.locked_for / MINUTE))


def _unknown(words: Words, error: errors.UnknownTicker | errors.UnknownExchange) -> Html:
    if isinstance(error, errors.UnknownExchange):
        return _unknown_exchange(words, error)
    return _unknown_ticker(words, error)


def _unknown_exchange(words: Words, error: errors.UnknownExchange) -> Html:
    if not error.offered:
        return words("error-unknown-exchange", exchange=error.exchange)
    offered = ", ".join(error.offered)
    return words("error-unknown-exchange-offered", exchange=error.exchange, offered=offered)


def _no_figures(words: Words, error: errors.NoPrice | errors.DoubtfulPrice | errors.RulesUnreadable) -> Html:
    if isinstance(error, errors.RulesUnreadable):
        return words("error-rules-unreadable", reason=reason_text(words, error.reason))
    if isinstance(error, errors.NoPrice):
        return words("error-no-price", ticker=error.ticker)
    why = reason_text(words, error.reason)
    return words("error-doubtful-price", symbol=error.reason.symbol, reason=why)


def _unknown_ticker(words: Words, error: errors.UnknownTicker) -> Html:
    if isinstance(error, errors.NotTraded):
        return words("error-halted", ticker=error.ticker, exchange=error.exchange)
    if error.similar:
        similar = ", ".join(error.similar)
        return words(
            "error-unknown-ticker-similar", ticker=error.ticker, exchange=error.exchange, similar=similar
        )
    return words("error-unknown-ticker", ticker=error.ticker, exchange=error.exchange)


def _mode_not_offered(words: Words, error: errors.ModeNotOffered) -> Html:
    key = "error-no-live" if error.mode is Mode.LIVE else "error-no-testnet"
    first, *others = [mode.value for mode in error.offered]
    offered = words.plain("either-mode", first=first, second=others[0]) if others else first
    return words(key, exchange=error.exchange or "none", offered=offered)


def unexpected(words: Words, reference: str) -> Html:
    return words("error-unexpected", reference=reference)
