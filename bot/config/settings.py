"""The settings: from the environment and `.env`, checked as a whole before anything starts.

Each setting is an upper-case name in the environment or in `.env`; the environment wins. A name that is
empty or still a placeholder (`your-bot-token`) counts as unset. Secrets are `SecretStr`: they stand in no
repr, log or complaint, and each may be in a file that NAME_FILE names.
"""

import re
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    JsonValue,
    PrivateAttr,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.values import (
    BOT_TOKEN,
    PLACEHOLDER,
    ChatPlace,
    MarketSource,
    QuoteLimits,
    chat_place,
    json_object,
    known_language,
    market_source,
    pair,
    person_ids,
    possible_speed,
    proxy_address,
    quote_limits,
    stored_amount,
    time_of_day,
    unquoted,
    wallet_amounts,
    web_address,
    webhook_address,
)
from db.address import read_address
from engine.core.checks import QuantityLimits
from engine.risk.paper_wallets import ANY_COIN


class ExchangeKeys(NamedTuple):
    """What signs requests to an exchange."""

    api_key: SecretStr
    secret_key: SecretStr
    passphrase: SecretStr | None = None


def _read_with(read: Callable[[str], object]) -> BeforeValidator:
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def _exchange_urls(text: str) -> dict[str, object]:
    urls = json_object(text, "addresses for each exchange")
    if not all(isinstance(value, dict) for value in urls.values()):
        raise ValueError("must be addresses for each exchange, as a JSON object of objects")
    return {name.lower(): value for name, value in urls.items()}


def _secret_token(token: SecretStr) -> SecretStr:
    if not BOT_TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("does not look like a bot token: digits, a colon and at least 30 letters or digits")
    return token


def _secret_proxy(address: SecretStr) -> SecretStr:
    return SecretStr(proxy_address(address.get_secret_value()))


def _base32(secret: SecretStr) -> SecretStr:
    text = re.sub(r"[\s-]|=+$", "", secret.get_secret_value()).upper()
    if not re.fullmatch(r"[A-Z2-7]{16,}", text):
        raise ValueError("must be a secret as `python -m bot totp` makes it: 16 or more of A-Z and 2-7")
    return SecretStr(text)


def _long_enough(passphrase: SecretStr) -> SecretStr:
    if len(passphrase.get_secret_value()) < SHORTEST_PASSPHRASE:
        raise ValueError(f"must have at least {SHORTEST_PASSPHRASE} characters")
    return passphrase


def _secret_web_address(address: SecretStr) -> SecretStr:
    return SecretStr(web_address(address.get_secret_value()))


def _secret_database(address: SecretStr) -> SecretStr:
    return SecretStr(read_address(address.get_secret_value()).render_as_string(hide_password=False))


def _secret_redis(address: SecretStr) -> SecretStr:
    parts = urlsplit(address.get_secret_value())
    try:
        is_one = parts.scheme in {"redis", "rediss", "unix"} and (parts.port or 1) > 0
    except ValueError:  # the port is no number
        is_one = False
    if not is_one:
        raise ValueError("must be an address that begins with redis://, rediss:// or unix://")
    return address


def _own_file(data: dict[str, Any]) -> SecretStr:
    return SecretStr(f"sqlite:///{data['scalper_data_dir'] / 'scalper.db'}")


def _market_of_the_chat(data: dict[str, Any]) -> MarketSource:
    """Without a token it is a first try, which must work with no network; with one, honest prices."""
    return MarketSource("live" if data["telegram_bot_token"] else "synthetic")


Amount = Annotated[Decimal, AfterValidator(stored_amount)]
Percent = Annotated[Amount, Field(ge=0, lt=100)]
Positive = Annotated[Amount, Field(gt=0)]
SHORTEST_PASSPHRASE = 12
A_HUNDRED_YEARS = 36_500
"""In days: what is kept longer would have to be older than the calendar."""
CAPITALS = _read_with(str.upper)
Limits = Annotated[QuoteLimits, _read_with(quote_limits)]


