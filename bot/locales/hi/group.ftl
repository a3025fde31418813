# What the alert chat is told of a bot that is shown in percent only. `mode` and `bot` stand in each.

group-fill = { $mode } <b>{ $bot }</b>: { $side } पूरा हुआ
group-cycle = { $mode } <b>{ $bot }</b>: साइकल पूरी हुई, { $percent }
group-cycle-won = { $mode } <b>{ $bot }</b>: साइकल बिना घाटे पूरी हुई
group-cycle-lost = { $mode } <b>{ $bot }</b>: साइकल घाटे में पूरी हुई
group-stopped = { $mode } <b>{ $bot }</b>: बंद हुआ
group-paused = { $mode } <b>{ $bot }</b>: पॉज़ पर, मालिक तय करेंगे
group-failed = { $mode } <b>{ $bot }</b>: त्रुटि से रुका, मालिक को पता है
group-prices-away = { $mode } <b>{ $bot }</b>: लाइव कीमतें नहीं आ रहीं
group-prices-again = { $mode } <b>{ $bot }</b>: लाइव कीमतें फिर आ रही हैं
group-order-changed = { $mode } <b>{ $bot }</b>: एक्सचेंज पर इसका ऑर्डर बदला गया
group-replay-over = { $mode } <b>{ $bot }</b>: इसका रीप्ले पूरा हुआ
group-prices-stop = { $mode } <b>{ $bot }</b>: इसकी कीमतें आना बंद हो गईं
group-other = { $mode } <b>{ $bot }</b>: खाते में बदलाव हुआ
