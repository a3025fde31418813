"""/orders: what is open at the exchanges, and what no bot owns can be cancelled."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.context import ChatContext
from bot.chat.question_subjects import CancelOrphanTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import register_answers
from bot.keyboards.bots import list_keyboard
from bot.keyboards.callbacks import CancelOrphan, ShowOrders
from bot.keyboards.orders import orders_keyboard
from bot.keyboards.questions import LET_IT_BE
from bot.views.orders import NO_SUCH_ORPHAN, NOT_CANCELLED, orders_lines, orphan_question
from engine.reads.views import OrphanView

CANCELLED = "The order is cancelled. /orders shows what is open."


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="orders")
    made.message.register(orders, Command("orders"))
    made.callback_query.register(show_orders, ShowOrders.filter())
    made.callback_query.register(ask, CancelOrphan.filter())
    register_answers(made, CancelOrphanTarget, yes=_cancel, no=_let_be)
    return made


async def orders(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say_lines(*await _open_orders(ctx))


async def show_orders(_: CallbackQuery, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    await ctx.answer.show_lines(*await _open_orders(ctx))


async def _open_orders(ctx: ChatContext) -> tuple[list[str], InlineKeyboardMarkup]:
    found = await ctx.service.orders.open_orders(ctx.actor)
    return orders_lines(found, ctx.clock.now()), orders_keyboard(found)


async def orphan_named(ctx: ChatContext, name: str) -> OrphanView | None:
    """Return the order that no bot owns, by our name for it, or None when it is not open (any more)."""
    orphans = (await ctx.service.orders.open_orders(ctx.actor)).orphans
    return next((one for one in orphans if one.order.client_order_id == name), None)


async def ask(_: CallbackQuery, callback_data: CancelOrphan, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    found = await orphan_named(ctx, callback_data.order)
    if found is None:
        await ctx.answer.show(NO_SUCH_ORPHAN, list_keyboard())
        return
    orphan = found.order
    target = CancelOrphanTarget(account_id=orphan.account_id, client_order_id=orphan.client_order_id)
    keyboard = await ctx.questions.ask(target, "Cancel the order", LET_IT_BE)
    await ctx.answer.show(orphan_question(orphan, ctx.clock.now()), keyboard)


async def _cancel(ctx: ChatContext, target: CancelOrphanTarget) -> Outcome:
    done = await ctx.service.orders.cancel_orphan(ctx.actor, target.account_id, target.client_order_id)
    return Outcome([CANCELLED if done else NO_SUCH_ORPHAN])


async def _let_be(_: ChatContext, _target: CancelOrphanTarget) -> Outcome:
    return Outcome([NOT_CANCELLED])
