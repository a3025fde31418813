"""A lean exchange in the shape of Binance spot, so that the exchange is not what is measured."""
