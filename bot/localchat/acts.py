"""What persons do: write, send files, edit, tap. Each becomes an update for the bot, as Telegram decides."""

from dataclasses import dataclass

from bot.localchat import objects
from bot.localchat.entities import piece, tidy, units
from bot.localchat.errors import RefusedError
from bot.localchat.methods.common import MOST_CAPTION, MOST_TEXT
from bot.localchat.model import CHANNEL, PRIVATE, Chat, Media, Message, OpenQuery, Person
from bot.localchat.world import World


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how somebody writes: the chat, perhaps a topic, a reply, anonymously, or some time ago."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    anonymous: bool = False
    seconds_ago: int = 0


def write(world: World, person: Person, place: Place, text: str, media: Media | None = None) -> Message:
    """Put a person's message into a chat and tell the bot, if bots hear such messages there.

    Raises RefusedError where Telegram would not let the person write.
    """
    chat = _writable(world, person, place)
    kept, entities = tidy(text, [])
    _check_length(kept, media)
    in_own_name = chat.kind != CHANNEL and not place.anonymous
    message = Message(
        chat_id=chat.chat_id,
        message_id=0,
        date=int(world.now()) - place.seconds_ago,
        sender_id=person.person_id if in_own_name else None,
        sender_chat_id=None if in_own_name else chat.chat_id,
        text=kept,
        entities=entities,
        thread_id=place.thread_id,
        reply_to=place.reply_to,
        media=media,
    )
    world.post(message)
    if chat.kind == PRIVATE:
        _start(world, person, chat)
    if _hears(world, chat, message):
        kind = "channel_post" if chat.kind == CHANNEL else "message"
        world.updates.add(kind, objects.message_object(world, message))
    return message


def edit(world: World, person: Person, message: Message, text: str) -> None:
    """Let a person change an own message; raises RefusedError for anybody else's."""
    if message.sender_id != person.person_id:
        raise RefusedError("Only own messages can be edited.")
    message.text, message.entities = tidy(text, [])
    _check_length(message.text, message.media)
    message.edit_date = int(world.now())
    world.changed(message)
    if _hears(world, world.chats[message.chat_id], message):
        world.updates.add("edited_message", objects.message_object(world, message))


def tap(world: World, person: Person, message: Message, data: str) -> OpenQuery:
    """Let a person tap a button; raises RefusedError when the message has no such button now."""
    buttons = [button for row in message.keyboard or [] for button in row]
    if all(button.get("callback_data") != data for button in buttons):
        raise RefusedError("This message has no such button now.")
    if world.chats[message.chat_id].blocked:
        raise RefusedError("You have blocked the bot.")
    return world.open_query(message, person, data)


def set_blocked(world: World, person: Person, *, blocked: bool) -> None:
    """Let a person block or unblock the bot, and tell the bot."""
    chat = world.chats[person.person_id]
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    world.save_chat(chat)
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    tell_bot_of_its_membership(world, chat, person, (before, after))


def tell_bot_of_its_membership(world: World, chat: Chat, by: Person, states: tuple[str, str]) -> None:
    """Queue a my_chat_member update: what the bot was in the chat and what it is now."""
    myself = objects.bot_user(world.bot)
    world.updates.add(
        "my_chat_member",
        {
            "chat": objects.chat_object(world, chat),
            "from": objects.user(by),
            "date": int(world.now()),
            "old_chat_member": objects.member_object(myself, states[0]),
            "new_chat_member": objects.member_object(myself, states[1]),
        },
    )


def _start(world: World, person: Person, chat: Chat) -> None:
    if chat.blocked:
        set_blocked(world, person, blocked=False)
    if not chat.started:
        chat.started = True
        world.save_chat(chat)


def _writable(world: World, person: Person, place: Place) -> Chat:
    chat = world.chats.get(place.chat_id)
    status = chat.status_of(person.person_id) if chat else "left"
    if chat is None or not objects.is_present(status) or status == "restricted":
        raise RefusedError("You can't write to this chat.", 403)
    is_admin = status in ("creator", "administrator")
    if (chat.kind == CHANNEL or place.anonymous) and not is_admin:
        raise RefusedError("Only administrators can do that.", 403)
    if place.thread_id is not None and str(place.thread_id) not in chat.topics:
        raise RefusedError("There is no such topic.")
    if place.reply_to is not None and place.reply_to not in world.messages[chat.chat_id]:
        raise RefusedError("The message to reply to is gone.")
    return chat


def _check_length(text: str, media: Media | None) -> None:
    if not text and media is None:
        raise RefusedError("Nothing to send.", 400)
    most = MOST_TEXT if media is None else MOST_CAPTION
    if units(text) > most:
        raise RefusedError(f"Too long: {units(text)} characters, at most {most}.", 400)


def _hears(world: World, chat: Chat, message: Message) -> bool:
    """Tell whether the bot gets a message: in groups only what is meant for it, or all as administrator."""
    if chat.kind == PRIVATE or chat.bot_status == "administrator":
        return True
    if chat.kind == CHANNEL or not objects.is_present(chat.bot_status):
        return False
    replied = world.messages[chat.chat_id].get(message.reply_to or 0)
    return (replied is not None and replied.by_bot) or _is_addressed(world.bot.username.lower(), message)


def _is_addressed(username: str, message: Message) -> bool:
    for entity in message.entities:
        words = piece(message.text, entity).lower()
        if entity["type"] == "mention" and words == f"@{username}":
            return True
        if entity["type"] == "bot_command" and words.partition("@")[2] in ("", username):
            return True
    return False
