"""CoinDCX: nothing is traded there yet, but the settings may speak of it."""

NAMES = ("CoinDCX", "CoinDCX F")
"""What EXCHANGE_URLS may call it."""
