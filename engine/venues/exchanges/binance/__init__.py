"""Binance, spot and USDT-margined perpetuals."""
