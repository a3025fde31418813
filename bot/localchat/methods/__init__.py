"""The methods of the Bot API, one table of them."""

from collections.abc import Callable

from bot.localchat.call import Call
from bot.localchat.methods import chats, editing, menus, sending
from bot.localchat.world import World

Method = Callable[[World, Call], object]

METHODS: dict[str, Method] = {
    method.__name__.replace("_", ""): method
    for part in (sending, editing, chats, menus)
    for method in part.METHODS
}
"""By their names in small letters: Telegram takes them in any case."""
