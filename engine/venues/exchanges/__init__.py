"""Real exchanges through ccxt.pro: signing, transport and streams are its, what an answer means is ours.

`build` puts a gateway together. Importing this package costs nothing; whoever builds a gateway pays for ccxt.

    gateway.method -> door (turn at the limiter) -> ccxt signs -> transport -> the exchange
                                                                      |
    engine values <- binance.values | bybit.values <- answers <-- the raw text of the answer

Orders, trades and balances are read from the raw text of an answer, never from ccxt's parsed
structures: those hold floats, and a slip of a parser after an accepted order would lose it.
"""
