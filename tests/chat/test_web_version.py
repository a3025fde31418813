"""What the earlier web version could do is done in the chat as the README says."""

import re
from pathlib import Path

from bot.views.help import COMMANDS
from tests.chat.rig import Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot
from tests.support.person import Person
from tests.support.words import EN

README = Path(__file__).parents[2] / "README.md"


def the_table() -> str:
    return README.read_text().partition("### Coming from the web version")[2].partition("###")[0]


def test_its_table_names_commands_that_there_are() -> None:
    commands = set(re.findall(r"`/([a-z_]+)", the_table()))
    assert len(commands) > 10
    assert commands <= {*COMMANDS, "bot", "name"}


async def test_all_of_it_is_there(rig: Rig, anna: Person) -> None:
    for number, ticker in enumerate(("BTC/USDT", "ETH/USDT", "BTC/USDT", *["ETH/USDT"] * 6)):
        buy, sell = ("60000", "60600") if ticker.startswith("BTC") else ("2900", "3100")
        await has_bot(rig, ticker=ticker, buy=buy, sell=sell, key=f"bot {number}")
    await anna.send("/bots")
    page = await anna.reads("Your bots")
    assert page.has_button("Stopped 9")
    await anna.tap("Older »", on=page)
    await anna.reads("#1 BTC/USDT")
    await anna.send("/bots btc")
    found = await anna.reads("Several bots fit “btc”")
    assert [label for label in found.labels if "#" in label] != []
    assert not found.has_button("ETH/USDT")
    await anna.send("/bots binance")
    assert (await anna.reads("Several bots fit “binance”")).has_button("#9 ETH/USDT")
    await anna.send("/bot 3")
    await anna.reads("#3 BTC/USDT")
    for label, wanted in (("Start", "🟢"), ("Stop", "Finish cycle"), ("Stop", "Start begins")):
        await anna.tap(label)
        await anna.reads(wanted)
    await anna.send("/logs add mine")
    await anna.reads(EN("note-kept"))
    await anna.send("/logs")
    logs = await anna.reads("mine")
    assert re.search(r"INFO \d+|Info \d+", " ".join(logs.labels)), logs.labels
    assert {"File", "Clear"} <= set(logs.labels)
    await anna.send("/logs #3")
    await anna.reads("#3 BTC/USDT")
    await card_in_chat(anna, "#9 ETH/USDT")
    await anna.tap("Delete")
    await anna.reads("Delete this bot?")
    await anna.tap("Delete")
    await anna.reads("Deleted:")
    await anna.send("/settings")
    settings = await anna.reads("")
    assert settings.has_button("Notices")
    assert settings.has_button("Dark pictures")
    await all_is_answered(anna)
