# The list of bots.

bots-none =
    <b>Ваши боты</b>
    У вас пока нет ботов. /newbot создаст бота в режиме PAPER: деньги не участвуют.
bots-none-shared =
    <b>Ваши боты</b>
    С вами пока не поделились ни одним ботом. Владелец бота делится им с вами на его карточке.
bots-head-all = { $count ->
    [one] <b>Ваши боты</b> · все: { $count } бот
    [few] <b>Ваши боты</b> · все: { $count } бота
    [many] <b>Ваши боты</b> · все: { $count } ботов
   *[other] <b>Ваши боты</b> · все: { $count } бота
}
bots-head-active = { $count ->
    [one] <b>Ваши боты</b> · активные: { $count } бот
    [few] <b>Ваши боты</b> · активные: { $count } бота
    [many] <b>Ваши боты</b> · активные: { $count } ботов
   *[other] <b>Ваши боты</b> · активные: { $count } бота
}
bots-head-stopped = { $count ->
    [one] <b>Ваши боты</b> · остановленные: { $count } бот
    [few] <b>Ваши боты</b> · остановленные: { $count } бота
    [many] <b>Ваши боты</b> · остановленные: { $count } ботов
   *[other] <b>Ваши боты</b> · остановленные: { $count } бота
}
bots-head-error = { $count ->
    [one] <b>Ваши боты</b> · с ошибкой: { $count } бот
    [few] <b>Ваши боты</b> · с ошибкой: { $count } бота
    [many] <b>Ваши боты</b> · с ошибкой: { $count } ботов
   *[other] <b>Ваши боты</b> · с ошибкой: { $count } бота
}
page-of = страница { $page } из { $pages }
bots-none-here = Здесь никого. Выберите другой список ниже.
bots-tap = Нажмите на бота, чтобы открыть его карточку.
bots-trades = { $trades ->
    [one] { $trades } сделка
    [few] { $trades } сделки
    [many] { $trades } сделок
   *[other] { $trades } сделки
}
bots-not-a-list = Я не знаю ни списка, ни бота { $written }. Списки: { $lists }; бота можно найти по номеру, имени, паре или бирже.
bots-fit = Под запрос { $written } подходит несколько ботов. Какой из них?
bots-fit-first = Ниже первые { $shown } из { $count }: чем больше от имени, тем меньше найдется.
name-how =
    <b>{ $bot }</b>
    Ответьте на это сообщение именем не длиннее { $most } знаков или отправьте его после <code>/name { $number }</code>. <code>/name { $number } -</code> уберет имя.
name-no-bot = У вас нет бота с номером { $written }. Ваши боты: /bots.
name-which = Отправьте номер бота и имя: <code>/name 3 Утро</code>. Ваши боты: /bots.
named = У бота новое имя.
unnamed = У бота больше нет имени.
button-bots-all = Все { $count }
button-bots-active = Активные { $count }
button-bots-stopped = Стоят { $count }
button-bots-error = Ошибка { $count }
