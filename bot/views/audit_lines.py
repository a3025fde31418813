"""The sentences of the log on who did what, and on what was refused."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from bot.views.journal_parts import amount_of, config_changes, plan, signed, where_of
from bot.views.reasons import reason_text
from bot.views.text import moment, number
from bot.views.words import Words, named
from engine.notice_settings import NoticeKind
from engine.notices import DatabaseRestored
from engine.reads import journal
from engine.reads.journal import PeopleAct

_TELLS_ROLE = {PeopleAct.INVITED, PeopleAct.JOINED, PeopleAct.ROLE}


def audit_line(words: Words, line: journal.AuditLine) -> str:
    match line:
        case journal.BotCreated() | journal.BotDeleted():
            return _came_or_went(words, line)
        case journal.OwnerActed():
            return _owner_acted(words, line)
        case (
            journal.OrphanCanceled()
            | journal.OrphanAdopted()
            | journal.AcceptedAsIs()
            | journal.OrderChosen()
        ):
            return _order(words, line)
        case journal.LogsCleared():
            return words.plain("journal-logs-cleared", lines=line.lines)
        case journal.PeopleActed():
            return _people_acted(words, line)
        case journal.WalletActed():
            return _wallet_acted(words, line)
        case journal.SettingsChanged():
            return _settings_changed(words, line)
        case journal.ActRefused():
            return _refused(words, line)
        case DatabaseRestored():
            waiting = ", ".join(line.held_back)
            return words.plain("journal-restored-waiting" if waiting else "journal-restored", bots=waiting)
    assert_never(line)


def _came_or_went(words: Words, line: journal.BotCreated | journal.BotDeleted) -> str:
    match line:
        case journal.BotCreated():
            return words.plain("journal-created", where=where_of(line.bot), plan=plan(words, line))
        case journal.BotDeleted():
            bot = line.bot
            return words.plain(
                "journal-deleted",
                bot=bot.label,
                where=where_of(bot),
                trades=line.trades,
                result=signed(line.result, bot.quote),
            )


def _order(
    words: Words,
    line: journal.OrphanCanceled | journal.OrphanAdopted | journal.AcceptedAsIs | journal.OrderChosen,
) -> str:
    match line:
        case journal.OrphanCanceled():
            account = str(line.account_id)
            return words.plain("journal-orphan-cancelled", order=line.client_order_id, account=account)
        case journal.OrphanAdopted():
            return words.plain(
                "journal-orphan-adopted",
                order=line.client_order_id,
                side=line.side,
                quantity=number(line.quantity),
                price=number(line.price),
            )
        case journal.AcceptedAsIs():
            return words.plain(
                "journal-accepted-as-is",
                order=line.client_order_id,
                booked=number(line.booked),
                reported="unknown" if line.reported is None else number(line.reported),
            )
        case journal.OrderChosen():
            there = line.venue_order_id
            return words.plain("journal-order-chosen", order=line.client_order_id, there=there)


def _wallet_acted(words: Words, line: journal.WalletActed) -> str:
    if line.amount is None:
        return words.plain("journal-wallet-reset", exchange=line.exchange)
    amount = amount_of(line.amount, line.coin)
    return words.plain("journal-wallet-topped-up", exchange=line.exchange, amount=amount)


def _owner_acted(words: Words, line: journal.OwnerActed) -> str:
    done = words.plain(named("journal-owner", line.act))
    if line.before is None or line.after is None:
        return done
    changes = list(_situation_changes(words, line.before, line.after))
    return words.plain("audit-with-changes", done=done, changes=", ".join(changes)) if changes else done


def _people_acted(words: Words, line: journal.PeopleActed) -> str:
    role = line.detail if line.act in _TELLS_ROLE else None
    detail = words.plain(named("role", role)) if role else line.detail
    who = {"name": line.name or "?", "id": str(line.user_id or "")}
    done = words.plain(named("journal-people", line.act), detail=detail, **who)
    if not line.before:
        return done
    was = words.plain(named("role", line.before))
    return words.plain("audit-with-changes", done=done, changes=f"{was} → {detail}" if detail else was)


def _situation_changes(
    words: Words, before: journal.BotSituation, after: journal.BotSituation
) -> Iterator[str]:
    was, now = _status(words, before), _status(words, after)
    if was != now:
        yield f"{was} → {now}"
    if before.name != after.name:
        yield f"{before.name or words.plain('value-none')} → {after.name or words.plain('value-none')}"
    if before.config is not None and after.config is not None:
        yield config_changes(words, before.config, after.config)


def _status(words: Words, situation: journal.BotSituation) -> str:
    return words.plain("audit-paused" if situation.paused else named("audit-status", situation.status))


def _settings_changed(words: Words, line: journal.SettingsChanged) -> str:
    changes = "; ".join(_setting_change(words, one) for one in line.changes)
    return words.plain("audit-alerts-settings" if line.alerts else "audit-settings", changes=changes)


def _setting_change(words: Words, change: journal.Changed) -> str:
    def shown(value: str | None) -> str:
        if value is None:
            return words.plain("value-none")
        if change.name == "muted":
            return moment(datetime.fromisoformat(value))
        return words.plain(named("delivery", value)) if change.name == "notices" else value

    about = change.about
    if about in list(NoticeKind):
        about = words.plain(named("notice-kind", about))
    name = words.plain(named("audit-setting", change.name), about=about)
    return f"{name}: {shown(change.before)} → {shown(change.after)}"


def _refused(words: Words, line: journal.ActRefused) -> str:
    if line.reason is not None:
        why = reason_text(words, line.reason)
    elif line.why is not None:
        why = words.plain(named("refusal", line.why))
    else:
        why = words.plain("audit-why", error=line.error)
    return words.plain("audit-refused", act=words.plain(named("audit-act", line.act)), why=why)
