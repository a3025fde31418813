"""/help, and /help with the name of a command behind it."""

import pytest

from bot.locales import LANGUAGES
from bot.parsing.newbot_parser import tells_of_a_bot
from bot.parsing.stop_words import asks_to_stop
from bot.views.help import COMMANDS, command_help, unknown_command
from engine.people import Role
from tests.chat.rig import Rig
from tests.chat.routes_of import commands_of
from tests.support.person import Person
from tests.support.words import CATALOGUES

GENERAL = "What I can do"


@pytest.mark.parametrize(
    "written", ["newbot", "/newbot", "NEWBOT", "/newbot@scalper_bot", "new bot", " newbot "]
)
async def test_a_command_behind_it_is_explained(anna: Person, written: str) -> None:
    await anna.send(f"/help {written}")
    said = await anna.reads("/newbot BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop")
    assert said.text.startswith("/newbot – create a bot, step by step\n")
    assert GENERAL not in said.text
    assert "/stop_all" not in said.text


async def test_every_command_that_there_is_is_explained(rig: Rig, anna: Person) -> None:
    known = commands_of(rig.now.dispatcher)
    assert {*COMMANDS, "bot", "name", "start"} <= known
    for name in sorted(known):
        await anna.send(f"/help {name}")
        said = (await anna.reads()).text
        if name == "help":
            assert GENERAL in said
        else:
            assert said.startswith(f"/{name} – "), said
            assert len(said.splitlines()) > 1, said
            assert GENERAL not in said


async def test_what_is_no_command_is_named_with_the_way_on(anna: Person) -> None:
    await anna.send("/help <b>moon</b>")
    said = await anna.reads("I do not know")
    assert said.text == "I do not know /<b>moon</b>. /help lists what I can do."


async def test_the_list_says_that_each_is_explained(anna: Person) -> None:
    await anna.send("/help")
    assert "/help newbot" in (await anna.reads(GENERAL)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_who_may_not(language: str) -> None:
    words = CATALOGUES.words(language)
    owners, reads = words("help-for-owners"), words("help-for-readers")
    for name in COMMANDS[:-1]:
        for role in Role:
            said = command_help(words, name, role) or ""
            assert (owners in said) == (role is Role.TRADER and name in {"alerts", "users", "health"})
            assert (reads in said) == (role is Role.VIEWER and name not in {"bots", "settings"})


async def test_an_answer_to_an_explanation_names_no_bot(anna: Person) -> None:
    await anna.send("/help name")
    said = await anna.reads("/name – ")
    await anna.send("Gold", reply_to=said)
    await anna.reads("No form is open")


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("/stop", "/stop_all"),
        ("/STOPALL", "/stop_all"),
        ("/stop-all", "/stop_all"),
        ("/balance", "/accounts"),
        ("/newbott", "/newbot"),
        ("/bot1", "/bot"),
    ],
)
async def test_a_command_that_there_is_not_names_the_one_that_is_meant(
    anna: Person, written: str, near: str
) -> None:
    await anna.send(written)
    assert f"Did you mean {near}?" in (await anna.reads(f"I do not know {written}.")).text


def test_nobody_is_sent_to_a_command_that_they_may_not_use() -> None:
    words = CATALOGUES.words("en")
    assert "/stop_all" not in unknown_command(words, "/stop", Role.VIEWER)
    assert "/users" not in unknown_command(words, "/user", Role.TRADER)
    assert "/users" in unknown_command(words, "/user", Role.OWNER)


@pytest.mark.parametrize("written", ["stop", "STOP ALL!!!", "please stop", "стоп", "सब रोको"])
async def test_who_writes_stop_is_told_that_nothing_was_stopped_and_what_stops(
    anna: Person, written: str
) -> None:
    await anna.send(written)
    assert "/stop_all" in (await anna.reads("Nothing was stopped")).text
    await anna.send("/newbot BTC/USDT Binance")
    await anna.reads("Which order comes first?")
    await anna.send(written)
    assert "Which order comes first?" in (await anna.reads("Nothing was stopped")).text
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600")
    await anna.reads("Each cycle brings")
    await anna.send(written)
    assert "Each cycle brings" in (await anna.reads("Nothing was stopped")).text


@pytest.mark.parametrize("written", ["trailing stop 0.5%", "stopwatch", "Binance", "0.5%", "бот стоповый"])
def test_other_words_ask_for_no_stop(written: str) -> None:
    assert not asks_to_stop(written)


@pytest.mark.parametrize(
    "line", ["BTC/USDT Binance BUY 0.01 60000 60600 loop", "buy 0.01 BTC/USDT at 60000 sell at 60600 <b>"]
)
async def test_a_line_without_its_command_is_given_back_with_it(anna: Person, line: str) -> None:
    await anna.send(line)
    assert f"/newbot {line}" in (await anna.reads("No form is open")).text


@pytest.mark.parametrize("written", ["hello", "what is BTC/USDT?", "1 2 3", "", "and/or 5"])
def test_not_every_text_is_a_line(written: str) -> None:
    assert not tells_of_a_bot(written, ("Binance",))
