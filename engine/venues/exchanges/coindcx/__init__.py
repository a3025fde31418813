"""CoinDCX Futures, which ccxt does not serve: its own signing, lists, values and sockets.

An order has no name of ours there: it is known by the exchange's number, or looked for by its shape.
"""
