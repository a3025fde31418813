"""Real exchanges, mostly through ccxt.pro: transport and streams are its, what an answer means is ours.

`registry` lists the exchanges, `<exchange>/spec.py` says what each is like, `build` puts a gateway
together. None of these costs an import of ccxt but the last.

    gateway.method -> RestClient (turn at the limiter) -> ccxt signs -> transport -> the exchange
                                                                           |
    engine values <- <exchange>.values <- <exchange>.answers <- the raw text of the answer

Another exchange that ccxt serves needs a folder, a line in the registry and its keys in the settings:

    <exchange>/__init__.py     a docstring
    <exchange>/spec.py         ExchangeSpec: venues, keys, ccxt's options, default fees
    <exchange>/gateway.py      a CcxtGateway for its venues: which calls it takes (positions: futures.py)
    <exchange>/values.py       its orders, trades, wallets and positions in our values
    <exchange>/answers.py      an answer's payload or the refusal in it; tick, step and minima of a symbol
    <exchange>/limits.py       its limits, what calls cost, what answers say about rates and bans
    <exchange>/rejections.py   the proofs of a refusal, of a name in use, of an unknown symbol
    <exchange>/streams.py      public trades, and which messages of the private stream matter
    registry.py                its import and its line
    bot/config/settings.py     its keys, and the same names in .env.example

One that ccxt does not serve has `addresses` in its spec, and a gateway over `direct.DirectDeps`.

Orders, trades and balances are read from the raw text of an answer, never from ccxt's parsed
structures: those hold floats, and a slip of a parser after an accepted order would lose it.
"""
