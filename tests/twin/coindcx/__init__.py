"""CoinDCX Futures over HTTP and socket.io: one book margined in USDT, one in INR."""
