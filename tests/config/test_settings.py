"""The settings: what is taken, what is refused and in which words, and that secrets stay secret."""

import os
import re
import traceback
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from bot.config.env_file import load_settings
from bot.config.settings import Settings
from bot.config.values import ChatPlace, MarketSource
from engine.errors import SettingsError

TOKEN = "123456789:" + "AbCdEf_-" * 5
DOCUMENTED = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.lower().removesuffix("_file") in Settings.model_fields:
            monkeypatch.delenv(name)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def load(env_file: Path, **values: str) -> Settings:
    env_file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return load_settings(env_file)


def complaints(env_file: Path, **values: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        load(env_file, **values)
    return error.value.complaints


def test_nothing_is_needed(env_file: Path) -> None:
    settings = load_settings(env_file)
    assert settings.telegram_bot_token is None
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///data/scalper.db"
    assert settings.market_data == MarketSource("synthetic")
    assert not settings.live_trading


def test_with_a_token_paper_bots_trade_on_live_prices(env_file: Path) -> None:
    assert load(env_file, TELEGRAM_BOT_TOKEN=TOKEN).market_data == MarketSource("live")
    assert load(env_file, TELEGRAM_BOT_TOKEN=TOKEN, MARKET_DATA="synthetic").market_data == MarketSource(
        "synthetic"
    )


def test_the_environment_wins_over_the_file(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_BOTS_PER_USER", "3")
    assert load(env_file, MAX_BOTS_PER_USER="5", DB_POOL_SIZE="7").max_bots_per_user == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "your-bot-token",
        "your_bot_token_here",
        '"your-bot-token"',
        "<token>",
        "changeme",
        "CHANGE_ME",
        "xxx",
        "...",
    ],
)
def test_placeholders_count_as_unset(text: str, env_file: Path) -> None:
    settings = load(
        env_file, TELEGRAM_BOT_TOKEN=text, MAX_BOTS_PER_USER=text, TELEGRAM_CHAT_ID=text, MAX_EXPOSURE=text
    )
    assert settings.telegram_bot_token is None
    assert settings.max_bots_per_user == 10


