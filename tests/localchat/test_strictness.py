"""What Telegram refuses is refused here, in Telegram's words."""

import pytest

from bot.localchat import LocalChat
from tests.localchat.raw import RawBot, buttons
from tests.support.chat_control import ChatControl
from tests.support.person import Person

ME = 1000
SMILE = "\N{SLIGHTLY SMILING FACE}"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n\t "}, "400 Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "400 Bad Request: message text is empty"),
        ({"text": "a" * 4097}, "400 Bad Request: message is too long"),
        ({"text": SMILE * 2049}, "400 Bad Request: message is too long"),
        ({"text": "<b>" + "a" * 4097 + "</b>", "parse_mode": "HTML"}, "400 Bad Request: message is too long"),
        ({"chat_id": 5, "text": "a"}, "400 Bad Request: chat not found"),
        ({"chat_id": "", "text": "a"}, "400 Bad Request: chat_id is empty"),
        ({"chat_id": "@nobody", "text": "a"}, "400 Bad Request: chat not found"),
        ({"text": "a", "message_thread_id": 3}, "400 Bad Request: message thread not found"),
        (
            {"text": "a", "reply_parameters": {"message_id": 77}},
            "400 Bad Request: message to be replied not found",
        ),
        ({"text": "a", "parse_mode": "MarkdownV2"}, "400 Bad Request: Markdown is not spoken here"),
        ({"text": "a", "parse_mode": "bbcode"}, "400 Bad Request: unsupported parse_mode"),
        ({"text": "a", "reply_markup": "{broken"}, "400 Bad Request: can't parse reply markup JSON object"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [{}]}},
            "400 Bad Request: object expected as reply",
        ),
    ],
)
async def test_messages_that_are_refused(raw: RawBot, values: dict[str, object], refusal: str) -> None:
    assert (await raw.refused("sendMessage", **{"chat_id": ME, **values})).startswith(refusal)


@pytest.mark.parametrize("text", ["a" * 4096, SMILE * 2048, "<b>" + "a" * 4096 + "</b>", "&lt;" * 4096])
async def test_length_counts_after_the_markup_is_taken_out(raw: RawBot, text: str) -> None:
    await raw.say(text, parse_mode="HTML")


@pytest.mark.parametrize(
    ("data", "accepted"),
    [
        ("a" * 64, True),
        ("a" * 65, False),
        ("я" * 32, True),
        ("я" * 33, False),
        (SMILE * 16, True),
        ("", False),
    ],
)
async def test_callback_data_is_counted_in_bytes(raw: RawBot, data: str, *, accepted: bool) -> None:
    answer = await raw.ask("sendMessage", chat_id=ME, text="x", reply_markup=buttons([("Go", data)]))
    assert answer["ok"] == accepted
    assert accepted or answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "Go"}, "Text buttons are unallowed"),
        ({"callback_data": "x"}, 'Field "text" must be of type String'),
        ({"text": "", "callback_data": "x"}, "BUTTON_TEXT_INVALID"),
        ({"text": "Go", "url": "javascript:alert(1)"}, "Unsupported URL protocol"),
        ({"text": "Go", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "Go", "callback_data": "x", "style": "pink"}, "BUTTON_STYLE_INVALID"),
        ("Go", "must be an Object"),
    ],
)
async def test_buttons_that_are_refused(raw: RawBot, button: object, words: str) -> None:
    keyboard = {"inline_keyboard": [[button]]}
    assert words in await raw.refused("sendMessage", chat_id=ME, text="x", reply_markup=keyboard)


async def test_an_edit_must_change_something(raw: RawBot) -> None:
    sent = await raw.say("<b>same</b>", parse_mode="HTML", reply_markup=buttons([("Go", "1")]))
    same = {
        "chat_id": ME,
        "message_id": sent["message_id"],
        "text": "same",
        "entities": [{"type": "bold", "offset": 0, "length": 4}],
    }
    refusal = await raw.refused("editMessageText", **same, reply_markup=buttons([("Go", "1")]))
    assert refusal.startswith("400 Bad Request: message is not modified")
    await raw.do("editMessageText", **same, reply_markup=buttons([("Go", "2")]))
    edited = await raw.do("editMessageText", **same)
    assert "reply_markup" not in edited
    assert "message is not modified" in await raw.refused("editMessageReplyMarkup", **same)


async def test_only_own_messages_of_the_right_kind_are_edited(raw: RawBot, person: Person) -> None:
    theirs = await person.send("mine")
    mine = (await raw.say("text"))["message_id"]
    for message_id, method, refusal in (
        (theirs, "editMessageText", "message can't be edited"),
        (999, "editMessageText", "message to edit not found"),
        (mine, "editMessageCaption", "there is no caption in the message to edit"),
        (999, "deleteMessage", "message to delete not found"),
    ):
        answer = await raw.refused(method, chat_id=ME, message_id=message_id, text="new", caption="new")
        assert answer == f"400 Bad Request: {refusal}"
    await raw.do("deleteMessage", chat_id=ME, message_id=mine)
    assert "not found" in await raw.refused("editMessageText", chat_id=ME, message_id=mine, text="new")


