"""Taps that no keyboard offers: payloads of others, made up ones, and taps on messages out of sight."""

from collections.abc import Sequence
from dataclasses import asdict
from random import Random

from bot.localchat import objects
from bot.localchat.model import Message, OpenQuery
from bot.localchat.world import World

GARBAGE = (
    "", " ", "x", "zz:1", "bl", "bl:", "bl:all:0", "bl:all:-1", "bl:all:99999999999999999999",
    "bl:ALL:0:0", "bc::0", "bc:1:1", "ba:go:0:0", "ba::::", "bs:stop:x:1", "lp:::",
    "lp:INFO::-99999999999999999999", "lb::-5", "la:csv::", "la:xxx::", "x|1|", "x|1|x|0|bl:all:0",
    "x|2|ss", "x|1|ss", "ss", "sn", "nf", "ag", "sl:", "sl:xx", "sl:../../en", "qa:all::1",
    "qa:de:00000000:1", "co:00000000:0", "co:00000000:", "oq:", "oq:none", "oa:none:none", "os",
    "\u202e", "🧪", "d" * 64, "é" * 32, "\x00", "a:b:c:d:e:f:g:h", "%s", "None", "null", "aiogd:",
    "aiogd",
)  # fmt: skip


def forged(random: Random, others: Sequence[str], known: Sequence[str]) -> str:
    """Return a payload: somebody else's, one that was changed, or one that never was."""
    kind = random.random()
    if kind < 0.5 and others:
        return random.choice(others[-80:])
    if kind < 0.75 and known:
        return _changed(random, random.choice(known))
    return random.choice(GARBAGE)


def _changed(random: Random, data: str) -> str:
    parts = data.split(":")
    at = random.randrange(len(parts))
    change = random.choice(
        ["", "-1", "0", "1", "99999999999999999999", "x", parts[at][::-1], parts[at] + "0", "None"]
    )
    parts[at] = change
    return ":".join(parts).encode()[:64].decode(errors="ignore")


def forged_update(random: Random, world: World, person_id: int, message: Message, data: str) -> OpenQuery:
    """Have somebody tap on a message that the bot cannot see (any more)."""
    query = OpenQuery(str(random.getrandbits(62)), message.chat_id, message.message_id, person_id, data)
    world.queries[query.query_id] = query
    world.store.put("query", query.query_id, asdict(query))
    out_of_sight = {
        "message": {
            "chat": objects.chat_object(world, world.chats[message.chat_id]),
            "message_id": message.message_id,
            "date": 0,
        }
    }
    body = {
        "id": query.query_id,
        "from": objects.user(world.persons[person_id]),
        "chat_instance": "7",
        "data": data,
    }
    world.updates.add("callback_query", body | out_of_sight)
    return query
