"""What looks like a key, and what people write that does not."""

import random
import string

import pytest

from bot.parsing.keys import holds_key
from bot.parsing.settings_code import write_code
from tests.core.story import CONFIG

LETTERS = string.ascii_letters + string.digits
UPPER_HEX, HEX = "0123456789ABCDEF", "0123456789abcdef"
SHAPES = {
    "Binance": (LETTERS, 64),
    "Bybit's key": (LETTERS, 18),
    "Bybit's secret": (LETTERS, 36),
    "OKX's secret": (UPPER_HEX, 32),
    "CoinDCX's key": (HEX, 48),
    "CoinDCX's secret": (HEX, 64),
}
KEYS = [
    "123456789:" + "AbCdEf_-" * 5,
    "my token is 123456789:AAbb_ccddeeffgghhiijjkkllmmnnoopp-q ok?",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg",
    "-----BEGIN RSA PRIVATE KEY-----",
    "BINANCE_API_KEY=whatever1",
    "okx passphrase: correct-horse",
    "secret key = 'abcdefgh12'",
    "OKX_API_KEY=3f2c1d5e-6b7a-4890-a1b2-c3d4e5f60718",
]
HARMLESS = {
    "a command": "/newbot BTC/USDT Binance testnet BUY 0.01 94000 96000 loop",
    "an order's number": "1234567890123456789",
    "an order's UUID": "3f2c1d5e-6b7a-4890-a1b2-c3d4e5f60718",
    "a digits-only id as long as a key": "1" * 64,
    "Bitcoin": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "taproot": "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
    "Ethereum": "0x52908400098527886E0F7030069857D2E4169EE7",
    "a transaction": "0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a713944b",
    "Tron": "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
    "Solana": "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
    "TON": "EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2",
    "a pairing code": "/start q3Z9kX0pVt7bW2mR5sY8uA1cE4fG6hJ0",
    "an address": "https://www.binance.com/en/my/settings/api-management",
    "a name": "BuyLowSellHigh2026",
    "asking about keys": "Where do I put BINANCE_API_KEY= and the secret key?",
    "a placeholder": "BINANCE_API_KEY=your-api-key-here",
    "a time zone": "America/Argentina/Buenos_Aires",
    "Hindi": "मेरी API key कहाँ डालूँ?",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_keys_of_each_exchange_are_seen(shape: str) -> None:
    alphabet, length = SHAPES[shape]
    draw = random.Random(shape)
    made = ["".join(draw.choices(alphabet, k=length)) for _ in range(500)]
    seen = sum(holds_key(f"here: {key}.") for key in made)
    assert seen >= 470, f"of 500 drawn {seen} are seen"


@pytest.mark.parametrize("text", KEYS)
def test_tokens_private_keys_and_what_is_named_are_seen(text: str) -> None:
    assert holds_key(text)
    assert holds_key(f"look:\n{text}\nthanks")


@pytest.mark.parametrize("what", HARMLESS)
def test_what_is_no_key_is_let_be(what: str) -> None:
    assert not holds_key(HARMLESS[what])


def test_our_own_codes_and_names_are_none() -> None:
    assert not holds_key(write_code(CONFIG))
    assert not holds_key("sm4i000100001e0001")
