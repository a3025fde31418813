# /notices: जो बताया गया, और जो नहीं भेजा गया। `bot` और `day` बताते हैं किसका।

history = <b>सूचनाएँ</b>: { $bot }, { $day } ({ $zone })
history-all-bots = सभी बॉट
history-all-days = सभी दिन
history-gone-bot = हटाया गया बॉट
history-empty = यहाँ कोई सूचना नहीं है।
history-not-a-day = मैं { $written } नहीं समझा। उदाहरण: <code>/notices 2026-11-28</code>
history-pick-bot = कौन सा बॉट?
# सूचना के ऊपर। `moment` समय है, या दिन और समय।
history-sent = <b>{ $moment }</b>
history-not-sent = <b>{ $moment }</b> · नहीं भेजी गई
history-not-yet = <b>{ $moment }</b> · अभी नहीं भेजी गई
