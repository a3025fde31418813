"""What a test can do to the local chat from behind: make people and chats, and let things go wrong."""

from types import TracebackType
from typing import Any, Self

import aiohttp

JsonObject = dict[str, Any]
FOR_EVER = None


class ChatControl:
    """The control door of a `ControlledChat`."""

    def __init__(self, page_url: str) -> None:
        self._door = page_url.rstrip("/") + "/control"
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._http is not None
        await self._http.close()

    async def wish(self, name: str, **body: object) -> JsonObject:
        """Ask for anything the control door knows; AssertionError with its complaint if it refuses."""
        assert self._http is not None, "use `async with ChatControl(...)`"
        async with self._http.post(f"{self._door}/{name}", json=body) as response:
            answer = await response.json() if response.content_type == "application/json" else {}
            assert response.ok, f"{name}: {response.status} {answer.get('error', '')}"
            result: JsonObject = answer
            return result

    # --- people and chats ---

    async def person(self, first_name: str, *, person_id: int = 0, started: bool = False, **more: str) -> int:
        """Create a person; the bot may write first only if they have `started` it. Return the id."""
        answer = await self.wish("person", id=person_id, first_name=first_name, started=started, **more)
        return int(answer["id"])

    async def group(
        self, title: str, members: dict[int, str], *, bot: str = "member", chat_id: int = 0
    ) -> int:
        """Create a supergroup of persons and their states (creator, administrator, member); return its id."""
        return await self._chat("supergroup", title, members, bot, chat_id)

    async def basic_group(self, title: str, members: dict[int, str], *, bot: str = "member") -> int:
        """Create a group of the old kind, which can migrate; return its id."""
        return await self._chat("group", title, members, bot, 0)

    async def channel(self, title: str, members: dict[int, str], *, bot: str = "administrator") -> int:
        """Create a channel; return its id."""
        return await self._chat("channel", title, members, bot, 0)

    async def forum(
        self, title: str, members: dict[int, str], topics: list[str], *, bot: str = "administrator"
    ) -> tuple[int, dict[str, int]]:
        """Create a supergroup with topics; return its id and the thread ids by name."""
        answer = await self.wish(
            "chat", kind="supergroup", title=title, members=members, topics=topics, bot=bot
        )
        return int(answer["id"]), answer["topics"]

    async def _chat(self, kind: str, title: str, members: dict[int, str], bot: str, chat_id: int) -> int:
        answer = await self.wish("chat", kind=kind, title=title, members=members, bot=bot, id=chat_id)
        return int(answer["id"])

    async def member(self, chat_id: int, person_id: int, status: str) -> None:
        """Set what a person is in a chat ("left" and "kicked" take them out)."""
        await self.wish("member", chat_id=chat_id, person=person_id, status=status)

    async def bot_member(self, chat_id: int, status: str, *, by: int | None = None) -> None:
        """Have somebody (None: the first person) set what the bot is in a chat."""
        whom = {} if by is None else {"by": by}
        await self.wish("bot_member", chat_id=chat_id, status=status, **whom)

    async def migrate(self, chat_id: int, *, silent: bool = False) -> int:
        """Turn a group into a supergroup; `silent`: the bot is not told. Return the new id."""
        return int((await self.wish("migrate", chat_id=chat_id, silent=silent))["id"])

    async def topic(self, chat_id: int, thread: int, state: str) -> None:
        """Have a topic be "open", "closed" or "gone"."""
        await self.wish("topic", chat_id=chat_id, thread=thread, state=state)

    async def block(self, person_id: int) -> None:
        """Let a person block the bot."""
        await self.wish("block", person=person_id)

    async def unblock(self, person_id: int) -> None:
        """Let a person unblock the bot without writing to it."""
        await self.wish("block", person=person_id, blocked=False)

    # --- faults; `times` FOR_EVER lasts until `reset` ---

    async def fail(
        self, kind: str, *methods: str, times: int | None = 1, chat_id: int | None = None, **more: float
    ) -> int:
        """Let the next calls of some methods (none named: all) fail in a way of `FaultKind`."""
        answer = await self.wish(
            "fault", kind=kind, methods=methods or ["*"], times=times, chat_id=chat_id, **more
        )
        return int(answer["fault"])

    async def release(self) -> None:
        """Let hanging calls go on."""
        await self.wish("release")

    async def reset(self) -> None:
        """Take all faults away."""
        await self.wish("reset")

    async def repeat_update(self, *, with_new_id: bool = False) -> int:
        """Deliver the newest update once more; return its id."""
        return int((await self.wish("repeat", with_new_id=with_new_id))["update_id"])

    async def bot_polls(self) -> None:
        """Wait until a bot waits for updates."""
        assert self._http is not None, "use `async with ChatControl(...)`"
        async with self._http.get(f"{self._door}/polled") as response:
            assert response.ok

    async def calls(self, method: str = "", *, after: int = 0) -> list[JsonObject]:
        """Return what the bot asked: number, method, values and the code it got."""
        calls: list[JsonObject] = (await self.wish("calls", method=method, after=after))["calls"]
        return calls

    async def pending_updates(self) -> int:
        """Return how many updates the bot has not confirmed."""
        return int((await self.wish("pending"))["updates"])
