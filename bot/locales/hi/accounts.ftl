# The real accounts of /accounts.

accounts-none =
    <b>अकाउंट</b>
    किसी एक्सचेंज की key नहीं है, इसलिए सभी बॉट PAPER पर ट्रेड करते हैं और पैसा नहीं लगता।
    एक्सचेंज पर ट्रेड करने के लिए उसकी key <code>.env</code> में रखें (जैसे BINANCE_API_KEY और BINANCE_SECRET_KEY) और मुझे दोबारा शुरू करें। टेस्टनेट से शुरुआत करें: तरीका docs/operating.md में है।
accounts-none-given =
    <b>अकाउंट</b>
    आपको कोई एक्सचेंज अकाउंट नहीं दिया गया, इसलिए आपके बॉट PAPER पर ट्रेड करते हैं और पैसा नहीं लगता। इस बॉट का कोई मालिक आपको अकाउंट दे सकता है।
accounts-title = <b>अकाउंट</b>
accounts-delay = पिछले एक घंटे में इस प्रोग्राम के भीतर सबसे लंबी देरी: { $delay } ms।
accounts-silent = ⚠️ जवाब नहीं आ रहा: { $reason }। एक मिनट बाद फिर कोशिश करें।
accounts-balance = बैलेंस: { $balances }
accounts-balance-and-more = { $more ->
    [one] बैलेंस: { $balances } और { $more } अन्य कॉइन
   *[other] बैलेंस: { $balances } और { $more } अन्य कॉइन
}
accounts-balance-none = बैलेंस: कुछ नहीं
accounts-rights = key की अनुमतियाँ: { $rights }
accounts-rights-unknown = key की अनुमतियाँ: एक्सचेंज नहीं बताता
right-read = पढ़ना
right-trade = ट्रेड
right-withdraw = विदड्रॉ
right-no-trading = ट्रेड नहीं
right-no-withdrawals = विदड्रॉ नहीं
accounts-clock = घड़ी: ठीक, { $off } ms का फ़र्क
accounts-clock-ahead = घड़ी: ⚠️ एक्सचेंज से { $seconds } सेकंड आगे। इस मशीन की घड़ी NTP से मिलाएँ।
accounts-clock-behind = घड़ी: ⚠️ एक्सचेंज से { $seconds } सेकंड पीछे। इस मशीन की घड़ी NTP से मिलाएँ।
accounts-foreign = खुले ऑर्डर जो मैंने नहीं लगाए: { $orders }। मैं उन्हें कभी नहीं छूता।
accounts-may-withdraw = ⚠️ इस key से <b>विदड्रॉ</b> हो सकता है। एक्सचेंज पर यह अनुमति हटा दें: ट्रेडिंग को इसकी ज़रूरत नहीं।
accounts-only-closing = ⚠️ वहाँ सिर्फ़ क्लोज़िंग ऑर्डर भेजे जाते हैं: { $reason }।
accounts-no-entries = ⚠️ वहाँ नई एंट्री नहीं भेजी जातीं: { $reason }।
accounts-missed = फ़िल जो स्ट्रीम से छूटे और मेरी जाँच में मिले: { $fills }।
accounts-stream-silent = ⚠️ { $since } से ऑर्डर स्ट्रीम चुप है, जबकि ऑर्डर भर रहे हैं। मैं उसे बार-बार खोल रहा हूँ और हर कुछ सेकंड में ऑर्डर जाँच रहा हूँ।
accounts-problem = ⚠️ { $reason }।
accounts-check-failed = ⚠️ पिछली जाँच नाकाम रही: { $reason }।

# Wallets on paper, below the real accounts.

wallets-none = PAPER पर हर एक्सचेंज का अपना वॉलेट होता है। वहाँ आपका बॉट बनते ही वह यहाँ दिखेगा।
wallets-add = PAPER वॉलेट में कोई भी रकम जोड़ने के लिए: <code>{ $example }</code>
wallet-coin-available = { $total }, जिसमें से { $available } उपलब्ध
wallet-more-coins = { $more ->
    [one] और { $more } अन्य कॉइन
   *[other] और { $more } अन्य कॉइन
}
wallet-top-up = { $mode } · { $exchange } के आपके वॉलेट में क्या जोड़ूँ? किसी और रकम के लिए: <code>{ $example }</code>
wallet-top-up-question = { $mode } · { $exchange } के आपके वॉलेट में { $amount } जोड़ें?
wallet-reset-question =
    { $mode } · { $exchange } का आपका वॉलेट रीसेट करें?
    उसमें शुरुआती रकम होगी, और वे कॉइन जो आपके बॉट के पास अभी हैं। पुराने नतीजे और जोड़ी गई रकम उसमें नहीं गिनी जाएँगी। बॉट और आँकड़े जैसे हैं वैसे ही रहेंगे।
wallet-topped-up = जोड़ दिया।
wallet-was-reset = वॉलेट रीसेट हो गया।
wallet-typed = मैं PAPER वॉलेट में रकम जोड़ सकता हूँ (<code>{ $example }</code>) या उसे रीसेट कर सकता हूँ (<code>/accounts reset Binance</code>)।
button-top-up = { $exchange } में जोड़ें
button-reset-wallet = { $exchange } रीसेट
button-add-it = जोड़ें
button-reset-it = रीसेट करें
