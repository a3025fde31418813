"""Which command, tap and answer goes to which handler."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import JOIN_TRANSITION, ChatMemberUpdatedFilter, Command, CommandStart
from aiogram.utils.magic_filter import MagicFilter

from bot.chat import question_subjects as subjects
from bot.chat.context import answer_first
from bot.dialogs.form import cover_form, make_form
from bot.handlers import (
    alert_chat,
    audit,
    bots,
    errors,
    info,
    logs,
    muting,
    naming,
    newbot,
    notice_history,
    notice_settings,
    notices,
    orders,
    pictures,
    presets,
    resend,
    settings,
    sharing,
    stats,
    stops,
    stuck_orders,
    summary,
    transfer,
    users,
    wallets,
    zones,
)
from bot.handlers.answers import register_answers
from bot.keyboards import callbacks as taps
from bot.keyboards.callbacks import Act, DecideOn, LogAct, OnCard, OnLogs
from bot.parsing.settings_code import is_code
from engine.confirmations import Ask

_PRIVATE = F.chat.type == ChatType.PRIVATE
_GROUP = F.chat.type.in_(alert_chat.GROUPS)
_JSON = F.document.file_name.lower().endswith(".json")


def add_errors(router: Router, forms: Router) -> None:
    """Have the router tell of what went wrong, and `forms` of a form that is gone: there it is cleared away.

    Clearing away asks the storage of forms, which may be what went wrong, or busy with a form.
    """
    router.errors.register(errors.on_error, ~F.exception.func(errors.is_form_gone))
    forms.errors.register(errors.on_error)


def add_stops(router: Router) -> None:
    """Have the router take what stops bots. No form has a part in it."""
    router.message.register(stops.ask_all, _command("stop_all"))
    router.callback_query.middleware(answer_first)
    tap = router.callback_query.register
    tap(stops.ask_one, OnCard.filter(F.act == Act.STOP))
    tap(stops.ask_one, DecideOn.filter(F.act == Act.STOP))
    tap(stops.ask_one, taps.StopBy.filter())
    tap(stops.stop_one, taps.ChooseStop.filter(F.ask == Ask.STOP))
    tap(stops.stop_all, taps.ChooseStop.filter(F.ask == Ask.STOP_ALL))
    register_answers(router, subjects.StopTarget, None, "nothing-stopped", stops.ask_one_anew)
    register_answers(router, subjects.StopAllTarget, None, "nothing-stopped", stops.ask_all_anew)


def add_offers(router: Router) -> None:
    """Have the router take what is done after all. No form has a part in it: the command finds its own."""
    router.callback_query.middleware(answer_first)
    router.callback_query.register(resend.again, taps.AnswerQuestion.filter(F.ask == Ask.AGAIN))


def add_handlers(router: Router) -> None:
    """Have the router take all else: commands and taps, then the form, then what nobody else takes."""
    router.message.register(newbot.newbot, _command("newbot"))
    fallback = Router(name="fallback")
    fallback.message.register(newbot.pasted, _PRIVATE, F.text, F.text.func(is_code))
    fallback.message.register(transfer.import_, _PRIVATE, F.document.file_name, _JSON)
    fallback.message.register(info.stray, _PRIVATE)
    fallback.edited_message.register(info.edited, _PRIVATE, F.text)
    fallback.callback_query.register(info.old_button)
    added = ChatMemberUpdatedFilter(JOIN_TRANSITION)
    router.my_chat_member.register(alert_chat.offer_when_added, added, _GROUP)
    router.include_routers(
        _commands(),
        _answering_themselves(),
        _taps(),
        _figures_and_settings(),
        _people(),
        make_form(),
        fallback,
    )


def _commands() -> Router:
    made = Router(name="commands")
    made.message.middleware(cover_form)
    made.message.register(naming.answered, _PRIVATE, F.text, ~F.text.startswith("/"), naming.asks_for_name)
    made.message.register(info.start, CommandStart(ignore_case=True))
    made.message.register(
        info.needs_no_words,
        _command("health", "pnl", "orders", "cancel", "export", words=F.args),
    )
    made.message.register(info.help_, _command("help"))
    made.message.register(info.accounts, _command("accounts"))
    made.message.register(info.health, _command("health"))
    made.message.register(stats.written, _command("stats"))
    made.message.register(stats.pnl, _command("pnl"))
    made.message.register(stats.price, _command("price"))
    made.message.register(bots.bots, _command("bots", "bot"))
    made.message.register(naming.name, _command("name"))
    made.message.register(orders.orders, _command("orders"))
    made.message.register(logs.logs, _command("logs"))
    made.message.register(settings.settings, _command("settings"))
    made.message.register(alert_chat.alerts, _command("alerts"))
    made.message.register(notice_history.notices, _command("notices"))
    made.message.register(transfer.export, _command("export"))
    made.message.register(transfer.import_, _command("import"))
    made.message.register(users.users, _command("users"))
    made.message.register(newbot.cancel, _command("cancel"))
    # A mistyped command is no answer to the form.
    made.message.register(info.unknown, _PRIVATE, F.text.startswith("/"))
    return made


def _command(*names: str, words: MagicFilter | None = None) -> Command:
    """Match the commands in capitals too; with `words` only where these fit."""
    return Command(*names, ignore_case=True, magic=words)


def _answering_themselves() -> Router:
    """Return the handlers that have a text for the tap itself."""
    made = Router(name="taps with a text")
    made.callback_query.register(bots.show, taps.ShowCard.filter())
    made.callback_query.register(naming.ask_name, OnCard.filter(F.act == Act.NAME))
    made.callback_query.register(bots.step, taps.StepCard.filter())
    made.callback_query.register(
        bots.mask_alerts, OnCard.filter(F.act.in_({Act.ALERTS_MASKED, Act.ALERTS_FULL}))
    )
    made.callback_query.register(bots.alerts, OnCard.filter(F.act.in_({Act.ALERTS_ON, Act.ALERTS_OFF})))
    made.callback_query.register(presets.keep, taps.KeepPreset.filter())
    made.callback_query.register(notices.show_notices, taps.ShowNotices.filter())
    made.callback_query.register(muting.ask, taps.AskMute.filter())
    made.callback_query.register(muting.mute, taps.Mute.filter())
    made.callback_query.register(muting.unmute, taps.Unmute.filter())
    made.callback_query.register(alert_chat.link, taps.LinkAlerts.filter())
    made.callback_query.register(logs.ask_clear, OnLogs.filter(F.act == LogAct.CLEAR))
    return made


def _taps() -> Router:
    made = Router(name="taps")
    made.callback_query.middleware(answer_first)
    tap = made.callback_query.register
    tap(bots.show_bots, taps.ShowBots.filter())
    tap(bots.open_card, taps.OpenCard.filter())
    tap(bots.start, OnCard.filter(F.act == Act.START))
    tap(bots.start, DecideOn.filter(F.act == Act.START))
    tap(bots.ask_delete, OnCard.filter(F.act == Act.DELETE))
    tap(newbot.edit, OnCard.filter(F.act == Act.EDIT))
    tap(newbot.show_code, OnCard.filter(F.act == Act.CODE))
    tap(newbot.clone, taps.CloneBot.filter())
    tap(newbot.new_form, taps.NewForm.filter())
    tap(notice_history.show, taps.ShowHistory.filter())
    tap(notice_history.pick_bot, taps.PickHistoryBot.filter())
    tap(notice_settings.show, taps.ShowNoticeSettings.filter())
    tap(notice_settings.choose, taps.SetNotices.filter())
    tap(notice_settings.unmute, taps.UnmuteThere.filter())
    tap(stuck_orders.ask, OnCard.filter(F.act == Act.ACCEPT_AS_IS))
    tap(stuck_orders.ask, DecideOn.filter(F.act == Act.ACCEPT_AS_IS))
    tap(stuck_orders.choose, taps.ChooseOrder.filter())
    tap(orders.show_orders, taps.ShowOrders.filter())
    tap(orders.ask_cancel, taps.CancelOrphan.filter())
    tap(orders.ask_adopt, taps.AdoptOrphan.filter())
    tap(logs.show, taps.ShowLogs.filter())
    tap(audit.show, taps.ShowAudit.filter())
    tap(summary.show, taps.ShowSummary.filter())
    tap(summary.choose, taps.ChooseSummary.filter())
    tap(logs.pick_bot, taps.PickLogBot.filter())
    tap(logs.file, OnLogs.filter(F.act == LogAct.FILE))
    tap(logs.follow, OnLogs.filter(F.act == LogAct.FOLLOW))
    tap(logs.unfollow, OnLogs.filter(F.act == LogAct.UNFOLLOW))
    register_answers(made, subjects.ImportTarget, transfer.carry_out, "nothing-imported")
    register_answers(made, subjects.DeleteTarget, bots.delete, "nothing-deleted")
    register_answers(made, subjects.StartLiveTarget, bots.start_live, "nothing-started")
    register_answers(made, subjects.ClearLogsTarget, logs.clear, "nothing-deleted")
    register_answers(made, subjects.CancelOrphanTarget, orders.cancel, "nothing-cancelled")
    register_answers(made, subjects.AdoptOrphanTarget, orders.adopt, "nothing-adopted")
    register_answers(made, subjects.AcceptAsIsTarget, stuck_orders.accept, "nothing-changed")
    register_answers(made, subjects.ChooseOrderTarget, None, "nothing-changed")
    return made


def _figures_and_settings() -> Router:
    """Return the handlers of taps that look back, or choose how all is told."""
    made = Router(name="figures")
    made.callback_query.middleware(answer_first)
    tap = made.callback_query.register
    tap(stats.stats, taps.ShowStats.filter())
    tap(stats.show_period, taps.ShowPeriod.filter())
    tap(pictures.show_bot, taps.ShowPicture.filter())
    tap(pictures.show_period, taps.ShowPeriodPicture.filter())
    tap(pictures.choose_theme, taps.ChooseTheme.filter())
    tap(pictures.choose_after_cycle, taps.PictureAfterCycle.filter())
    tap(stats.pnl, taps.ShowPnl.filter())
    tap(settings.choose_language, taps.ChooseLanguage.filter())
    tap(alert_chat.unlink, taps.UnlinkAlerts.filter())
    tap(settings.show_settings, taps.ShowSettings.filter())
    tap(presets.show, taps.ShowPresets.filter())
    tap(presets.remove, taps.RemovePreset.filter())
    tap(zones.show, taps.ShowZones.filter())
    tap(zones.choose, taps.ChooseZone.filter())
    tap(wallets.ask_top_up, taps.AskTopUp.filter())
    tap(wallets.ask_reset, taps.AskReset.filter())
    register_answers(made, subjects.TopUpTarget, wallets.top_up, "nothing-changed")
    register_answers(made, subjects.ResetWalletTarget, wallets.reset, "nothing-changed")
    return made


def _people() -> Router:
    """Return the handlers of taps about people."""
    made = Router(name="people")
    made.callback_query.middleware(answer_first)
    tap = made.callback_query.register
    tap(users.show_users, taps.ShowUsers.filter())
    tap(users.show_user, taps.ShowUser.filter())
    tap(users.invite, taps.InviteAs.filter())
    tap(users.make_role, taps.MakeRole.filter())
    tap(users.give_account, taps.GiveAccount.filter())
    tap(users.ask_remove, taps.AskRemove.filter())
    tap(users.remove, taps.RemovePerson.filter())
    tap(sharing.ask, OnCard.filter(F.act == Act.SHARE))
    tap(sharing.share, taps.ShareWith.filter())
    register_answers(made, subjects.RemovePersonTarget, None, "nothing-changed")
    return made
