"""Which account: where, worth what, and which of several."""

import pytest

from engine.core.types import AccountId, Mode


def test_sentences_name_the_default_account_without_a_label() -> None:
    assert str(AccountId("Bybit F", Mode.TESTNET)) == "Bybit F TESTNET"
    assert str(AccountId("Bybit F", Mode.TESTNET, "second")) == "Bybit F TESTNET second"


@pytest.mark.parametrize("label", ["a:b", "a|b", "a b", "Second", "x" * 17, "ä"])
def test_a_label_never_holds_what_stands_between_words_elsewhere(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        AccountId("Binance", Mode.LIVE, label)
