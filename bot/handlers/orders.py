"""/orders: what is open at the exchanges; what no bot owns can be cancelled, or adopted by a bot."""

from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.context import ChatContext
from bot.chat.question_subjects import AdoptOrphanTarget, CancelOrphanTarget
from bot.chat.questions import Outcome
from bot.handlers.cards import card_now, card_outcome
from bot.keyboards.bots import list_keyboard
from bot.keyboards.callbacks import AdoptOrphan, CancelOrphan
from bot.keyboards.orders import orders_keyboard
from bot.views.orders import orders_lines
from bot.views.orphans import adopt_question, orphan_question, yes_label
from engine.reads.open_orders import OrphanName, OrphanView


async def orders(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.show_lines(*await _open_orders(ctx))


async def show_orders(_: CallbackQuery, ctx: ChatContext) -> None:
    await ctx.answer.show_lines(*await _open_orders(ctx))


async def _open_orders(ctx: ChatContext) -> tuple[list[str], InlineKeyboardMarkup]:
    found = await ctx.service.orders.open_orders(ctx.actor)
    return orders_lines(ctx.words, found, ctx.clock.now()), orders_keyboard(ctx.words, found)


async def _orphan_named(ctx: ChatContext, name: str) -> OrphanView | None:
    """Return the order that no bot owns, by our name for it. When it is not open (any more), say so."""
    orphans = (await ctx.service.orders.open_orders(ctx.actor)).orphans
    found = next((one for one in orphans if one.order.client_order_id == name), None)
    if found is None:
        await ctx.answer.show(ctx.words("orphan-gone"), list_keyboard(ctx.words))
    return found


async def ask_cancel(_: CallbackQuery, callback_data: CancelOrphan, ctx: ChatContext) -> None:
    if found := await _orphan_named(ctx, callback_data.order):
        orphan = found.order
        target = CancelOrphanTarget(account_id=orphan.account_id, client_order_id=orphan.client_order_id)
        keyboard = await ctx.questions.ask(
            target, ctx.words.plain("button-cancel-order"), ctx.words.plain("button-leave-it")
        )
        await ctx.answer.show(orphan_question(ctx.words, orphan, ctx.clock.now()), keyboard)


async def cancel(ctx: ChatContext, target: CancelOrphanTarget) -> Outcome:
    done = await ctx.service.orders.cancel_orphan(ctx.actor, target.account_id, target.client_order_id)
    return Outcome([ctx.words("order-cancelled" if done else "orphan-gone")])


async def ask_adopt(_: CallbackQuery, callback_data: AdoptOrphan, ctx: ChatContext) -> None:
    found = await _orphan_named(ctx, callback_data.order)
    if found is None:
        return
    card = next((one for one in found.fit if one.state.bot_id == callback_data.bot), None)
    if card is None:
        await ctx.answer.show(*await card_now(ctx, callback_data.bot, ctx.words("error-outdated")))
        return
    orphan = found.order
    name = OrphanName(
        account_id=orphan.account_id,
        symbol=orphan.symbol,
        side=orphan.side,
        client_order_id=orphan.client_order_id,
    )
    target = AdoptOrphanTarget(order=name, bot_id=card.state.bot_id, revision=card.state.revision)
    keyboard = await ctx.questions.ask(target, yes_label(ctx.words, card), ctx.words.plain("button-leave-it"))
    text = adopt_question(ctx.words, orphan, card, ctx.service.limits(ctx.actor), ctx.clock.now())
    await ctx.answer.show(text, keyboard)


async def adopt(ctx: ChatContext, target: AdoptOrphanTarget) -> Outcome:
    """Give it to the bot if both are still as they were when the question was put."""
    card = await ctx.service.orders.adopt(
        ctx.actor, target.bot_id, target.order, target.revision, live_confirmed=True
    )
    return card_outcome(ctx, card, ctx.words("orphan-adopted"))
