# Orders with our tag that no bot owns. `bot` is #3, and `order` BUY @ 60000 or a whole line.

orphan-gone = Этот ордер больше не открыт. Ничего не сделано.
orphan-adopted = <b>Передан боту.</b> Исполнения этого ордера учитываются за этим ботом.
orphan-no-bot = У вас там нет бота для { $symbol }, который мог бы его принять.
orphan-unfit = Ни один из ваших ботов не может его принять: { $reasons }.
unfit-running = { $bot } работает, сначала остановите его
unfit-unsettled = по последнему ордеру { $bot } еще нет итога
unfit-other-side = { $bot } ждет { $side }
unfit-more-than-held = { $bot } держит только { $held }
unfit-live-off = торговля LIVE выключена
unfit-id = такой id { $bot } использовать не может
unfit-other = { $bot }: { $why }
orphan-cancel = Отменить { $order }
orphan-adopt = Передать { $bot }: { $order }
orphan-adopt-yes = Передать { $bot }
orphan-adopt-yes-live = Передать { $bot }, реальные деньги
orphan-cancel-question =
    <b>Отменить этот ордер?</b>
    { $order }
    Что уже исполнено, останется исполненным.
orphan-adopt-question = <b>Передать этот ордер боту { $bot }?</b>
orphan-adopt-question-live = <b>Передать этот ордер боту { $bot }, на реальные деньги?</b>
orphan-adopt-does = { $filled ->
    [no] Он станет текущим ордером { $bot }, как есть. Все, что в нем уже исполнено и исполнится дальше, учитывается за { $bot }; затем бот продолжит по своему плану: { $plan }. Новый ордер сейчас не отправляется.
   *[other] Он станет текущим ордером { $bot }, как есть. Все, что в нем уже исполнено ({ $filled }) и исполнится дальше, учитывается за { $bot }; затем бот продолжит по своему плану: { $plan }. Новый ордер сейчас не отправляется.
}
