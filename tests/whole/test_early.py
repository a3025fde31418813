"""What is sent and tapped while the program starts is answered once, as soon as it can."""

import re
from pathlib import Path

from tests.support.person import Person, Seen
from tests.support.program import Program

LINE = "/newbot BTC/USDT Binance BUY 0.01 59000 61000 loop"


async def address(program: Program) -> str:
    await program.start()
    found = re.search(r"http://\S+", await program.says("Open its chat:"))
    assert found is not None
    assert "connected as" not in program.output, "this is about the time before"
    return found[0]


def below(anna: Person, first: int) -> list[Seen]:
    return [seen for seen in anna.messages if seen.by_bot and seen.message_id > first]


async def test_commands_and_taps_of_the_start_are_answered_once(tmp_path: Path) -> None:
    program = Program(tmp_path, LOCAL_CHAT_PORT="0")
    try:
        async with Person(await address(program), patience_seconds=90) as anna:
            await anna.send("/newbot BTC/USDT Binance BUY 0.01 60100 59900 lopp")
            assert "lopp" in (await anna.reads("New bot")).text
            await anna.send(LINE)
            await anna.reads("Each cycle")
            await anna.tap("Create and start")
            card = await anna.reads("Created and started")
        await program.terminate()
        async with Person(await address(program), patience_seconds=90) as anna:
            await anna.tap("Logs", on=anna.current(card))
            last = await anna.send("/stats")
            await anna.send("/bots")
            await anna.send("/nonsense")
            await anna.reads("/nonsense")
            await anna.catch_up()
            assert anna.current(card).text.startswith("Logs")
            heads = [seen.text.split("\n")[0] for seen in below(anna, last) if "I restarted" not in seen.text]
            assert [head for head in heads if head.startswith("Statistics")] == ["Statistics"]
            assert len([head for head in heads if head.startswith("Your bots")]) == 1
            await anna.tap("INFO", on=anna.current(card))
            await anna.reads("Logs · ")
    finally:
        await program.terminate()
