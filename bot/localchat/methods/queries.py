"""Answers to taps."""

from bot.localchat.call import Call
from bot.localchat.errors import bad_request
from bot.localchat.utf16 import units
from bot.localchat.world import World

MOST_ANSWER = 200


def answer_callback_query(world: World, call: Call) -> bool:
    text = call.text("text")
    if units(text) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = call.text("url")
    if url and not url.startswith(("http://", "https://", "tg://")):
        raise bad_request("URL_INVALID")
    query = world.close_query(call.text("callback_query_id"))
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    answer = {
        "chat_id": query.chat_id,
        "message_id": query.message_id,
        "person_id": query.person_id,
        "query_id": query.query_id,
        "data": query.data,
        "text": text,
        "alert": call.flag("show_alert"),
        "url": url or None,
    }
    world.store.deliver({"kind": "answer", "at": int(world.now()), **answer})
    world.feed.publish("answer", **answer)
    return True


METHODS = {"answerCallbackQuery": answer_callback_query}
