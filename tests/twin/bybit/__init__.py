"""Bybit v5 over HTTP and websocket: spot and linear perpetuals of unified accounts."""
