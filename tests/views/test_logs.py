import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.markup import parse_html
from bot.views.html import visible_length
from bot.views.logs import csv_head, csv_lines, logs_text
from engine.reads.journal import Beginning, WorkBegun
from engine.reads.logs import LogEntry, LogLevel, LogPage
from tests.support.words import EN
from tests.views.samples import NOW, REF


def entry(message: str, label: str | None = "#3 BTC/USDT") -> LogEntry:
    return LogEntry(
        owner_id=1,
        id=1,
        at=NOW,
        level=LogLevel.INFO,
        line=None,
        message=message,
        bot_id=None,
        bot_label=label,
    )


def page(*messages: str) -> LogPage:
    return LogPage(entries=tuple(entry(message) for message in messages), counts={})


@pytest.mark.parametrize("message", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1", "  =1"])
def test_no_cell_is_a_formula(message: str) -> None:
    row = next(csv.reader(io.StringIO(csv_lines(EN, [entry(message, message)]), newline="")))
    assert row[2] == row[3] == f"'{message}"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_cells_come_back(message: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_head() + csv_lines(EN, [entry(message)]), newline="")))
    assert len(rows) == 2
    assert rows[1][3].removeprefix("'") == message.removeprefix("'")


@given(st.lists(st.text(max_size=500), min_size=1, max_size=10))
def test_a_page_is_one_message_of_html(messages: list[str]) -> None:
    text = logs_text(EN, page(*messages), NOW, level=None, bot_label="<b>")
    assert visible_length(text) <= 4096
    seen, _ = parse_html(text)
    assert "all levels · <b>" in seen


def test_lines_are_cut_only_as_far_as_needed() -> None:
    few = logs_text(EN, page("x" * 500), NOW, level=None, bot_label=None)
    assert "x" * 500 in few
    many = logs_text(EN, page(*["x" * 500] * 10), NOW, level=None, bot_label=None)
    assert "x" * 200 in many
    assert "…" in many


def test_a_line_is_worded_now_and_one_that_is_a_sentence_alone_is_shown_as_it_is() -> None:
    old = entry("stored once")
    new = replace(old, line=WorkBegun(bot=REF, how=Beginning.RESUMED))
    both = replace(page(), entries=(old, new))
    text = logs_text(EN, both, NOW, level=None, bot_label=None)
    rows = list(csv.reader(io.StringIO(csv_lines(EN, both.entries), newline="")))
    assert text.count("stored once") == text.count("Resumed (PAPER, Binance)") == 1
    assert [row[3] for row in rows] == ["stored once", "Resumed (PAPER, Binance)"]
