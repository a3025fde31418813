# What is open at the exchanges.

orders-head = { $count ->
    [one] <b>Открытые ордера</b> · { $count } ордер ваших ботов
    [few] <b>Открытые ордера</b> · { $count } ордера ваших ботов
    [many] <b>Открытые ордера</b> · { $count } ордеров ваших ботов
   *[other] <b>Открытые ордера</b> · { $count } ордера ваших ботов
}
orders-none = Открытых ордеров нет. /bots покажет, чего ждет каждый бот.
orders-orphans = { $count ->
    [one] ⚠️ <b>{ $count } ордер с моей меткой без бота</b>
    [few] ⚠️ <b>{ $count } ордера с моей меткой без бота</b>
    [many] ⚠️ <b>{ $count } ордеров с моей меткой без бота</b>
   *[other] ⚠️ <b>{ $count } ордера с моей меткой без бота</b>
}
orders-orphans-wait = Возможно, они из прежней базы. Я не трогаю их, пока вы не передадите их боту или не отмените кнопкой ниже.
orders-foreign = { $count ->
    [one] Выставлен не мной, на тех же парах: { $count } ордер. Его я не трогаю.
    [few] Выставлены не мной, на тех же парах: { $count } ордера. Их я не трогаю.
    [many] Выставлены не мной, на тех же парах: { $count } ордеров. Их я не трогаю.
   *[other] Выставлены не мной, на тех же парах: { $count } ордера. Их я не трогаю.
}

## Of one order: these stand in a row. `seen` is "paper" where no exchange has shown it

order-since = с { $moment }
order-away = { $seen ->
    [paper] цена { $price }, до нее { $away }
   *[other] цена { $price }, до нее { $away }, на { $seen }
}
order-no-price = { $seen ->
    [paper] цены сейчас нет
   *[other] цены сейчас нет, на { $seen }
}
order-fate-intent = отправляется
order-fate-unknown = ❓ биржа его не подтвердила; я продолжаю спрашивать
order-fate-quarantined = ❓ под вопросом, проверьте его на бирже
order-fate-short = ❓ он завершен, но часть исполнений сюда не дошла
order-cancelled = Ордер отменен. /orders покажет, что открыто.