def test_quotes_of_a_container_file_are_no_part_of_the_value(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f'"{TOKEN}"')
    token = load_settings(env_file).telegram_bot_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_a_file_of_an_earlier_version_starts_with_one_warning_without_values(
    env_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    load(env_file, JWT_SECRET_KEY="s3cr3tvalue", FRONTEND_URL="http://x", MAX_BOTS_PER_USER="5")
    assert len(caplog.records) == 1
    assert "FRONTEND_URL, JWT_SECRET_KEY" in caplog.text
    assert "s3cr3tvalue" not in caplog.text
    assert "MAX_BOTS" not in caplog.text


WRONG = {
    "TELEGRAM_BOT_TOKEN": "12345:too-short",
    "TELEGRAM_OWNER_IDS": "12,@bob",
    "TELEGRAM_CHAT_ID": "my group",
    "TELEGRAM_API_URL": "api.telegram.org",
    "TELEGRAM_PROXY": "socks5://u:hunter22@h",
    "TELEGRAM_WEBHOOK_URL": "http://bot.example.com",
    "TELEGRAM_WEBHOOK_PORT": "-1",
    "TOTP_SECRET": "hunter22",
    "TOTP_ABOVE": "USDT=-5",
    "DATABASE_URL": "mysql://root:hunter22@db/x",
    "DB_POOL_SIZE": "0",
    "BYBIT_API_KEY": "lonelykey",
    "EXCHANGE_URLS": "[1, 2]",
    "LIVE_TRADING": "perhaps",
    "MAX_EXPOSURE": "USDT=-5",
    "MAX_BOTS_PER_USER": "ten",
    "DEFAULT_BOT_STATUS": "RUNNING",
    "MIN_TRADE_AMOUNT": "0,001",
    "MARKET_DATA": "csv:/no/such/file.csv",
    "REPLAY_SYMBOL": "BTCUSDT",
    "REPLAY_SPEED": "nan",
    "CLOSE_SLIPPAGE_PERCENT": "100",
    "RATE_LIMIT_PER_MINUTE": "1.5",
    "LOG_FORMAT": "xml",
    "LOCAL_CHAT_PORT": "70000",
}


def test_all_complaints_come_at_once_each_with_an_example(env_file: Path) -> None:
    found = complaints(env_file, **WRONG)
    named = [sentence.split()[0] for sentence in found]
    assert sorted(named) == sorted([*WRONG.keys() - {"BYBIT_API_KEY"}, "BYBIT_SECRET_KEY"])
    assert all(
        sentence.endswith(".") or f"Example: {name}=" in sentence
        for name, sentence in zip(named, found, strict=True)
    )
    assert 'MAX_BOTS_PER_USER must be a whole number; it is "ten". Example: MAX_BOTS_PER_USER=10' in found
    assert "BYBIT_SECRET_KEY and BYBIT_API_KEY belong together: set both or neither." in found


@pytest.mark.parametrize(
    ("typed", "symbol"),
    [
        ("币安人生/USDT", "币安人生/USDT"),
        ("1000000babydoge/usdt", "1000000BABYDOGE/USDT"),
        ("BTC/U", "BTC/U"),
        ("4/USDT", "4/USDT"),
        ("$MYRO/USDT", "$MYRO/USDT"),
        ("BTC.B/USDT", "BTC.B/USDT"),
        ("BTC/USDT:USDT", "BTC/USDT"),
    ],
)
def test_a_replayed_pair_is_whatever_an_exchange_lists(env_file: Path, typed: str, symbol: str) -> None:
    assert load(env_file, REPLAY_SYMBOL=typed).replay_symbol == symbol


@pytest.mark.parametrize(
    "typed", ["BTCUSDT", "BTC/", "/USDT", "BTC/USDT/ETH", "BTC/USDT:BTC", "BTC USDT", "BTC/US DT", "/"]
)
def test_what_is_no_pair_to_replay_is_said(env_file: Path, typed: str) -> None:
    (complaint,) = complaints(env_file, REPLAY_SYMBOL=typed)
    wanted = (
        f'REPLAY_SYMBOL must be a pair with a stroke in it; it is "{typed}". Example: REPLAY_SYMBOL=BTC/USDT'
    )
    assert complaint == wanted


@pytest.mark.parametrize(
    "typed",
    [
        "http://a.b",
        "https://",
        "https://a.b:9443",
        "https://a.b?x=1",
        "https://u:p@a.b",
        "https://a.b:x",
        "a.b",
    ],
)
def test_where_telegram_cannot_bring_updates_is_said(env_file: Path, typed: str) -> None:
    [complaint] = complaints(env_file, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_WEBHOOK_URL=typed)
    assert complaint.startswith(
        "TELEGRAM_WEBHOOK_URL must be an address that begins with https://, at port 443,"
    )


def test_a_webhook_is_that_of_a_token(env_file: Path) -> None:
    address = "https://a.b:8443/there"
    [complaint] = complaints(env_file, TELEGRAM_WEBHOOK_URL=address)
    assert "there is no TELEGRAM_BOT_TOKEN" in complaint
    made = load(env_file, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_WEBHOOK_URL=f"{address}/")
    assert made.telegram_webhook_url == address


def test_a_secret_for_codes_is_read_as_apps_show_it(env_file: Path) -> None:
    made = load(env_file, TOTP_SECRET="jbsw y3dp-ehpk 3pxp", TOTP_ABOVE="USDT=100").totp_secret
    assert made is not None
    assert made.get_secret_value() == "JBSWY3DPEHPK3PXP"


def test_a_limit_may_be_in_any_coin(env_file: Path) -> None:
    assert load(env_file, MAX_ORDER_VALUE="币安人生=5, u=7").max_order_value == {"币安人生": 5, "U": 7}


def test_no_complaint_error_or_repr_holds_a_secret(env_file: Path) -> None:
    secrets = {
        "TELEGRAM_BOT_TOKEN": "98765:hushtoken",
        "DATABASE_URL": "mysql://root:hushpassword@db/x",
        "BINANCE_API_KEY": "hushapikey",
        "REDIS_URL": "http://:hushredis@h",
        "SENTRY_DSN": "https://hushdsn@sentry.invalid/1",
        "TELEGRAM_CHAT_ID": TOKEN,
        "REPLAY_SYMBOL": "12345:hush" + "x" * 30,
        "MAX_BOTS_PER_USER": "hushpastedintothewrongplace-0123456789abcdef",
    }
    with pytest.raises(SettingsError) as error:
        load(env_file, **secrets)
    seen = (
        "".join(traceback.format_exception(error.value)) + repr(error.value) + "".join(error.value.complaints)
    )
    assert "hush" not in seen.lower()
    assert TOKEN not in seen
    good = secrets | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DATABASE_URL": "postgres://u:hushpassword@h/d",
        "TELEGRAM_CHAT_ID": "1",
        "REDIS_URL": "redis://:hushredis@h",
    }
    settings = load(
        env_file,
        **good
        | {"MAX_BOTS_PER_USER": "3", "REPLAY_SYMBOL": "BTC/USDT", "BINANCE_SECRET_KEY": "hushsecretkey"},
    )
    assert "hush" not in f"{settings!r}{settings!s}{settings.model_dump_json()}"
    assert TOKEN not in f"{settings!r}{settings!s}{settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-1001234567890", ChatPlace(-1001234567890)),
        ("12345", ChatPlace(12345)),
        ("-1001234567890:7", ChatPlace(-1001234567890, 7)),
        ("-1001234567890/7", ChatPlace(-1001234567890, 7)),
        ("@my_channel", ChatPlace("@my_channel")),
        ("@my_group/12", ChatPlace("@my_group", 12)),
    ],
)
def test_the_alert_chat(text: str, place: ChatPlace, env_file: Path) -> None:
    assert load(env_file, TELEGRAM_CHAT_ID=text).telegram_chat_id == place


