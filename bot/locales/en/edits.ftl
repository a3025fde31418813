# What a change of a bot means. `order` is BUY 0.01 BTC @ 60000.

edit-none = Nothing has changed yet.
edit-change = { $field }: { $before } → { $after }
edit-change-when-cycle-ends = { $field }: { $before } → { $after }, when the cycle ends
edit-change-next-cycle = { $field }: { $before } → { $after }, from the next cycle on
edit-change-following-order = { $field }: { $before } → { $after }, for the order that follows
edit-stays-paused = { button-save } cancels its order { $order }. The bot stays paused.
edit-stays-paused-with-order = { button-save } leaves its order { $order } as it is. The bot stays paused.
edit-when-started = { button-save } sends nothing. It applies when the bot is started.
edit-when-replaced = { button-save } sends nothing. It applies when you tap { button-replace }.
edit-at-once-watching = It applies at once: the bot begins to wait for the price anew.
edit-wait-stays = { button-save } sends nothing: the bot goes on waiting for the same price, and what its trail has reached stays.
edit-closing = The bot is closing what it holds. Wait until it has stopped.
edit-order-stays = { button-save } leaves the order { $order } as it is, so it keeps its place in the queue.
edit-at-once = It applies at once: { button-save } cancels the order { $order } and sends a new one.
edit-at-once-trailing = It applies at once: { button-save } cancels the order { $order }, and the bot waits for its price anew, to trail it.
edit-at-once-done = It applies at once: { button-save } cancels the order { $order }. What it has filled is enough, so the { $side } follows.
edit-at-once-sends = It applies at once: { button-save } sends the { $side } order.
