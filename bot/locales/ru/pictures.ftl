# Pictures: what stands in them and below them.

picture-results = Результаты
picture-compared = Сравнение ботов
picture-span = { $first } – { $last }, { $zone }
picture-of = { $span } · { $fills }
picture-fills = { $fills ->
    [one] { $fills } исполнение
    [few] { $fills } исполнения
    [many] { $fills } исполнений
   *[other] { $fills } исполнения
}
picture-fills-more = последние исполнения: { $fills }
picture-realised = Реализовано: { $result }, после комиссий
picture-buy = BUY по { $price }
picture-sell = SELL по { $price }
picture-last = Цена { $price }
picture-trailing = Трейлинг сработает на { $price }
picture-bought = Куплено
picture-sold = Продано
picture-no-prices = Цены за это время неизвестны.
picture-won = { $percent } в плюсе
picture-fees = комиссии { $fees }
picture-best-hour = лучший час { $hour } { $result }
picture-worst-hour = худший час { $hour } { $result }
picture-not-drawn = Нарисовать график не удалось, поэтому вот цифры. Нажмите еще раз через минуту.