class Settings(BaseSettings):
    """All settings, valid once they exist. Build it with `bot.config.env_file.load_settings`."""

    model_config = SettingsConfigDict(
        enable_decoding=False,
        env_file_encoding="utf-8-sig",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    # Telegram. Without a token the local chat is used.
    telegram_bot_token: Annotated[SecretStr, AfterValidator(_secret_token)] | None = None
    telegram_owner_ids: Annotated[tuple[int, ...], _read_with(person_ids)] = Field((), examples=["123456789"])
    """When given, exactly these are owners, and no pairing code is made."""
    telegram_chat_id: Annotated[ChatPlace, _read_with(chat_place)] | None = Field(
        None, examples=["-1001234567890", "-1001234567890:7"]
    )
    telegram_api_url: Annotated[str, AfterValidator(web_address)] = Field(
        "https://api.telegram.org", repr=False
    )
    telegram_proxy: Annotated[SecretStr, AfterValidator(_secret_proxy)] | None = Field(
        None, examples=["socks5://user:password@host:1080"]
    )
    """All that goes to Telegram goes through it, and nothing else does."""
    telegram_take_over: bool = False
    """A webhook on the token is removed at the start. Without this it ends the start."""
    telegram_webhook_url: Annotated[str, AfterValidator(webhook_address)] | None = Field(
        None, examples=["https://bot.example.com/scalper"]
    )
    """Telegram brings updates there, to a path that nobody can guess. Unset: they are polled."""
    telegram_webhook_port: int = Field(9465, ge=0, le=65535)
    """Port on loopback where they are taken, for a reverse proxy; 0 takes a free one."""
    default_language: Annotated[str, AfterValidator(known_language)] = "en"
    """For groups, and for whoever's Telegram speaks none of ours."""
    local_chat_port: int = Field(8080, ge=0, le=65535)
    """Port of the local chat's page. If it is taken: see `local_chat_port_is_fixed`. 0 takes a free one."""

    # Storage
    scalper_data_dir: Path = Path("data")
    database_url: Annotated[SecretStr, AfterValidator(_secret_database)] = Field(
        default_factory=_own_file,
        examples=["postgresql://user:password@host/scalper", "sqlite:///data/scalper.db"],
    )
    """With the driver that is used here, whichever was written."""
    backup_at: Annotated[time, _read_with(time_of_day)] = Field(time(3, 30), examples=["03:30"])
    """When a backup is made every day, in UTC."""
    backup_keep: int = Field(7, ge=0)
    """So many are kept; 0: none is made."""
    backup_dir: Path | None = None
    """Unset: `backups` in the data folder."""
    backup_passphrase: Annotated[SecretStr, AfterValidator(_long_enough)] | None = None
    """With it backups are sealed, and can be put back with it alone."""
    backup_chat: Annotated[ChatPlace, _read_with(chat_place)] | None = Field(
        None, examples=["123456789", "-1001234567890"]
    )
    """Where each backup of every day is sent to, sealed."""
    cleanup_at: Annotated[time, _read_with(time_of_day)] = Field(time(3, 17), examples=["03:17"])
    """When old rows are deleted every day, in UTC."""
    log_keep_days: int = Field(30, ge=1, le=A_HUNDRED_YEARS)
    audit_keep_days: int = Field(365, ge=1, le=A_HUNDRED_YEARS)
    """Log lines of who had what done."""
    heartbeat_url: Annotated[SecretStr, AfterValidator(_secret_web_address)] | None = None
    """Of a monitor outside, asked for every so often as a sign of life. Whoever knows it can give one."""
    heartbeat_every_minutes: int = Field(5, ge=1, le=1440)
    clock_check_every_minutes: int = Field(60, ge=1, le=1440)
    clock_most_wrong_s: float = Field(2, gt=0, allow_inf_nan=False)
    """By so many seconds the time of day may differ from an exchange's before the owners are told."""
    db_pool_size: int = Field(5, ge=1)
    db_max_overflow: int = Field(10, ge=0)
    db_echo_log: bool = False
    redis_url: Annotated[SecretStr, AfterValidator(_secret_redis)] | None = Field(
        None, examples=["redis://:password@host:6379/0"]
    )
    """Where open forms are kept instead of the database."""

    secret_key: Annotated[SecretStr, AfterValidator(_long_enough)] | None = None
    """Opens the keys that `python -m bot keys set` has stored."""

    # Exchanges: keys, for futures others if need be, and whether the keys belong to the test venue
    binance_api_key: SecretStr | None = None
    binance_secret_key: SecretStr | None = None
    binance_futures_api_key: SecretStr | None = None
    binance_futures_secret_key: SecretStr | None = None
    binance_testnet: bool = True
    bybit_api_key: SecretStr | None = None
    bybit_secret_key: SecretStr | None = None
    bybit_futures_api_key: SecretStr | None = None
    bybit_futures_secret_key: SecretStr | None = None
    bybit_testnet: bool = True
    okx_api_key: SecretStr | None = None
    okx_secret_key: SecretStr | None = None
    okx_passphrase: SecretStr | None = None
    okx_futures_api_key: SecretStr | None = None
    okx_futures_secret_key: SecretStr | None = None
    okx_futures_passphrase: SecretStr | None = None
    okx_testnet: bool = True
    """OKX calls it demo trading."""
    coindcx_api_key: SecretStr | None = None
    coindcx_secret_key: SecretStr | None = None
    coindcx_futures_api_key: SecretStr | None = None
    coindcx_futures_secret_key: SecretStr | None = None
    coindcx_testnet: bool = True
    """CoinDCX has no test venue: with true its keys are not used, and there is PAPER only."""
    exchange_urls: Annotated[dict[str, dict[str, JsonValue]], _read_with(_exchange_urls)] = Field(
        {}, examples=['{"binance": {"public": "https://..."}}']
    )
    ws_heartbeat_interval: float = Field(30, gt=0, allow_inf_nan=False)
    """Seconds between two signs of life on an exchange's websocket."""

    # Trading with money: amounts in the quote coin
    live_trading: bool = False
    allow_withdrawal_keys: bool = False
    """LIVE refuses a key that may withdraw, unless this says that it is wanted."""
    max_order_value: Limits = Field({}, examples=["USDT=100,BTC=0.001"])
    max_exposure: Limits = Field({}, examples=["USDT=500,BTC=0.005"])
    max_daily_loss: Limits = Field({}, examples=["USDT=50,BTC=0.0005"])
    totp_secret: Annotated[SecretStr, AfterValidator(_base32)] | None = None
    """With it a one-time code is asked for before a LIVE bot is set to work."""
    totp_above: Limits = Field({}, examples=["USDT=100,BTC=0.001"])
    """One order of a bot may be worth so much without a code; in other coins nothing may."""
    close_slippage_percent: Percent = Decimal("0.5")

    # Bots: amounts in the base coin
    max_bots_per_user: int = Field(10, ge=1)
    default_bot_status: Annotated[Literal["STOPPED", "ACTIVE"], CAPITALS] = "STOPPED"
    min_trade_amount: Positive = Decimal("0.001")
    max_trade_amount: Positive = Decimal(1000)

    # The market of paper bots
    market_data: Annotated[MarketSource, _read_with(market_source)] = Field(
        default_factory=_market_of_the_chat, examples=["live", "synthetic", "csv:trades.csv"]
    )
    replay_symbol: Annotated[str, AfterValidator(pair)] = "BTC/USDT"
    replay_speed: Annotated[float, AfterValidator(possible_speed)] = Field(1, ge=0, allow_inf_nan=False)
    """Times faster than in reality; 0 is as fast as it goes."""
    synthetic_seed: int = 1
    paper_fee_percent: Percent = Decimal("0.1")
    paper_tick: Positive = Decimal("0.00000001")
    paper_step: Positive = Decimal("0.00000001")
    paper_balance: Annotated[QuoteLimits, _read_with(wallet_amounts)] = Field(
        {ANY_COIN: Decimal(1_000_000)}, examples=["USDT=10000,BTC=0.5,*=1000"]
    )
    """What a person's wallet on paper begins with at each exchange; `*`: of any other coin."""
    paper_min_notional: Amount = Field(Decimal(0), ge=0)

    # Chat limits, per person
    rate_limit_enabled: bool = True
    rate_limit_per_minute: int = Field(60, ge=1)
    rate_limit_per_hour: int = Field(1000, ge=1)

    # Operation
    monitoring_port: int | None = Field(None, ge=0, le=65535, examples=["9464"])
    """Port on loopback for whoever watches the program; 0 takes a free one. Unset: there is none."""
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], CAPITALS] = "INFO"
    log_format: Annotated[Literal["text", "json"], _read_with(str.lower)] = "text"
    log_file_path: Path | None = None
    sentry_dsn: SecretStr | None = None

    _named: Mapping[str, Mapping[str, ExchangeKeys]] = PrivateAttr(default_factory=dict)

    @property
    def local_chat_port_is_fixed(self) -> bool:
        """Tell whether the port was asked for: then a taken port is an error, else any free one will do."""
        return "local_chat_port" in self.model_fields_set

    @property
    def quantity_limits(self) -> QuantityLimits:
        """How small and how large an order may be."""
        return QuantityLimits(smallest=self.min_trade_amount, largest=self.max_trade_amount)

    @property
    def backup_folder(self) -> Path:
        """Where backups are kept."""
        return self.backup_dir or self.scalper_data_dir / "backups"

    def accounts(self, prefix: str, *, futures: bool = False) -> dict[str, ExchangeKeys]:
        """Return the keys of an exchange's accounts by their labels; "" is the default one.

        `prefix`: how its settings begin, "acme" for ACME_API_KEY. Futures without keys of their own use
        those for spot.
        """
        found: dict[str, ExchangeKeys] = {}
        for one in (prefix, f"{prefix}_futures")[: 1 + futures]:
            keys = self._keys(one)
            found |= ({"": keys} if keys else {}) | dict(self._named.get(one, {}))
        return found

    def with_accounts(self, named: Mapping[str, Mapping[str, ExchangeKeys]]) -> Self:
        """Return the same with accounts that have names: how their settings begin -> name -> keys."""
        made = self.model_copy()
        made._named = named  # noqa: SLF001 - its own
        return made

    @property
    def secrets(self) -> list[SecretStr]:
        """What nobody may see, the keys of named accounts too."""
        values = [getattr(self, name) for name in type(self).model_fields]
        named = [part for accounts in self._named.values() for keys in accounts.values() for part in keys]
        return [one for one in (*values, *named) if isinstance(one, SecretStr)]

    def testnet(self, prefix: str) -> bool:
        """Tell whether the keys of the exchange belong to its test venue."""
        return bool(getattr(self, f"{prefix}_testnet"))

    def _keys(self, prefix: str) -> ExchangeKeys | None:
        api_key = getattr(self, f"{prefix}_api_key")
        secret_key = getattr(self, f"{prefix}_secret_key")
        passphrase = getattr(self, f"{prefix}_passphrase", None)
        return ExchangeKeys(api_key, secret_key, passphrase) if api_key and secret_key else None

    @model_validator(mode="before")
    @classmethod
    def _drop_placeholders(cls, values: dict[str, Any]) -> dict[str, Any]:
        given = {name: unquoted(value) if isinstance(value, str) else value for name, value in values.items()}
        return {
            name: value
            for name, value in given.items()
            if not (isinstance(value, str) and PLACEHOLDER.fullmatch(value))
        }

    @field_validator("*")
    @classmethod
    def _in_pairs(cls, value: object, info: ValidationInfo) -> object:
        partner = str(info.field_name).replace("secret_key", "api_key")
        if (
            partner != info.field_name
            and partner in info.data
            and (value is None) != (info.data[partner] is None)
        ):
            raise ValueError(f"and {partner.upper()} belong together: set both or neither")
        return value

    @field_validator("telegram_webhook_url")
    @classmethod
    def _of_a_token(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("telegram_bot_token", value) is None:
            raise ValueError("is for Telegram alone, and there is no TELEGRAM_BOT_TOKEN")
        return value

    @field_validator("backup_chat")
    @classmethod
    def _sealed_alone(cls, value: ChatPlace | None, info: ValidationInfo) -> ChatPlace | None:
        if value is None:
            return value
        if info.data.get("backup_passphrase", value) is None:
            raise ValueError("needs BACKUP_PASSPHRASE: no backup is sent that is not encrypted")
        if info.data.get("backup_keep") == 0:
            raise ValueError("needs backups, and with BACKUP_KEEP=0 none is made")
        if info.data.get("telegram_bot_token", value) is None:
            raise ValueError("is for Telegram alone, and there is no TELEGRAM_BOT_TOKEN")
        return value

    @field_validator("max_order_value", "max_exposure", "max_daily_loss")
    @classmethod
    def _limits_of_live_trading(cls, value: QuoteLimits, info: ValidationInfo) -> QuoteLimits:
        if info.data.get("live_trading") and not value:
            raise ValueError("is needed with LIVE_TRADING=true")
        if value and value.keys() != info.data.get("max_order_value", value).keys():
            raise ValueError("must name the same quote coins as MAX_ORDER_VALUE")
        return value

    @field_validator("max_trade_amount")
    @classmethod
    def _at_least_the_smallest(cls, value: Decimal, info: ValidationInfo) -> Decimal:
        if value < info.data.get("min_trade_amount", value):
            raise ValueError("must not be below MIN_TRADE_AMOUNT")
        return value
