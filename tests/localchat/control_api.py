"""The door for tests: `/<key>/control/<wish>`."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.localchat import acts
from bot.localchat.errors import RefusedError
from bot.localchat.model import CHANNEL, GROUP, MEMBER_STATES, SUPERGROUP, Chat, Person
from tests.localchat import groups
from tests.localchat.faults import Fault, FaultKind

if TYPE_CHECKING:
    from tests.localchat.controlled import ControlledChat

JsonObject = dict[str, Any]


class ControlApi:
    """Creates persons and chats and makes things go wrong. Each wish is a method that takes a JSON body."""

    def __init__(self, chat: "ControlledChat") -> None:
        self.controlled = chat
        self.world = chat.world
        self.wishes = {
            "person": self.person,
            "chat": self.chat,
            "member": self.member,
            "bot_member": self.bot_member,
            "block": self.block,
            "migrate": self.migrate,
            "topic": self.topic,
            "fault": self.fault,
            "release": self.release,
            "reset": self.reset,
            "repeat": self.repeat,
            "expire": self.expire,
            "pace": self.pace,
            "calls": self.calls,
            "pending": self.pending,
        }

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/{key}/control/polled", self.polled),
            web.post("/{key}/control/{wish}", self.fulfil),
        ]

    async def polled(self, _: web.Request) -> web.Response:
        """Answer as soon as a bot waits for updates."""
        await self.world.updates.polled.wait()
        return web.json_response({})

    async def fulfil(self, request: web.Request) -> web.Response:
        """Fulfil one wish."""
        wish = self.wishes.get(request.match_info["wish"])
        if wish is None:
            raise RefusedError(f"Known wishes: {', '.join(self.wishes)}.", 404)
        try:
            result = wish(await request.json() if request.can_read_body else {})
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"{type(error).__name__}: {error}", 400) from error
        await self.world.store.flush()
        return web.json_response(result)

    def person(self, body: JsonObject) -> JsonObject:
        """Create a person: `id`, `first_name` and so on; `started` lets the bot write first."""
        started = bool(body.pop("started", False))
        person_id = int(body.pop("id", 0)) or max(self.world.persons) + 1
        self.world.add_person(Person(person_id, **body), started=started)
        return {"id": person_id}

    def chat(self, body: JsonObject) -> JsonObject:
        """Create a `group`, `supergroup` or `channel` with a title, members (id -> status) and topics."""
        kind = body.get("kind", SUPERGROUP)
        if kind not in (GROUP, SUPERGROUP, CHANNEL):
            raise RefusedError("kind must be group, supergroup or channel.", 400)
        number = 1 + sum(chat_id < 0 for chat_id in self.world.chats)
        chat_id = int(body.get("id", 0)) or (-number if kind == GROUP else -1_001_000_000_000 - number)
        chat = Chat(chat_id, kind, title=body["title"], username=body.get("username"))
        chat.members = {str(person): status for person, status in body.get("members", {}).items()}
        chat.bot_status = body.get("bot", "administrator" if kind == CHANNEL else "member")
        chat.is_forum = bool(body.get("topics"))
        self.world.save_chat(chat)
        topics = {name: self._add_topic(chat, name) for name in body.get("topics", [])}
        return {"id": chat_id, "topics": topics}

    def member(self, body: JsonObject) -> JsonObject:
        """Set a person's `status` in a chat."""
        chat = self._chat(body)
        chat.members[str(int(body["person"]))] = _status(body)
        self.world.save_chat(chat)
        return {}

    def bot_member(self, body: JsonObject) -> JsonObject:
        """Set the bot's `status` in a chat, done by `by`; the bot gets a my_chat_member update."""
        groups.set_bot(self.world, self._chat(body), self._by(body), _status(body))
        return {}

    def block(self, body: JsonObject) -> JsonObject:
        """Let a person block the bot, or unblock it (`blocked` false)."""
        person = self.world.persons[int(body["person"])]
        acts.set_blocked(self.world, person, blocked=bool(body.get("blocked", True)))
        return {}

    def migrate(self, body: JsonObject) -> JsonObject:
        """Turn a group into a supergroup with another id; `silent`: the bot finds out by itself."""
        silent = bool(body.get("silent"))
        return {"id": groups.migrate(self.world, self._chat(body), self._by(body), silent=silent).chat_id}

    def topic(self, body: JsonObject) -> JsonObject:
        """Have a `thread` be `open`, `closed` or `gone`; of the first two the bot hears."""
        groups.set_topic(self.world, self._chat(body), int(body["thread"]), self._by(body), body["state"])
        return {}

    def fault(self, body: JsonObject) -> JsonObject:
        """Let calls fail; the body is a Fault."""
        kind = FaultKind(body.pop("kind"))
        methods = tuple(body.pop("methods", ["*"]))
        return {"fault": self.controlled.faults.add(Fault(kind, methods, **body))}

    def release(self, _: JsonObject) -> JsonObject:
        """Let hanging calls go on."""
        self.controlled.faults.release()
        return {}

    def reset(self, _: JsonObject) -> JsonObject:
        """Take every fault and the pace away."""
        self.controlled.faults.clear()
        self.controlled.pace.enforced = False
        return {}

    def repeat(self, body: JsonObject) -> JsonObject:
        """Deliver the newest update once more, with a new id if `with_new_id`."""
        return {"update_id": self.world.updates.repeat(with_new_id=bool(body.get("with_new_id")))}

    def expire(self, _: JsonObject) -> JsonObject:
        """Make every open tap too old to be answered."""
        for query_id in list(self.world.queries):
            self.world.close_query(query_id)
        return {}

    def pace(self, body: JsonObject) -> JsonObject:
        """Enforce Telegram's sending limits."""
        self.controlled.pace.enforced = bool(body.get("on", True))
        return {}

    def calls(self, body: JsonObject) -> JsonObject:
        """Answer what the bot has asked behind call `after`, of one `method` if given."""
        method = str(body.get("method", "")).lower()
        after = int(body.get("after", 0))
        found = [call for call in self.controlled.calls if call["number"] > after]
        return {"calls": [call for call in found if not method or call["method"].lower() == method]}

    def pending(self, _: JsonObject) -> JsonObject:
        """Answer how many updates the bot has not confirmed."""
        return {"updates": len(self.world.updates)}

    def _add_topic(self, chat: Chat, name: str) -> int:
        chat.last_message_id += 1
        chat.topics[str(chat.last_message_id)] = name
        self.world.save_chat(chat)
        return chat.last_message_id

    def _by(self, body: JsonObject) -> Person:
        return self.world.persons[int(body.get("by", min(self.world.persons)))]

    def _chat(self, body: JsonObject) -> Chat:
        return self.world.chats[int(body["chat_id"])]


def _status(body: JsonObject) -> str:
    status = str(body["status"])
    if status not in MEMBER_STATES:
        raise RefusedError(f"status must be one of {', '.join(MEMBER_STATES)}.", 400)
    return status
