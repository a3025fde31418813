"""Who did what: pages of the audit lines in the chat."""

from datetime import datetime

from bot.views.clock import zone_here
from bot.views.html import Html, esc, visible_length
from bot.views.journal import line_text
from bot.views.text import MOST_UNITS, cut, time_in_list, zone_name
from bot.views.words import Words, named
from engine.reads.logs import AuditPage, LogEntry

_LENGTHS = (300, 160, 80)
_MOST_NAME = 40


def audit_text(words: Words, page: AuditPage, now: datetime, bot_label: str | None) -> Html:
    """Return one page, newest first; of all bots, where there is no label."""
    head, foot = words("audit-head"), words("audit-foot", zone=zone_name(zone_here()))
    if bot_label is not None:
        head = words("audit-head-of-bot", bot=cut(bot_label, _MOST_NAME))
    if not page.entries:
        return Html(
            f"{head}\n\n{words('audit-none' if bot_label is None else 'audit-none-of-bot')}\n\n{foot}"
        )
    text = ""
    for most in _LENGTHS:
        text = "\n".join([head, "", *(_line(words, entry, now, most) for entry in page.entries), "", foot])
        if visible_length(text) <= MOST_UNITS:
            break
    return Html(text)


def _line(words: Words, entry: LogEntry, now: datetime, most: int) -> str:
    at = time_in_list(entry.at, now)
    bot = f" <b>{esc(cut(entry.bot_label, _MOST_NAME))}</b>" if entry.bot_label else ""
    said = entry.message if entry.line is None else line_text(words, entry.line)
    return (
        f"<code>{at}</code>{bot} {esc(cut(' '.join(said.split()), most))} · <i>{esc(_by(words, entry))}</i>"
    )


def _by(words: Words, entry: LogEntry) -> str:
    asked = entry.asked
    if asked is None:
        return words.plain("audit-by", id=str(entry.owner_id))
    chat = "?" if asked.chat_id is None else str(asked.chat_id)
    key = named("audit-by", asked.way)
    return words.plain(key, name=cut(asked.name, _MOST_NAME), id=str(asked.by), chat=chat)
