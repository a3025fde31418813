"""Who trades, with which keys and with how much."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tests.twin.core.errors import Refused, UnknownNameError, Why
from tests.twin.core.values import COIN_STEP, ZERO


class FeeCoin(StrEnum):
    """In which coin an account pays: what it receives, the quote, or BNB while it has enough of it.

    REBATE_GIVEN is as RECEIVED, but rebates come in the coin that was given, as at Bybit.
    """

    RECEIVED = "received"
    REBATE_GIVEN = "rebate_given"
    QUOTE = "quote"
    BNB = "bnb"


@dataclass(slots=True)
class Fees:
    """Shares of the value traded; negative for a rebate. BNB is charged at three quarters.

    `tax` is a share of the fee, taken on top of it where there is one. `step`: what fees are rounded to.
    """

    maker: Decimal = Decimal("0.001")
    taker: Decimal = Decimal("0.001")
    coin: FeeCoin = FeeCoin.RECEIVED
    tax: Decimal = ZERO
    step: Decimal = COIN_STEP

    def rate(self, *, maker: bool) -> Decimal:
        return self.maker if maker else self.taker


@dataclass(slots=True)
class ApiKey:
    """A key with its permissions. It can be taken away while in use."""

    key: str
    secret: str = field(repr=False)
    can_trade: bool = True
    can_withdraw: bool = False
    enabled: bool = True
    demo: bool | None = None
    """Whether it is one for play money, where an exchange tells those apart; None: it is for either."""

    @property
    def passphrase(self) -> str:
        """Return the word that was chosen with the key, where an exchange asks for one."""
        return _digest(f"passphrase of {self.key}")[:16]

    @classmethod
    def named(cls, name: str, **permissions: bool) -> "ApiKey":
        """Return the key that always belongs to a name, so that another process can know it."""
        return cls(_digest(f"key of {name}"), _digest(f"secret of {name}"), **permissions)


@dataclass(slots=True)
class Balance:
    free: Decimal = ZERO
    locked: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.free + self.locked


class Wallet:
    """Coins, free and locked in orders."""

    def __init__(self, coins: Mapping[str, Decimal] | None = None) -> None:
        self._coins = {coin: Balance(amount) for coin, amount in (coins or {}).items()}

    def of(self, coin: str) -> Balance:
        return self._coins.setdefault(coin, Balance())

    def coins(self) -> dict[str, Balance]:
        return dict(self._coins)

    def lock(self, coin: str, amount: Decimal) -> None:
        """Move from free to locked. Refused when there is too little."""
        balance = self.of(coin)
        if balance.free < amount:
            raise Refused(Why.INSUFFICIENT_FUNDS, coin)
        balance.free -= amount
        balance.locked += amount

    def unlock(self, coin: str, amount: Decimal) -> None:
        balance = self.of(coin)
        balance.locked -= amount
        balance.free += amount

    def add(self, coin: str, amount: Decimal) -> None:
        """Add to what is free; a negative amount is taken from it."""
        self.of(coin).free += amount


class Account:
    """A customer of the exchange: keys, one wallet per venue (or one for several), fees."""

    def __init__(self, name: str, wallets: Mapping[str, Mapping[str, Decimal]]) -> None:
        self.name = name
        self.number = int(_digest(name)[:8], 16)
        self.keys = [ApiKey.named(name)]
        self.wallets = {wallet: Wallet(coins) for wallet, coins in wallets.items()}
        self.fees = Fees()
        self.perpetual_fees = Fees(Decimal("0.0002"), Decimal("0.0005"), FeeCoin.QUOTE)

    def wallet(self, name: str) -> Wallet:
        return self.wallets.setdefault(name, Wallet())

    def add_key(self, label: str, **permissions: bool) -> ApiKey:
        """Give the account another key, by default one that may trade and not withdraw."""
        key = ApiKey.named(f"{self.name}/{label}", **permissions)
        self.keys.append(key)
        return key


class Accounts:
    """All accounts, by name and by key."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}

    def add(self, account: Account) -> Account:
        """Open an account. ValueError when the name is taken."""
        if account.name in self._accounts:
            raise ValueError(f"an account called {account.name} exists")
        self._accounts[account.name] = account
        return account

    def named(self, name: str) -> Account:
        try:
            return self._accounts[name]
        except KeyError:
            raise UnknownNameError(f"no account called {name}") from None

    def with_key(self, key: str) -> tuple[Account, ApiKey] | None:
        """Return the account that a key belongs to."""
        for account in self._accounts.values():
            for own in account.keys:
                if own.key == key:
                    return account, own
        return None

    def all(self) -> list[Account]:
        return list(self._accounts.values())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
