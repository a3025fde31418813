"""EXCHANGE_URLS: what is wrong with it is said at the start, not by the first bot that needs it."""

import pytest

from bot.config.settings import Settings
from bot.venue_wiring import check_exchange_urls
from engine.errors import SettingsError
from tests.whole.test_command_line import run

WRONG = {
    '{"nope": {"rest": "http://127.0.0.1:1", "ws": "ws://127.0.0.1:1"}}': 'no exchange "nope"',
    '{"binance": {"rest": "ftp://h", "ws": "ws://h"}}': "must be an address",
    '{"binance": {"rest": "http://127.0.0.1:1"}}': "together",
    '{"binance": {"public": "http://[::1"}}': "must be an address",
    '{"okx": {"rest": "http://127.0.0.1:99999", "ws": "ws://127.0.0.1:1"}}': "must be an address",
    '{"bybit": {"rest": {}, "ws": []}}': "must be an address",
}


@pytest.mark.parametrize("urls", WRONG)
def test_each_fault_is_a_sentence_said_once(urls: str) -> None:
    settings = Settings(_env_file=None, exchange_urls=urls)
    with pytest.raises(SettingsError, match=WRONG[urls]) as error:
        check_exchange_urls(settings)
    assert len(set(error.value.complaints)) == len(error.value.complaints)


@pytest.mark.parametrize(("command", "status"), [((), 2), (("doctor",), 1)])
async def test_a_start_and_doctor_say_it_without_a_key_or_a_bot(
    command: tuple[str, ...], status: int, tmp_path: object
) -> None:
    ended = await run(*command, EXCHANGE_URLS=next(iter(WRONG)), SCALPER_DATA_DIR=f"{tmp_path}/data")
    assert (ended[0], 'no exchange "nope"' in ended[1], "Traceback" in ended[1]) == (status, True, False)


def test_what_is_right_is_taken() -> None:
    right = '{"Binance": {"rest": "http://127.0.0.1:1", "ws": "ws://127.0.0.1:1"}}'
    check_exchange_urls(Settings(_env_file=None, exchange_urls=right))
    check_exchange_urls(Settings(_env_file=None))
