"""What a failed call to an exchange means, by the name of the error's class: ccxt's, mostly."""

from engine.core.reasons.calls import CallFailed

MEANING = {
    "BaseError": "an error without a name",
    "ExchangeError": "the exchange refused it for an unknown reason",
    "AuthenticationError": "the exchange does not accept the API key",
    "PermissionDenied": "the API key may not do that",
    "AccountNotEnabled": "the account is not enabled for that",
    "AccountSuspended": "the account is suspended",
    "ArgumentsRequired": "the request was incomplete",
    "BadRequest": "the exchange does not understand the request",
    "BadSymbol": "the exchange does not know the symbol",
    "OperationRejected": "the exchange rejected the operation",
    "NoChange": "there was nothing to change",
    "MarginModeAlreadySet": "the margin mode was already set",
    "MarketClosed": "the market is closed",
    "ManualInteractionNeeded": "the exchange wants something confirmed by hand",
    "RestrictedLocation": "the exchange does not serve this location",
    "InsufficientFunds": "there are not enough funds",
    "InvalidAddress": "the address is not valid",
    "AddressPending": "the address is not ready",
    "InvalidOrder": "the exchange did not accept the order",
    "OrderNotFound": "the exchange does not know the order",
    "OrderNotCached": "the order is not in the local cache",
    "OrderImmediatelyFillable": "the order would have filled at once",
    "OrderNotFillable": "the order could not fill",
    "DuplicateOrderId": "the order's id is already in use",
    "ContractUnavailable": "the contract is not available",
    "NotSupported": "the exchange does not offer that",
    "InvalidProxySettings": "the proxy settings are not valid",
    "ExchangeClosedByUser": "the connection was closed here",
    "OperationFailed": "the operation failed",
    "NetworkError": "the network connection failed",
    "DDoSProtection": "the exchange asks for a pause between requests",
    "RateLimitExceeded": "the exchange's rate limit was reached",
    "ExchangeNotAvailable": "the exchange cannot be reached",
    "OnMaintenance": "the exchange is under maintenance",
    "InvalidNonce": "the exchange did not accept the request's timestamp",
    "ChecksumError": "the data failed its checksum",
    "RequestTimeout": "the exchange did not answer in time",
    "BadResponse": "its answer could not be read",
    "NullResponse": "its answer was empty",
    "CancelPending": "a cancel is still in progress",
    "UnsubscribeError": "the subscription has ended",
}


def call_failed(failed: CallFailed) -> str:
    words = MEANING.get(failed.error, f"an unexpected {failed.error}")
    return f"{words} ({failed.cause})" if failed.cause else words
