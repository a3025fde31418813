"""The list of bots, their cards, and what is decided there or below notices."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.answering import beside
from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.chat.question_subjects import DeleteTarget, StartLiveTarget
from bot.chat.questions import Outcome
from bot.handlers.cards import Text, all_bots, bots_called, card_now, card_outcome, live_question, put
from bot.keyboards.bots import bots_keyboard, found_keyboard
from bot.keyboards.callbacks import Act, DecideOn, OnCard, OpenCard, ShowBots, ShowCard, StepCard
from bot.keyboards.digits import in_either
from bot.views.bots import MOST_FOUND, bots_fit, bots_text, filter_called, not_a_list
from bot.views.card import ABOVE_TIME, card_body
from bot.views.errors import sentence
from bot.views.html import Html, plain
from bot.views.stops import delete_label, delete_question, deleted
from bot.views.words import Words
from engine.core.state import Phase
from engine.core.types import BotId, Mode, Status
from engine.errors import CardOutdated, CommandRejected, LiveUnconfirmed
from engine.reads.views import BotCard, BotFilter

# --- looking --------------------------------------------------------------------------------------


async def bots(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Show the list, or that of one status, or the bot that was named."""
    written = (command.args or BotFilter.ALL).strip()
    which = BotFilter.__members__.get(written.upper()) or filter_called(ctx.words, written)
    if which is not None:
        await ctx.answer.say(*await _list(ctx, which, 0))
        return
    found = await bots_called(ctx, written)
    if not found:
        await ctx.answer.say(not_a_list(ctx.words, written))
    elif len(found) == 1:
        await ctx.answer.say(*await card_now(ctx, found[0].bot_id))
    else:
        await ctx.answer.say(bots_fit(ctx.words, written, len(found)), found_keyboard(found[:MOST_FOUND]))


async def show_bots(_: CallbackQuery, callback_data: ShowBots, ctx: ChatContext) -> None:
    await ctx.answer.show(*await _list(ctx, callback_data.which, callback_data.page))


async def _list(ctx: ChatContext, which: BotFilter, at: int) -> Text:
    page = await ctx.service.bots(ctx.actor, which, at)
    again, role = ShowBots(which=which, page=at), ctx.person.role
    return in_either(
        ctx.words,
        lambda: bots_text(ctx.words, page, which, role),
        bots_keyboard(ctx.words, page, which, role),
        again,
        exact=ctx.exact,
    )


async def show(callback: CallbackQuery, callback_data: ShowCard, ctx: ChatContext) -> None:
    """Show the card. Who wants it looked up anew is told when it stands there already."""
    if not callback_data.refresh:
        await beside(ctx.answer.toast(), _show_card(callback_data.bot, ctx))
        return
    card = await ctx.service.card(ctx.actor, callback_data.bot)
    shown = getattr(callback.message, "text", None) or ""
    same = shown.rpartition(ABOVE_TIME)[0] == plain(card_body(ctx.words, card, ctx.clock.now()))
    said = ctx.words.plain("up-to-date") if same else ""
    await beside(ctx.answer.toast(said), ctx.answer.show(*card_message(ctx, card)))


async def _show_card(bot_id: BotId, ctx: ChatContext) -> None:
    await ctx.answer.show(*await card_now(ctx, bot_id))


async def open_card(_: CallbackQuery, callback_data: OpenCard, ctx: ChatContext) -> None:
    await ctx.answer.say(*await card_now(ctx, callback_data.bot))


async def step(_: CallbackQuery, callback_data: StepCard, ctx: ChatContext) -> None:
    """Go round all the person's bots in one message, by their numbers."""
    ids = [row.bot_id for row in await all_bots(ctx)]
    others = [bot_id for bot_id in ids if bot_id != callback_data.bot]
    await ctx.answer.toast("" if others else ctx.words.plain("only-bot"))
    if others:
        at = ids.index(callback_data.bot) if callback_data.bot in ids else 0
        after = ids[(at + (1 if callback_data.forward else -1)) % len(ids)]
        await ctx.answer.show(*await card_now(ctx, after))


async def alerts(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    on = callback_data.act is Act.ALERTS_ON
    card = await ctx.service.alerts.switch(ctx.actor, callback_data.bot, on=on)
    await ctx.answer.toast(ctx.words.plain("alerts-are-on" if on else "alerts-are-off"))
    await ctx.answer.show(*card_message(ctx, card))


async def mask_alerts(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    """Have the alert chat shown the bot in percent only, or in full."""
    masked = callback_data.act is Act.ALERTS_MASKED
    card = await ctx.service.alerts.mask(ctx.actor, callback_data.bot, masked=masked)
    await ctx.answer.toast(ctx.words.plain("alerts-are-masked" if masked else "alerts-are-full"))
    await ctx.answer.show(*card_message(ctx, card))


# --- starting -------------------------------------------------------------------------------------


async def start(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    await put(ctx, callback_data, await _started(ctx, callback_data))


async def _started(ctx: ChatContext, tapped: OnCard) -> Text:
    """Let the bot go on. With money there is a question first. Two taps on a card give the same."""
    card = await ctx.service.card(ctx.actor, tapped.bot)
    as_shown = card.state.revision == tapped.revision
    if isinstance(tapped, DecideOn) and not as_shown:
        return card_message(ctx, card, ctx.words("error-outdated"))
    if card.state.config.mode is Mode.LIVE and as_shown:
        return await live_question(ctx, card)
    failed = None
    try:
        card = await ctx.service.start(ctx.actor, tapped.bot, tapped.revision)
    except (CardOutdated, CommandRejected, LiveUnconfirmed) as e:
        # One that trades money by now is asked about on its new card.
        failed = ctx.words("error-outdated") if isinstance(e, LiveUnconfirmed) else sentence(ctx.words, e)
        card = await ctx.service.card(ctx.actor, tapped.bot)
    ctx.tells_of_pause(card)
    return card_message(ctx, card, _started_note(ctx.words, card) or failed)


def _started_note(words: Words, card: BotCard) -> Html | None:
    """Return nothing for a bot that does not work towards its next order."""
    state = card.state
    if state.status is not Status.ACTIVE or state.phase is Phase.PAUSED:
        return None
    takes_back = state.finishing and state.config.infinite_loop
    return words("started-to-finish" if takes_back else "started")


async def start_live(ctx: ChatContext, target: StartLiveTarget) -> Outcome:
    """Start the bot if it is still as it was when the question was put."""
    card = await ctx.service.start(ctx.actor, target.bot_id, target.revision, live_confirmed=True)
    ctx.tells_of_pause(card)
    return card_outcome(ctx, card, _started_note(ctx.words, card))


# --- deleting ---------------------------------------------------------------------------------------


async def ask_delete(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    """Ask, unless the bot works by now: the card may be an old one."""
    card = await ctx.service.card(ctx.actor, callback_data.bot)
    state = card.state
    if state.status is Status.ACTIVE:
        await put(ctx, callback_data, card_message(ctx, card, ctx.words("error-outdated")))
        return
    target = DeleteTarget(bot_id=state.bot_id, revision=state.revision, release=bool(state.held))
    await ctx.answer.show(
        delete_question(ctx.words, card), await ctx.questions.ask(target, delete_label(ctx.words, card))
    )


async def delete(ctx: ChatContext, target: DeleteTarget) -> Outcome:
    card = await ctx.service.card(ctx.actor, target.bot_id)
    await ctx.service.delete(ctx.actor, target.bot_id, target.revision, release=target.release)
    return Outcome([deleted(ctx.words, card)])
