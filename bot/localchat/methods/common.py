"""What the methods share: who may be written to, and what a call brings along."""

from bot.localchat import objects
from bot.localchat.call import Call
from bot.localchat.entities import checked, tidy, units
from bot.localchat.errors import ApiError, bad_request, forbidden
from bot.localchat.keyboards import Rows, checked_inline
from bot.localchat.markup import parse_html
from bot.localchat.model import CHANNEL, PRIVATE, Chat, JsonObject, Message
from bot.localchat.world import World

Words = tuple[str, list[JsonObject]]

MOST_TEXT = 4096
MOST_CAPTION = 1024


def known_chat(world: World, call: Call) -> Chat:
    """Return the chat of a call; raises a 400 ApiError."""
    name = call.text("chat_id").strip()
    if not name:
        raise bad_request("chat_id is empty")
    chat = world.find_chat(name)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    return chat


def visible_chat(world: World, call: Call) -> Chat:
    """Return the chat of a call if the bot is in it; raises a 400 or 403 ApiError."""
    chat = known_chat(world, call)
    if chat.kind != PRIVATE and not objects.is_present(chat.bot_status):
        done = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
        raise forbidden(f"bot {done} the {chat.kind} chat")
    return chat


def writable_chat(world: World, call: Call) -> Chat:
    """Return the chat of a call if the bot may write there; raises a 400 or 403 ApiError."""
    chat = visible_chat(world, call)
    if chat.kind == PRIVATE:
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    if chat.kind == CHANNEL and chat.bot_status != "administrator":
        raise bad_request("need administrator rights in the channel chat")
    if chat.bot_status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def thread_of(chat: Chat, call: Call) -> int | None:
    """Return the topic of a call, None for no topic; raises a 400 ApiError for an unknown or closed one."""
    thread_id = call.integer("message_thread_id")
    if not thread_id:
        return None
    if not chat.is_forum or str(thread_id) not in chat.topics:
        raise bad_request("message thread not found")
    if str(thread_id) in chat.closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def words(call: Call, name: str = "text") -> Words:
    """Return the parsed text (or caption) of a call with its entities; raises a 400 ApiError."""
    is_text = name == "text"
    text, mode = call.text(name), call.text("parse_mode").lower()
    entities = call.json("entities" if is_text else "caption_entities")
    if mode == "html":
        text, marked = parse_html(text)
    elif mode and mode != "none":
        known = mode in ("markdown", "markdownv2")
        what = "Markdown is not spoken here, send parse_mode HTML" if known else "unsupported parse_mode"
        raise bad_request(what)
    else:
        marked = checked(text, entities) if entities else []
    text, found = tidy(text, marked)
    if is_text and not text:
        raise bad_request("message text is empty")
    if units(text) > (MOST_TEXT if is_text else MOST_CAPTION):
        raise bad_request("message is too long" if is_text else "message caption is too long")
    return text, found


def inline_rows(call: Call) -> Rows | None:
    """Return the checked inline keyboard of a call; raises a 400 ApiError for any other markup."""
    given = call.json_object("reply_markup")
    if given and "inline_keyboard" not in given:
        raise bad_request("inline keyboard expected")
    return checked_inline(given) if given else None


def own_message(world: World, call: Call) -> Message:
    """Return the bot's message that a call wants to edit; raises a 400 or 403 ApiError."""
    chat = writable_chat(world, call)
    if not call.text("message_id").strip():
        raise bad_request("message identifier is not specified")
    message = world.messages[chat.chat_id].get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message
