"""What buttons carry: ids and revisions, never text. Telegram takes at most 64 bytes."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.pictures.theme import Theme
from engine.confirmations import Ask
from engine.core.checks import Field as FormField
from engine.core.types import BotId, StopForm
from engine.notice_settings import Delivery, NoticeKind, SnoozeSpan
from engine.people import Role
from engine.reads.history import Stretch
from engine.reads.logs import LogLevel
from engine.reads.people import Leaving
from engine.reads.periods import Period
from engine.reads.views import BotFilter

Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""What a database takes. A payload with a larger one is nobody's."""
Day = Annotated[int, Field(ge=0, le=3_652_000)]
"""An ordinal, up to about the year 9999."""
Moment = Annotated[int, Field(ge=0, le=250_000_000_000)]
"""Seconds since 1970, up to about the year 9892."""


class Act(StrEnum):
    """What a button on a card does."""

    START = "go"
    STOP = "st"
    EDIT = "ed"
    DELETE = "de"
    ALERTS_ON = "a1"
    ALERTS_OFF = "a0"
    ALERTS_MASKED = "am"
    ALERTS_FULL = "af"
    ACCEPT_AS_IS = "ok"
    NAME = "na"
    SHARE = "sh"
    CODE = "cd"


class LogAct(StrEnum):
    """What a button below the log does."""

    FILE = "csv"
    FOLLOW = "fol"
    UNFOLLOW = "unf"
    CLEAR = "clr"


class ShowBots(CallbackData, prefix="bl"):
    """Show one page of the list."""

    which: BotFilter
    page: Number


class ShowCard(CallbackData, prefix="bc"):
    """Show a bot's card; `refresh` when it stands there already."""

    bot: BotId
    refresh: bool


class StepCard(CallbackData, prefix="cn"):
    """Show in its place the card of the person's next bot, or of the one before."""

    bot: BotId
    forward: bool


class OnCard(CallbackData, prefix="ba"):
    """Do something with the bot, as it was at that revision."""

    act: Act
    bot: BotId
    revision: Number


class StopBy(CallbackData, prefix="bs"):
    """Ask how to stop the bot. Earlier versions stopped it in that form, as it was at that revision."""

    form: StopForm
    bot: BotId
    revision: Number


class ShowLogs(CallbackData, prefix="lp"):
    """Show one page of the log. None: all levels, all bots.

    `at` is 0 for the newest lines, else the id of a line: those older than it; negative, those newer.
    """

    level: LogLevel | None
    bot: BotId | None
    at: Number


class ShowAudit(CallbackData, prefix="lw"):
    """Show one page of who did what, on one bot or on all. `at` is as in `ShowLogs`."""

    bot: BotId | None
    at: Number


class ShowSummary(CallbackData, prefix="sy"):
    """Show when the daily summary comes."""


class ChooseSummary(CallbackData, prefix="cy"):
    """Get the daily summary at that hour from now on; None: not at all."""

    hour: Number | None


class PickLogBot(CallbackData, prefix="lb"):
    """Show the bots whose log can be chosen."""

    level: LogLevel | None
    page: Number


class OnLogs(CallbackData, prefix="la"):
    """Do something with the log that is shown."""

    act: LogAct
    level: LogLevel | None
    bot: BotId | None


class ShowStats(CallbackData, prefix="ss"):
    """Show results and fees."""


NOW = 0
"""The day of a period: the present one, whenever the button is tapped."""


class ShowPeriod(CallbackData, prefix="sp"):
    """Show results and fees of the period that a day is in, by the day's ordinal or NOW."""

    period: Period
    day: Day
    by_bot: bool


class ShowPeriodPicture(ShowPeriod, prefix="pp"):
    """Show the same as a picture: results as they added up, or bots side by side."""


class ShowPicture(CallbackData, prefix="pi"):
    """Show a bot's prices and fills as a picture. None: of as long as fits its newest fills."""

    bot: BotId
    stretch: Stretch | None


class ChooseTheme(CallbackData, prefix="th"):
    """Have pictures drawn so from now on."""

    theme: Theme


class PictureAfterCycle(CallbackData, prefix="pc"):
    """Have a picture of the bot sent after each of its cycles, or not any more."""

    on: bool


class ShowPnl(CallbackData, prefix="pn"):
    """Show what was earned, and what is open."""


class ShowNotices(CallbackData, prefix="sn"):
    """Show the notices that stand in the message with the button."""


class InDigits(CallbackData, prefix="x", sep="|"):
    """Do what the other payload does, with exact amounts or rounded ones."""

    exact: bool
    shows: str
    """The other payload."""


class DecideOn(OnCard, prefix="dn"):
    """The same below a notice about the bot; the notice stays as it is."""


class OpenCard(CallbackData, prefix="oc"):
    """Show a bot's card below the message with the button."""

    bot: BotId


class ShowOrders(CallbackData, prefix="os"):
    """Show what is open at the exchanges."""


class CancelOrphan(CallbackData, prefix="oq"):
    """Ask whether to cancel an order that no bot owns, by our name for it."""

    order: str


