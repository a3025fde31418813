"""The reasons that are one of a list: codes, stored as they stand here."""

from enum import StrEnum


class Cause(StrEnum):
    """Reasons that need no parameter."""

    PAUSED = "paused"
    EDIT_NOT_MADE = "edit_not_made"
    """A fill came first, and with it the change was not possible any more."""
    LATE_FILL = "late_fill"
    """A fill came after its order had ended."""
    NEVER_ARRIVED = "never_arrived"
    """The order never reached the exchange."""
    CANCELED_THERE = "canceled_there"
    """The order was cancelled at the exchange, and not by us."""
    NO_OFFERS = "no_offers"
    """Nobody offers a price to close at."""
    LIVE_IS_OFF = "live_is_off"
    """The owner's switch for money is off."""
    LIVE_WAS_OFF = "live_was_off"
    """The same, for a pause that outlives the restart that switches it on again."""
    RESTORED = "restored"
    """The database comes from an older backup."""
    NOT_HEARD_YET = "not_heard_yet"
    """No pass over the symbol is through yet, and nothing has failed: accounts are read at our own pace."""
    TIME_UNKNOWN = "time_unknown"
    """The exchange's time is not known: nothing can be dated and signed."""
    TOO_EARLY = "too_early"
    """An order that the exchange does not know may still be on its way to it."""
    UNEXPECTED = "unexpected"
    """An error that nobody foresaw; the log has it."""
    # why an exchange has ended or refused an order
    SELF_TRADE = "self_trade"
    """It would have traded with another order of the account."""
    MADE_SMALLER = "made_smaller"
    """The exchange trimmed it, and all that was left of it has filled."""
    NOTHING_OFFERED = "nothing_offered"
    PRICE_LIMIT = "price_limit"
    PAIR_CLOSED = "pair_closed"
    MARGIN_NEEDED = "margin_needed"
    BEING_DELEVERAGED = "being_deleveraged"
    NOTHING_TO_REDUCE = "nothing_to_reduce"
    CANCELED_BY_EXCHANGE = "canceled_by_exchange"
    NAME_TAKEN = "name_taken"
    # why nobody can say what became of a call
    NAMESAKE_HIDDEN = "namesake_hidden"
    """The exchange has refused a copy of an order, and does not show the original."""
    ORDER_HIDDEN = "order_hidden"
    """A trade of the order is shown, and the order is not."""
    STREAM_BROKE = "stream_broke"
    STREAM_ENDED = "stream_ended"
    STREAM_KEY_LOST = "stream_key_lost"
    # on paper
    NOT_SUBSCRIBED = "not_subscribed"
    """The bot has no slot at the market."""
    REFUSAL_ON_ITS_WAY = "refusal_on_its_way"


class OrderCause(StrEnum):
    UNKNOWN_THERE = "unknown_there"
    """The exchange had it, and does not know it any more."""
    CONTRADICTS = "contradicts"
    """What is told of it cannot all be true."""
    ACCEPTED_AS_IS = "accepted_as_is"
    """A person has looked, and it has ended with what is booked."""
    REAPPEARED = "reappeared"
    """It was proven absent, and it is there."""
    FROM_BEFORE_RESTORE = "from_before_restore"
    REPLACED = "replaced"
    """It has ended, and another order bears its name."""
    FILLS_MISSING = "fills_missing"
    """More is reported as filled than its trades show."""


class SymbolCause(StrEnum):
    UNKNOWN = "symbol_unknown"
    HALTED = "symbol_halted"
    """It is listed, and takes no new orders."""
    STANDS_HALTED = "stands_halted"
    """The same, for a pause: it says how the bot goes on."""
    DELISTED = "symbol_delisted"
    CROSS_MARGIN = "cross_margin"


class FeedProblem(StrEnum):
    """What is wrong with a file of prices, or with one row of it."""

    UNREADABLE = "unreadable"
    NOT_TEXT = "not_text"
    COMPRESSED = "compressed"
    NO_ROWS = "no_rows"
    ROW_GONE = "row_gone"
    """The bot has come further than the file goes."""
    HEADER = "header"
    HEADER_AGAIN = "header_again"
    COLUMNS = "columns"
    EMPTY_CELL = "empty_cell"
    NO_TIMESTAMP = "no_timestamp"
    NOT_MILLISECONDS = "not_milliseconds"
    TIME_ORDER = "time_order"
    NOT_A_NUMBER = "not_a_number"
    NOT_ABOVE_ZERO = "not_above_zero"
    OUT_OF_RANGE = "out_of_range"
    CANDLE = "candle"
    CANDLE_AGAIN = "candle_again"


class AccountCause(StrEnum):
    KEY_MAY_WITHDRAW = "key_may_withdraw"
    KEY_MAY_NOT_TRADE = "key_may_not_trade"
    KEYS_MISSING = "keys_missing"
    HEDGE_MODE = "hedge_mode"
    WALLET_UNSEEN = "wallet_unseen"


class Limit(StrEnum):
    """The owner's limits for real accounts, by the names of their settings."""

    ORDER_VALUE = "MAX_ORDER_VALUE"
    EXPOSURE = "MAX_EXPOSURE"
    DAILY_LOSS = "MAX_DAILY_LOSS"


class Rule(StrEnum):
    """The rules of a market that an exchange changes."""

    PRICE_STEP = "price_step"
    QUANTITY_STEP = "quantity_step"
    SMALLEST_QUANTITY = "smallest_quantity"
    SMALLEST_VALUE = "smallest_value"


class MarginSetting(StrEnum):
    """How a perpetual position is kept, each of which has to be right before an entry."""

    POSITION_MODE = "position_mode"
    MARGIN_MODE = "margin_mode"
    LEVERAGE = "leverage"


class Force(StrEnum):
    """Why an exchange closes a position by itself."""

    LIQUIDATION = "liquidation"
    DELEVERAGING = "auto-deleveraging"
    """The position was the counterpart of somebody else's liquidation."""
    SETTLEMENT = "settlement"
    """The contract has ended: it is delisted."""