def test_the_chat_for_backups_gets_none_that_is_not_encrypted(env_file: Path) -> None:
    wanted = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "BACKUP_CHAT": "12345",
        "BACKUP_PASSPHRASE": "correct horse battery",
    }
    assert load(env_file, **wanted).backup_chat == ChatPlace(12345)
    for changes, complaint in (
        ({"BACKUP_PASSPHRASE": ""}, "needs BACKUP_PASSPHRASE"),
        ({"BACKUP_KEEP": "0"}, "with BACKUP_KEEP=0 none is made"),
        ({"TELEGRAM_BOT_TOKEN": ""}, "there is no TELEGRAM_BOT_TOKEN"),
    ):
        assert complaint in complaints(env_file, **(wanted | changes))[0]


def test_owners(env_file: Path) -> None:
    assert load(env_file, TELEGRAM_OWNER_IDS=" 12, 34 ,12,").telegram_owner_ids == (12, 34)
    assert "-5" in complaints(env_file, TELEGRAM_OWNER_IDS="-5")[0]


def test_bytes_that_are_no_text_in_the_environment(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "\udcff")  # so Python has the byte FF there
        with suppress(SettingsError):
            load_settings(env_file)
        monkeypatch.delenv(name.upper())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("postgresql://u:p%40ss@h:5432/d", "postgresql+asyncpg://u:p%40ss@h:5432/d"),
        ("postgres://u:p@h/d?sslmode=require", "postgresql+asyncpg://u:p@h/d?ssl=require"),
        ("postgresql+psycopg2://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        (
            "postgresql+asyncpg://postgres@/postgres?host=/tmp/pg",
            "postgresql+asyncpg://postgres@/postgres?host=%2Ftmp%2Fpg",
        ),
        ("sqlite:///data/x.db", "sqlite+aiosqlite:///data/x.db"),
        ("sqlite+aiosqlite:////var/x.db", "sqlite+aiosqlite:////var/x.db"),
    ],
)
def test_database_addresses_get_the_driver_that_is_used(text: str, address: str, env_file: Path) -> None:
    assert load(env_file, DATABASE_URL=text).database_url.get_secret_value() == address