async def test_messages_of_two_days_ago_are_edited_no_more(raw: RawBot, chat: LocalChat) -> None:
    mine = (await raw.say("text"))["message_id"]
    message = chat.world.messages[ME][mine]
    message.date -= 48 * 3600 - 60
    await raw.do("editMessageText", chat_id=ME, message_id=mine, text="new")
    message.date -= 120
    for method in ("editMessageText", "editMessageReplyMarkup"):
        answer = await raw.refused(method, chat_id=ME, message_id=mine, text="newer")
        assert answer == "400 Bad Request: message can't be edited"


async def test_old_messages_stay(raw: RawBot, person: Person) -> None:
    old = await person.send("long ago", seconds_ago=49 * 3600)
    assert "message can't be deleted" in await raw.refused("deleteMessage", chat_id=ME, message_id=old)
    await raw.do("deleteMessages", chat_id=ME, message_ids=[old, 12345])
    await person.catch_up()
    assert [message.text for message in person.messages] == ["long ago"]


async def test_a_tap_is_answered_once(raw: RawBot, person: Person) -> None:
    await raw.say("card", reply_markup=buttons([("Go", "1")]))
    await person.tap("Go")
    query = (await raw.updates())[0]["callback_query"]
    assert query["data"] == "1"
    assert "chat_instance" in query
    await raw.do("answerCallbackQuery", callback_query_id=query["id"], text="Done", show_alert=True)
    toast = await person.reads_toast("Done")
    assert toast.alert
    again = await raw.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert again == ("400 Bad Request: query is too old and response timeout expired or query ID is invalid")


async def test_a_tap_can_become_too_old(raw: RawBot, person: Person, control: ChatControl) -> None:
    await raw.say("card", reply_markup=buttons([("Go", "1")]))
    await person.tap("Go")
    await control.wish("expire")
    query = (await raw.updates())[0]["callback_query"]
    assert "query is too old" in await raw.refused("answerCallbackQuery", callback_query_id=query["id"])


async def test_who_cannot_be_written_to(raw: RawBot, control: ChatControl) -> None:
    shy = await control.person("Shy")
    gone = await control.group("Gone", {ME: "creator"}, bot="kicked")
    left = await control.basic_group("Left", {ME: "creator"}, bot="left")
    feed = await control.channel("Feed", {ME: "creator"}, bot="member")
    await control.block(ME)
    for chat_id, refusal in (
        (shy, "403 Forbidden: bot can't initiate conversation with a user"),
        (gone, "403 Forbidden: bot was kicked from the supergroup chat"),
        (left, "403 Forbidden: bot is not a member of the group chat"),
        (feed, "400 Bad Request: need administrator rights in the channel chat"),
        (ME, "403 Forbidden: bot was blocked by the user"),
    ):
        assert await raw.refused("sendMessage", chat_id=chat_id, text="hello") == refusal
    await control.unblock(ME)
    await raw.say()


async def test_topics_must_exist(raw: RawBot, person: Person, control: ChatControl) -> None:
    forum, topics = await control.forum("Desk", {ME: "creator"}, ["BTC"])
    sent = await raw.say("fill", forum, message_thread_id=topics["BTC"])
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topics["BTC"], True)
    assert (await person.reads("fill", chat=forum)).thread_id == topics["BTC"]
    refused = await raw.refused("sendMessage", chat_id=forum, text="x", message_thread_id=topics["BTC"] + 50)
    assert refused == "400 Bad Request: message thread not found"


async def test_captions_are_shorter_and_photos_are_pictures(raw: RawBot) -> None:
    known = {"chat_id": ME, "photo": "unknown-id"}
    assert "caption is too long" in await raw.refused("sendPhoto", **known, caption="a" * 1025)
    assert "wrong file identifier" in await raw.refused("sendPhoto", **known, caption="a" * 1024)
    assert "there is no document" in await raw.refused("sendDocument", chat_id=ME)
    url = await raw.refused("sendPhoto", chat_id=ME, photo="http://127.0.0.1:1/x.png")
    assert url == "400 Bad Request: failed to get HTTP URL content"


async def test_commands_have_a_shape(raw: RawBot) -> None:
    for command, description, words in (
        ("Start!", "x", "BOT_COMMAND_INVALID"),
        ("a" * 33, "x", "BOT_COMMAND_INVALID"),
        ("start", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("start", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ):
        given = [{"command": command, "description": description}]
        assert words in await raw.refused("setMyCommands", commands=given)


async def test_unknown_methods_and_tokens(raw: RawBot) -> None:
    assert await raw.refused("sendTelepathy") == "404 Not Found: method not found"
    assert (await raw.do("SENDMESSAGE", chat_id=ME, text="any case"))["text"] == "any case"


async def test_pace_is_kept_when_it_is_enforced(raw: RawBot, control: ChatControl) -> None:
    group = await control.group("Alerts", {ME: "creator"})
    await control.wish("pace")
    for _ in range(3):
        await raw.say()
    answer = await raw.ask("sendMessage", chat_id=ME, text="fourth")
    assert answer["error_code"] == 429
    assert answer["parameters"]["retry_after"] == 3
    for _ in range(20):
        await raw.say(chat_id=group)
    assert (await raw.ask("sendMessage", chat_id=group, text="21"))["parameters"]["retry_after"] == 60
    await control.reset()
    await raw.say()
