"""What becomes of groups, and what Telegram tells the bot of it."""

from bot.localchat import acts, objects
from bot.localchat.model import SUPERGROUP, Chat, JsonObject, Person
from bot.localchat.world import World


def set_bot(world: World, chat: Chat, by: Person, status: str) -> None:
    """Have somebody make the bot a member of the chat, an administrator, or nothing there."""
    states = (chat.bot_status, status)
    chat.bot_status = status
    world.save_chat(chat)
    acts.tell_bot_of_its_membership(world, chat, by, states)


def migrate(world: World, old: Chat, by: Person, *, silent: bool = False) -> Chat:
    """Turn a group into a supergroup, which has another id. `silent`: the bot finds out by itself."""
    new = Chat(-1_002_000_000_000 + old.chat_id, SUPERGROUP, old.title, members=dict(old.members))
    new.bot_status = old.bot_status
    old.migrated_to = new.chat_id
    world.save_chat(old)
    world.save_chat(new)
    if not silent and objects.is_present(old.bot_status):
        _serve(world, old, {"from": objects.user(by), "migrate_to_chat_id": new.chat_id})
        itself = {"from": objects.ANONYMOUS_ADMIN, "sender_chat": objects.chat_object(world, new)}
        _serve(world, new, itself | {"migrate_from_chat_id": old.chat_id})
    return new


def set_topic(world: World, chat: Chat, thread_id: int, by: Person, state: str) -> None:
    """Have a topic be "open", "closed" or "gone". Of the last the bot does not hear."""
    topic = str(thread_id)
    chat.closed = [one for one in chat.closed if one != topic]
    if state == "gone":
        del chat.topics[topic]
    elif state == "closed":
        chat.closed.append(topic)
    world.save_chat(chat)
    if state != "gone" and objects.is_present(chat.bot_status):
        what = "forum_topic_closed" if state == "closed" else "forum_topic_reopened"
        there = {"from": objects.user(by), "message_thread_id": thread_id, "is_topic_message": True}
        _serve(world, chat, there | {what: {}})


def _serve(world: World, chat: Chat, body: JsonObject) -> None:
    """Queue a message that nobody has written, of which each bot in the group hears."""
    number = {"message_id": world.next_message_id(chat), "date": int(world.now())}
    world.updates.add("message", number | {"chat": objects.chat_object(world, chat)} | body)