@pytest.mark.parametrize("text", ["sqlite://", "sqlite:///:memory:", "sqlite+pysqlite:///x", "scalper.db"])
def test_other_databases_are_refused(text: str, env_file: Path) -> None:
    assert complaints(env_file, DATABASE_URL=text)[0].startswith("DATABASE_URL must ")


def test_the_data_folder_holds_the_database(env_file: Path) -> None:
    settings = load(env_file, SCALPER_DATA_DIR="/var/lib/scalper")
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:////var/lib/scalper/scalper.db"


@pytest.mark.parametrize(
    "text",
    [
        "USDT=1000,btc=0.01",
        "USDT=1000 BTC=0.01",
        '{"USDT": 1000, "BTC": 0.01}',
        '{"USDT":"1000","BTC":"0.01"}',
    ],
)
def test_limits_per_quote_coin(text: str, env_file: Path) -> None:
    limits = load(env_file, MAX_ORDER_VALUE=text).max_order_value
    assert limits == {"USDT": Decimal(1000), "BTC": Decimal("0.01")}
    assert str(limits["BTC"]) == "0.01"


@pytest.mark.parametrize(
    "text", ["1000", "USDT=", "USDT=0", "USDT=NaN", "USDT=1,USDT=2", "{", '{"USDT": null}', "=5"]
)
def test_limits_that_are_none(text: str, env_file: Path) -> None:
    assert complaints(env_file, MAX_ORDER_VALUE=text)[0].startswith("MAX_ORDER_VALUE must ")


def test_live_trading_needs_all_limits_for_the_same_coins(env_file: Path) -> None:
    assert len(complaints(env_file, LIVE_TRADING="true")) == 3
    limits = {"MAX_ORDER_VALUE": "USDT=10", "MAX_EXPOSURE": "USDT=10", "MAX_DAILY_LOSS": "USDT=10,BTC=1"}
    assert complaints(env_file, LIVE_TRADING="true", **limits)[0].startswith(
        "MAX_DAILY_LOSS must name the same quote coins"
    )
    assert load(env_file, LIVE_TRADING="true", **limits | {"MAX_DAILY_LOSS": "USDT=5"}).live_trading


def test_smallest_and_largest_quantity(env_file: Path) -> None:
    assert complaints(env_file, MIN_TRADE_AMOUNT="5", MAX_TRADE_AMOUNT="4")[0].startswith(
        "MAX_TRADE_AMOUNT must not be below"
    )


def test_keys_of_exchanges(env_file: Path) -> None:
    settings = load(env_file, BINANCE_API_KEY="aaaa", BINANCE_SECRET_KEY="bbbb", BINANCE_TESTNET="false")
    spot = settings.accounts("binance")[""]
    assert (spot.api_key.get_secret_value(), spot.secret_key.get_secret_value()) == ("aaaa", "bbbb")
    assert settings.accounts("binance", futures=True) == {"": spot}
    assert settings.accounts("bybit") == {}
    assert (settings.testnet("binance"), settings.testnet("bybit")) == (False, True)
    own = load(env_file, BINANCE_FUTURES_API_KEY="cccc", BINANCE_FUTURES_SECRET_KEY="dddd")
    assert own.accounts("binance") == {}
    assert [*own.accounts("binance", futures=True)] == [""]


