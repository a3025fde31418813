"""Real exchanges through ccxt.pro: signing, transport and streams are its, what an answer means is ours.

`registry` lists the exchanges, `<exchange>/spec.py` says what each is like, `build` puts a gateway
together. None of these costs an import of ccxt but the last.

    gateway.method -> RestClient (turn at the limiter) -> ccxt signs -> transport -> the exchange
                                                                           |
    engine values <- <exchange>.values <- <exchange>.answers <- the raw text of the answer

Orders, trades and balances are read from the raw text of an answer, never from ccxt's parsed
structures: those hold floats, and a slip of a parser after an accepted order would lose it.
"""
