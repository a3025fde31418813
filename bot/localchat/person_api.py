"""The door for people: `/<key>/api/...`, used by the page and by scripted persons."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.localchat import acts
from bot.localchat.errors import RefusedError
from bot.localchat.methods.menus import menu_for
from bot.localchat.model import Chat, JsonObject, Media, Message, Person
from bot.localchat.objects import chat_object
from bot.localchat.world import World

Values = Mapping[str, Any]
"""A query, a form or a JSON body."""

SHOWN_MESSAGES = 100
INLINE_TYPES = ("image/png", "image/jpeg", "image/gif")


class PersonApi:
    """Lets a person see chats, write and tap. The person is named by `person` in query or body."""

    def __init__(self, world: World, default_person: Person) -> None:
        self.world = world
        self.default_person = default_person

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/{key}/api/state", self.state),
            web.get("/{key}/api/messages", self.messages),
            web.get("/{key}/api/stream", self.stream),
            web.get("/{key}/api/file/{file_id}", self.file),
            web.post("/{key}/api/send", self.send),
            web.post("/{key}/api/upload", self.upload),
            web.post("/{key}/api/edit", self.edit),
            web.post("/{key}/api/tap", self.tap),
        ]

    async def state(self, request: web.Request) -> web.Response:
        """Answer everything that a page has to draw at first."""
        person = self._person(request.query)
        body = {
            "position": self.world.feed.position,
            "bot": {
                "id": self.world.bot.bot_id,
                "name": self.world.bot.first_name,
                "username": self.world.bot.username,
                "answers": self.world.updates.was_polled,
            },
            "person": {"id": person.person_id, "name": person.name},
            "chats": [
                self._chat(person, chat)
                for chat in self.world.chats.values()
                if chat.migrated_to is None and self.world.may_see(person.person_id, chat.chat_id)
            ],
            "open_taps": [
                asdict(query) for query in self.world.queries.values() if query.person_id == person.person_id
            ],
        }
        return await self._answer(body)

    async def messages(self, request: web.Request) -> web.Response:
        """Answer the messages in front of `before`, oldest first."""
        chat_id = self._visible(request.query)
        before = _number(request.query, "before")
        older = [message for message in self.world.messages[chat_id].values() if message.message_id < before]
        return await self._answer(
            {"messages": [self.world.view(message) for message in older[-SHOWN_MESSAGES:]]}
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Send changes as server-sent events, from `after` or the browser's Last-Event-ID on.

        Of what concerns others only its number is sent, so that everybody knows how far they have seen.
        """
        person = self._person(request.query)
        after = request.headers.get("Last-Event-ID") or request.query.get("after", self.world.feed.position)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"retry: 500\n\n")
        async for position, change in self.world.feed.follow(after):
            if self._concerns(person, change):
                await self.world.store.flush()
                await response.write(f"id: {position}\ndata: {json.dumps(change)}\n\n".encode())
            else:
                await response.write(f"id: {position}\n\n".encode())
        return response

    async def file(self, request: web.Request) -> web.Response:
        """Serve a photo to be shown, anything else to be downloaded."""
        file = self.world.files.get(request.match_info["file_id"])
        content = await self.world.store.file(file.file_id) if file else None
        if file is None or content is None:
            raise web.HTTPNotFound(text="There is no such file.")
        shown = file.mime_type in INLINE_TYPES
        where = "inline" if shown else "attachment"
        return web.Response(
            body=content,
            content_type=file.mime_type if shown else "application/octet-stream",
            headers={
                "Content-Disposition": f"{where}; filename*=UTF-8''{quote(file.name)}",
                "Cache-Control": "private, max-age=86400, immutable",
            },
        )

    async def send(self, request: web.Request) -> web.Response:
        """Write a text."""
        return await self._write(await _body(request))

    async def upload(self, request: web.Request) -> web.Response:
        """Send a file, as a photo when `kind` says so, with `text` as its caption."""
        values = await request.post()
        file = values.get("file")
        if not isinstance(file, web.FileField):
            raise RefusedError("A file is expected.", 400)
        kind = "photo" if values.get("kind") == "photo" else "document"
        media = Media(kind, self.world.add_file(file.filename, file.file.read()))
        return await self._write(values, media)

    async def edit(self, request: web.Request) -> web.Response:
        """Change an own message."""
        body = await _body(request)
        position = self.world.feed.position
        acts.edit(self.world, self._person(body), self._message(body), str(body.get("text", "")))
        return await self._answer({"position": position})

    async def tap(self, request: web.Request) -> web.Response:
        """Tap a button; the bot's answer comes later, as a change of type "answer"."""
        body = await _body(request)
        position = self.world.feed.position
        query = acts.tap(self.world, self._person(body), self._message(body), str(body.get("data", "")))
        return await self._answer({"position": position, "query_id": query.query_id})

    async def _write(self, values: Values, media: Media | None = None) -> web.Response:
        position = self.world.feed.position
        place = acts.Place(
            chat_id=_number(values, "chat_id") or self._person(values).person_id,
            thread_id=_number(values, "thread_id") or None,
            reply_to=_number(values, "reply_to") or None,
            anonymous=bool(values.get("anonymous")),
            seconds_ago=_number(values, "seconds_ago"),
        )
        message = acts.write(self.world, self._person(values), place, str(values.get("text", "")), media)
        return await self._answer({"position": position, "message_id": message.message_id})

    async def _answer(self, body: JsonObject) -> web.Response:
        await self.world.store.flush()
        return web.json_response(body)

    def _person(self, values: Values) -> Person:
        person = self.world.persons.get(_number(values, "person") or self.default_person.person_id)
        if person is None:
            raise RefusedError("There is no such person.", 404)
        return person

    def _visible(self, values: Values) -> int:
        chat_id = _number(values, "chat_id")
        if not self.world.may_see(self._person(values).person_id, chat_id):
            raise RefusedError("There is no such chat.", 404)
        return chat_id

    def _message(self, body: JsonObject) -> Message:
        chat_id = self._visible(body)
        message = self.world.messages[chat_id].get(_number(body, "message_id"))
        if message is None:
            raise RefusedError("This message is gone.", 404)
        return message

    def _concerns(self, person: Person, change: JsonObject) -> bool:
        if change["type"] == "answer":
            return bool(change["person_id"] == person.person_id)
        return "chat_id" not in change or self.world.may_see(person.person_id, change["chat_id"])

    def _chat(self, person: Person, chat: Chat) -> JsonObject:
        newest = list(self.world.messages[chat.chat_id].values())[-SHOWN_MESSAGES:]
        about = chat_object(self.world, chat)
        status = chat.status_of(person.person_id)
        is_private = chat.chat_id == person.person_id
        return {
            "id": chat.chat_id,
            "type": chat.kind,
            "title": self.world.bot.first_name if is_private else about.get("title", ""),
            "members": sum(state not in ("left", "kicked") for state in chat.members.values()),
            "may_write": chat.kind != "channel" or status in ("creator", "administrator"),
            "commands": menu_for(self.world, chat, person.person_id),
            "messages": [self.world.view(message) for message in newest],
        }


async def _body(request: web.Request) -> JsonObject:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise RefusedError("A JSON object is expected.", 400)
    return body


def _number(values: Values, name: str) -> int:
    try:
        return int(values.get(name) or 0)
    except (TypeError, ValueError):
        raise RefusedError(f"{name} must be a whole number.", 400) from None
