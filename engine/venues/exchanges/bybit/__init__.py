"""Bybit, spot and linear perpetuals of a unified account."""
