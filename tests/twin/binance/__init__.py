"""Binance's wire: spot and USDT-M futures, REST, streams and the websocket API."""