class AdoptOrphan(CallbackData, prefix="oa"):
    """Ask whether a bot shall go on with an order that no bot owns, by our name for it."""

    order: str
    bot: BotId


class AnswerQuestion(CallbackData, prefix="qa"):
    """Answer a question that is answered once."""

    ask: Ask
    question: str
    yes: bool


class ChooseOrder(CallbackData, prefix="co"):
    """Answer the question which order is the bot's: one of those that were shown, or None of them."""

    question: str
    pick: Number | None


class ChooseStop(CallbackData, prefix="sc"):
    """Answer the question how to stop."""

    ask: Ask
    question: str
    form: StopForm


ANSWERS_STOP_ALL = tuple(f"{kind.__prefix__}:{Ask.STOP_ALL}:" for kind in (AnswerQuestion, ChooseStop))
"""How the payload of an answer to the question how to stop everything begins."""


class AskTopUp(CallbackData, prefix="wt"):
    """Offer what can be added to the person's wallet on paper there; with a coin, ask about that."""

    exchange: str
    coin: str | None


class AskReset(CallbackData, prefix="wr"):
    """Ask whether that wallet shall begin anew."""

    exchange: str


class ShowUsers(CallbackData, prefix="us"):
    """Show who is on the list."""


class ShowUser(CallbackData, prefix="uo"):
    """Show one of them."""

    user: Number


class InviteAs(CallbackData, prefix="ui"):
    """Make a link that lets one person in."""

    role: Role


class MakeRole(CallbackData, prefix="ur"):
    """Make somebody on the list an owner, a trader or a viewer."""

    user: Number
    role: Role


class GiveAccount(CallbackData, prefix="ug", sep="|"):
    """Let somebody use an account, or use it no more."""

    user: Number
    account: str
    given: bool


class AskRemove(CallbackData, prefix="ud"):
    """Ask what becomes of the bots of somebody who is taken off the list."""

    user: Number


class RemovePerson(CallbackData, prefix="ul"):
    """Answer that question: take them off, and their bots so."""

    question: str
    how: Leaving


class ShareWith(CallbackData, prefix="sw"):
    """Let a viewer read the bot, or read it no more."""

    bot: BotId
    user: Number
    shared: bool


class CloneBot(CallbackData, prefix="cb"):
    """Open the form of a new bot like this one: below the message with the button, or in its place."""

    bot: BotId
    below: bool


class NewForm(CallbackData, prefix="nf"):
    """Open the empty form."""


class ChooseLanguage(CallbackData, prefix="sl"):
    """Speak that language to the person from now on."""

    language: str


class Place(StrEnum):
    """Where notices are told."""

    ME = "me"
    GROUP = "gr"


class ShowNoticeSettings(CallbackData, prefix="ns"):
    """Show how notices are told there: all kinds, or what can be chosen for one."""

    place: Place
    kind: NoticeKind | None


class SetNotices(CallbackData, prefix="nd"):
    """Have a kind of notices told so, there."""

    place: Place
    kind: NoticeKind
    delivery: Delivery


class AskMute(CallbackData, prefix="mu"):
    """Offer below notices what can be muted of them, or take the offer back."""

    offered: bool


class Mute(CallbackData, prefix="mt"):
    """Mute a kind of notices, or all of a bot, where the notice with the button stands."""

    kind: NoticeKind | None
    bot: BotId | None
    span: SnoozeSpan


class Unmute(CallbackData, prefix="mw"):
    """Have what is muted until then (seconds since 1970) told again, where the notice stands."""

    kind: NoticeKind | None
    bot: BotId | None
    until: Moment


class UnmuteThere(CallbackData, prefix="ms"):
    """The same in the settings of a place."""

    place: Place
    kind: NoticeKind | None
    bot: BotId | None
    until: Moment


class LinkAlerts(CallbackData, prefix="al"):
    """Have alerts go to the group, or to a topic of it."""

    chat: Number
    thread: Number | None


class UnlinkAlerts(CallbackData, prefix="au"):
    """Have them go there no more, if they do."""

    chat: Number
    thread: Number | None


class ShowHistory(CallbackData, prefix="nh"):
    """Show one page of the history of notices, of a bot or all, of a day (its ordinal) or all (0).

    `at` is as in `ShowLogs`.
    """

    bot: BotId | None
    day: Day
    at: Number


class PickHistoryBot(CallbackData, prefix="nb"):
    """Show the bots whose notices can be chosen, of that day or all."""

    day: Day
    page: Number


class ShowSettings(CallbackData, prefix="st"):
    """Show the settings."""


class ShowPresets(CallbackData, prefix="ps"):
    """Show what a person keeps of their own for the form."""


class KeepPreset(CallbackData, prefix="pk", sep="|"):
    """Keep an answer to that question."""

    kind: FormField
    value: str


class RemovePreset(CallbackData, prefix="pr", sep="|"):
    """Keep it no more."""

    kind: FormField
    value: str


class ShowZones(CallbackData, prefix="sz"):
    """Show the time zones that can be chosen."""


class ChooseZone(CallbackData, prefix="cz"):
    """Have days begin there from now on, and quiet hours go by its clock."""

    zone: str
