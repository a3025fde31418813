"""The trading engine: bots, orders, fills. It knows neither chats nor tables."""
