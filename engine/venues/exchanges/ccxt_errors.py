"""ccxt's errors in our words. Where we ask for an answer ourselves, `answers` reads it instead."""

from ccxt.base import errors as foreign

from engine.errors import VenueUnavailable

MEANING: dict[type[BaseException], str] = {
    foreign.BaseError: "an error without a name",
    foreign.ExchangeError: "the exchange refused without a known reason",
    foreign.AuthenticationError: "the exchange does not accept the API key",
    foreign.PermissionDenied: "the API key may not do that",
    foreign.AccountNotEnabled: "the account is not enabled for that",
    foreign.AccountSuspended: "the account is suspended",
    foreign.ArgumentsRequired: "the request was incomplete",
    foreign.BadRequest: "the exchange does not understand the request",
    foreign.BadSymbol: "the exchange does not know the symbol",
    foreign.OperationRejected: "the exchange rejected the operation",
    foreign.NoChange: "there was nothing to change",
    foreign.MarginModeAlreadySet: "the margin mode was set already",
    foreign.MarketClosed: "the market is closed",
    foreign.ManualInteractionNeeded: "the exchange wants something confirmed by hand",
    foreign.RestrictedLocation: "the exchange does not serve this place",
    foreign.InsufficientFunds: "there are not enough funds",
    foreign.InvalidAddress: "the address is not valid",
    foreign.AddressPending: "the address is not ready",
    foreign.InvalidOrder: "the exchange did not take the order",
    foreign.OrderNotFound: "the exchange does not know the order",
    foreign.OrderNotCached: "the order is not at hand",
    foreign.OrderImmediatelyFillable: "the order would have filled at once",
    foreign.OrderNotFillable: "the order could not fill",
    foreign.DuplicateOrderId: "the order's name is in use",
    foreign.ContractUnavailable: "the contract is not available",
    foreign.NotSupported: "the exchange does not offer that",
    foreign.InvalidProxySettings: "the proxy settings are not valid",
    foreign.ExchangeClosedByUser: "the connection was closed here",
    foreign.OperationFailed: "the operation failed",
    foreign.NetworkError: "the network failed",
    foreign.DDoSProtection: "the exchange asks us to rest",
    foreign.RateLimitExceeded: "the rate limit is reached",
    foreign.ExchangeNotAvailable: "the exchange cannot be reached",
    foreign.OnMaintenance: "the exchange is under maintenance",
    foreign.InvalidNonce: "the exchange did not accept the time of the request",
    foreign.ChecksumError: "the data did not add up",
    foreign.RequestTimeout: "the exchange did not answer in time",
    foreign.BadResponse: "the answer cannot be read",
    foreign.NullResponse: "the answer was empty",
    foreign.CancelPending: "a cancel is still under way",
    foreign.UnsubscribeError: "the stream was left",
}
"""Every class of ccxt. All of them leave a question unanswered, so all become VenueUnavailable."""


def meaning(error: BaseException) -> str:
    """Return what a foreign error says, without its text: that holds addresses, signatures and keys."""
    for kind in type(error).__mro__:
        if kind in MEANING:
            words = MEANING[kind]
            break
    else:
        words = f"an unexpected {type(error).__name__}"
    return f"{words} ({type(error.__cause__).__name__})" if error.__cause__ else words


def unavailable(exchange: str, error: BaseException, retry_after_s: float | None = None) -> VenueUnavailable:
    """Return the error to raise in place of a foreign one."""
    return VenueUnavailable(exchange, meaning(error), retry_after_s)
