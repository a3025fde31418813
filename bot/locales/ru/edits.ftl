# What a change of a bot means. `order` is BUY 0.01 BTC @ 60000.

edit-none = Пока ничего не изменено.
edit-change = { $field }: { $before } → { $after }
edit-change-when-cycle-ends = { $field }: { $before } → { $after }, когда цикл завершится
edit-change-next-cycle = { $field }: { $before } → { $after }, со следующего цикла
edit-change-following-order = { $field }: { $before } → { $after }, для следующего ордера
edit-stays-paused = «{ button-save }» отменит его ордер { $order }. Бот останется на паузе.
edit-stays-paused-with-order = «{ button-save }» оставит его ордер { $order } как есть. Бот останется на паузе.
edit-when-started = «{ button-save }» ничего не отправит. Изменение вступит в силу при старте бота.
edit-when-replaced = «{ button-save }» ничего не отправит. Изменение вступит в силу, когда вы нажмете «{ button-replace }».
edit-at-once-watching = Действует сразу: бот начнет ждать цену заново.
edit-wait-stays = «{ button-save }» ничего не отправит: бот и дальше ждет ту же цену, и все, чего достиг трейлинг, сохранится.
edit-closing = Бот закрывает то, что держит. Подождите, пока он остановится.
edit-order-stays = «{ button-save }» оставит ордер { $order } как есть, поэтому он сохранит место в очереди.
edit-at-once = Действует сразу: «{ button-save }» отменит ордер { $order } и отправит новый.
edit-at-once-trailing = Действует сразу: «{ button-save }» отменит ордер { $order }, и бот начнет ждать цену заново, с трейлингом.
edit-at-once-done = Действует сразу: «{ button-save }» отменит ордер { $order }. Исполненного уже достаточно, поэтому дальше пойдет { $side }.
edit-at-once-sends = Действует сразу: «{ button-save }» отправит ордер { $side }.