def test_market_data_from_a_file(env_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "trades.csv"
    file.touch()
    assert load(env_file, MARKET_DATA=f"csv:{file}").market_data == MarketSource("csv", file)


def test_addresses_of_exchanges(env_file: Path) -> None:
    urls = load(env_file, EXCHANGE_URLS='{"Binance": {"public": "http://127.0.0.1:1"}}').exchange_urls
    assert urls == {"binance": {"public": "http://127.0.0.1:1"}}


def test_the_port_of_the_local_chat_is_fixed_only_when_asked_for(env_file: Path) -> None:
    assert not load(env_file).local_chat_port_is_fixed
    assert load(env_file, LOCAL_CHAT_PORT="8080").local_chat_port_is_fixed


def test_an_unreadable_file_is_a_complaint(env_file: Path) -> None:
    env_file.write_bytes(b"LOG_LEVEL=\xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(env_file)


def test_every_setting_is_documented_with_its_default() -> None:
    text = DOCUMENTED.read_text()
    written = dict(re.findall(r"^#([A-Z_]+)=(.*)$", text, re.MULTILINE))
    written = {name: value for name, value in written.items() if "__" not in name}  # of a named account
    assert written.keys() == {name.upper() for name in Settings.model_fields}


def test_the_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    example = tmp_path / "example"
    example.write_text(re.sub(r"^#([A-Z_]+=)", r"\1", DOCUMENTED.read_text(), flags=re.MULTILINE))
    assert load_settings(example).model_dump() == load_settings(None).model_dump()


@pytest.mark.parametrize(
    "name",
    [
        "PAPER_TICK",
        "PAPER_STEP",
        "PAPER_MIN_NOTIONAL",
        "PAPER_FEE_PERCENT",
        "CLOSE_SLIPPAGE_PERCENT",
        "MIN_TRADE_AMOUNT",
        "MAX_TRADE_AMOUNT",
        "MAX_ORDER_VALUE",
        "PAPER_BALANCE",
    ],
)
def test_a_number_that_cannot_be_counted_with_is_one_sentence(env_file: Path, name: str) -> None:
    for number in ("1e9999999", "1e-9999999", "1e30", "0.1234567890123456789", "NaN", "inf"):
        text = f"USDT={number}" if name in {"MAX_ORDER_VALUE", "PAPER_BALANCE"} else number
        (complaint,) = [said for said in complaints(env_file, **{name: text}) if said.startswith(name)]
        assert "\n" not in complaint


@pytest.mark.parametrize("speed", ["1e-300", "1e300", "0.00001"])
def test_a_speed_at_which_no_time_can_pass_is_a_sentence(env_file: Path, speed: str) -> None:
    (complaint,) = complaints(env_file, REPLAY_SPEED=speed)
    assert "REPLAY_SPEED must be 0, or between 0.0001 and 1,000,000" in complaint


@pytest.mark.parametrize("name", ["LOG_KEEP_DAYS", "AUDIT_KEEP_DAYS"])
def test_a_time_that_no_calendar_has_is_a_sentence(env_file: Path, name: str) -> None:
    env_file.write_text(f"{name}=999999\n")
    with pytest.raises(SettingsError, match=f"{name} must be at most 36500"):
        load_settings(env_file)


@pytest.mark.parametrize("name", ["CLOCK_MOST_WRONG_S", "WS_HEARTBEAT_INTERVAL"])
def test_a_time_without_an_end_is_a_sentence(env_file: Path, name: str) -> None:
    env_file.write_text(f"{name}=inf\n")
    with pytest.raises(SettingsError, match=f"{name} must be a number"):
        load_settings(env_file)


def test_amounts_that_are_nested_too_deep_are_a_sentence(env_file: Path) -> None:
    env_file.write_text("MAX_EXPOSURE=" + '{"a":' * 5000)
    with pytest.raises(SettingsError, match="MAX_EXPOSURE"):
        load_settings(env_file)


@pytest.mark.parametrize(
    ("content", "way_out"), [(None, "folder"), ("LOG_LEVEL=INFO\n".encode("utf-16"), "Save it as UTF-8")]
)
def test_a_file_that_is_none_is_said_with_the_way_out(
    env_file: Path, content: bytes | None, way_out: str
) -> None:
    if content is None:
        env_file.mkdir()
    else:
        env_file.write_bytes(content)
    with pytest.raises(SettingsError, match=way_out):
        load_settings(env_file)


def test_a_line_that_is_no_setting_is_named_by_its_number(
    env_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    env_file.write_text("LOG_LEVEL=INFO\nTELEGRAM_BOT_TOKEN a-secret-word\nMAX_TRADE_AMOUNT=5\n")
    assert load_settings(env_file).max_trade_amount == 5
    [told] = caplog.messages
    assert f"{env_file}, line 2" in told
    assert "NAME=value" in told
    assert "a-secret-word" not in caplog.text
