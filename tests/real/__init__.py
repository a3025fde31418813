"""The program with keys: real ccxt.pro over real sockets, against the exchange twin."""
