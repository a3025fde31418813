"""The methods of the Bot API, one table of them."""

from collections.abc import Callable

from bot.localchat.call import Call
from bot.localchat.methods import chats, editing, menus, queries, sending
from bot.localchat.world import World

Method = Callable[[World, Call], object]

METHODS: dict[str, Method] = {
    name.lower(): method
    for part in (sending, editing, queries, chats, menus)
    for name, method in part.METHODS.items()
}
