"""The objects of the Bot API, complete enough for strict clients."""

from typing import Protocol

from bot.localchat.model import CHANNEL, PRESENT, PRIVATE, Bot, Chat, FileInfo, JsonObject, Message, Person

ANONYMOUS_ADMIN = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_send_welcome_messages", "can_post_messages", "can_edit_messages",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
MEMBER_RIGHTS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics", "can_react_to_messages", "can_edit_tag",
)  # fmt: skip


class Scene(Protocol):
    """Where the objects point: who and what else exists."""

    bot: Bot
    persons: dict[int, Person]
    chats: dict[int, Chat]
    messages: dict[int, dict[int, Message]]


def without_none(body: JsonObject) -> JsonObject:
    """Leave out what is not there: Telegram sends no nulls."""
    return {name: value for name, value in body.items() if value is not None}


def bot_user(bot: Bot) -> JsonObject:
    return {"id": bot.bot_id, "is_bot": True, "first_name": bot.first_name, "username": bot.username}


def full_bot_user(bot: Bot) -> JsonObject:
    """Return the answer of getMe."""
    return bot_user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def user(person: Person) -> JsonObject:
    return without_none(
        {
            "id": person.person_id,
            "is_bot": False,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "username": person.username,
            "language_code": person.language_code,
        }
    )


def chat_object(world: Scene, chat: Chat) -> JsonObject:
    if chat.kind == PRIVATE:
        person = world.persons[chat.chat_id]
        return without_none(
            {
                "id": chat.chat_id,
                "type": PRIVATE,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "username": person.username,
            }
        )
    body = {"id": chat.chat_id, "type": chat.kind, "title": chat.title, "username": chat.username}
    return without_none(body | {"is_forum": True if chat.is_forum else None})


def full_chat(world: Scene, chat: Chat) -> JsonObject:
    """Return the answer of getChat."""
    permissions = None if chat.kind in (PRIVATE, CHANNEL) else dict.fromkeys(MEMBER_RIGHTS, True)
    body = chat_object(world, chat) | {
        "permissions": permissions,
        "accent_color_id": abs(chat.chat_id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    return without_none(body)


def member_object(who: JsonObject, status: str) -> JsonObject:
    """Return a ChatMember of one of the six states."""
    body: JsonObject = {"status": status, "user": who}
    if status == "creator":
        return body | {"is_anonymous": False}
    if status == "administrator":
        return body | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(ADMIN_RIGHTS, True)
    if status == "restricted":
        return body | {"is_member": True, "until_date": 0} | dict.fromkeys(MEMBER_RIGHTS, False)
    return body | {"until_date": 0} if status == "kicked" else body


def sender_objects(world: Scene, message: Message) -> JsonObject:
    """Return `from` and `sender_chat` of a message, as far as it has them."""
    body: JsonObject = {}
    if message.sender_id == world.bot.bot_id:
        body["from"] = bot_user(world.bot)
    elif message.sender_id is not None:
        body["from"] = user(world.persons[message.sender_id])
    if message.sender_chat_id is not None:
        chat = world.chats[message.sender_chat_id]
        body["sender_chat"] = chat_object(world, chat)
        if chat.kind != CHANNEL:
            body["from"] = ANONYMOUS_ADMIN
    return body


def message_object(world: Scene, message: Message, *, with_reply: bool = True) -> JsonObject:
    body: JsonObject = {
        "message_id": message.message_id,
        **sender_objects(world, message),
        "chat": chat_object(world, world.chats[message.chat_id]),
        "date": message.date,
        "edit_date": message.edit_date,
        "message_thread_id": message.thread_id,
        "is_topic_message": True if message.thread_id else None,
        "media_group_id": message.media_group_id,
    }
    words = ("caption", "caption_entities") if message.media else ("text", "entities")
    body[words[0]] = message.text or None
    body[words[1]] = [entity_object(world, entity) for entity in message.entities] or None
    if message.media is not None:
        file, is_photo = message.media.file, message.media.kind == "photo"
        body[message.media.kind] = (
            [file_object(file, width=file.width, height=file.height)]
            if is_photo
            else file_object(file, file_name=file.name, mime_type=file.mime_type)
        )
    if message.keyboard:
        body["reply_markup"] = {"inline_keyboard": message.keyboard}
    if message.reply_to is not None and with_reply:
        replied = world.messages[message.chat_id].get(message.reply_to)
        body["reply_to_message"] = message_object(world, replied, with_reply=False) if replied else None
    return without_none(body)


def entity_object(world: Scene, entity: JsonObject) -> JsonObject:
    """Return an entity as clients know it: a mentioned person is an object there."""
    if entity["type"] != "text_mention" or "user_id" not in entity:
        return entity
    person = world.persons.get(entity["user_id"])
    rest = {name: value for name, value in entity.items() if name != "user_id"}
    if person is None:
        return rest | {"type": "text_link", "url": f"tg://user?id={entity['user_id']}"}
    return rest | {"user": user(person)}


def file_object(file: FileInfo, **more: object) -> JsonObject:
    """Return what every kind of file has, and `more` that only some have."""
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size, **more}


def file_path(file: FileInfo) -> str:
    """Return where `/file/bot<token>/` serves a file."""
    return f"documents/{file.unique_id}/{file.name}"


def is_present(status: str) -> bool:
    return status in PRESENT
