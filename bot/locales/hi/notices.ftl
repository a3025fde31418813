# Notices. `bot` is #3 BTC/USDT, and `where` is (PAPER, Binance).

message-repeated = <i>हो सकता है यह संदेश दोबारा आया हो: भेजते समय कनेक्शन टूट गया था।</i>
message-late = <i>देर से। { $begun } { $clock } का:</i>
message-late-since = <i>देर से। { $begun } से { $ended } { $clock } तक का:</i>

notice-fill = { $moment ->
    [now] { $traded } { $where }
        { $bot } · फ़ीस { $fee }
   *[other] { $traded } { $where }
        { $bot } · फ़ीस { $fee } · { $moment }
}
# Below the notice that ends the cycle of the fill.
notice-fill-inside = { $moment ->
    [now] { $traded } · फ़ीस { $fee }
   *[other] { $traded } · फ़ीस { $fee } · { $moment }
}
notice-fill-late = यह फ़िल ऑर्डर खत्म होने के बाद आया। इसे दर्ज कर लिया गया है।
notice-fill-learned-later = एक्सचेंज की घड़ी से { $moment } पर भरा; मुझे बाद में पता चला।

notice-cycle = { $moment ->
    [now] { $mark } <b>{ $bot } की साइकल { $cycle }: { $result }</b> { $where }
        { $costs } सभी साइकल: { $total }
   *[other] { $mark } <b>{ $bot } की साइकल { $cycle }: { $result }</b> { $where }
        { $costs } सभी साइकल: { $total } · { $moment }
}
notice-cycle-settled = { $coin } में: { $result }, सभी साइकल { $total }; एक्सचेंज का भाव: 1 { $quote } = { $rate }।
costs-fees = { $fees } फ़ीस काटकर।
costs-fees-received = { $fees } फ़ीस काटकर और { $funding } मिली फ़ंडिंग जोड़कर।
costs-fees-paid = { $fees } फ़ीस और { $funding } दी गई फ़ंडिंग काटकर।
costs-fees-unvalued = { $fees } फ़ीस काटकर; { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है।
costs-fees-received-unvalued = { $fees } फ़ीस काटकर और { $funding } मिली फ़ंडिंग जोड़कर; { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है।
costs-fees-paid-unvalued = { $fees } फ़ीस और { $funding } दी गई फ़ंडिंग काटकर; { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है।
costs-received-unvalued = { $funding } मिली फ़ंडिंग जोड़कर; { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है।
costs-paid-unvalued = { $funding } दी गई फ़ंडिंग काटकर; { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है।
costs-unvalued = { $unvalued } की फ़ीस का मूल्य अभी पता नहीं, वह नतीजे में नहीं है।

notice-funding = { $total ->
    [no] 💱 <b>{ $bot }: फ़ंडिंग { $change }</b> { $where }
        { $moment } पर लगी, ऐसी साइकल की पोज़ीशन पर जो बंद हो चुकी है।
   *[other] 💱 <b>{ $bot }: फ़ंडिंग { $change }</b> { $where }
        { $moment } पर लगी, ऐसी साइकल की पोज़ीशन पर जो बंद हो चुकी है। सभी साइकल: { $total }
}
notice-funding-deleted = { $total ->
    [no] 💱 <b>{ $bot }: फ़ंडिंग { $change }</b> { $where }
        { $moment } पर लगी, ऐसे बॉट की पोज़ीशन पर जो हटाया जा चुका है।
   *[other] 💱 <b>{ $bot }: फ़ंडिंग { $change }</b> { $where }
        { $moment } पर लगी, ऐसे बॉट की पोज़ीशन पर जो हटाया जा चुका है। सभी साइकल: { $total }
}
notice-fee-valued = { $total ->
    [no] 💱 <b>{ $bot }: फ़ीस { $change }</b> { $where }
        { $fee } का मूल्य अब जाकर पता चला; उसकी साइकल बंद हो चुकी है।
   *[other] 💱 <b>{ $bot }: फ़ीस { $change }</b> { $where }
        { $fee } का मूल्य अब जाकर पता चला; उसकी साइकल बंद हो चुकी है। सभी साइकल: { $total }
}
notice-fee-valued-deleted = { $total ->
    [no] 💱 <b>{ $bot }: फ़ीस { $change }</b> { $where }
        { $fee } का मूल्य अब जाकर पता चला; उसका बॉट हटाया जा चुका है।
   *[other] 💱 <b>{ $bot }: फ़ीस { $change }</b> { $where }
        { $fee } का मूल्य अब जाकर पता चला; उसका बॉट हटाया जा चुका है। सभी साइकल: { $total }
}
notice-fee-corrected = { $total ->
    [no] 💱 <b>{ $bot }: फ़ीस { $change }</b> { $where }
        एक फ़िल की फ़ीस { $fee } थी, पहले बताई गई { $was } नहीं। उसकी साइकल बंद हो चुकी है।
   *[other] 💱 <b>{ $bot }: फ़ीस { $change }</b> { $where }
        एक फ़िल की फ़ीस { $fee } थी, पहले बताई गई { $was } नहीं। उसकी साइकल बंद हो चुकी है। सभी साइकल: { $total }
}

## A bot that has come to stand

notice-stopped-stop =
    ⚪ <b>{ $bot } रुक गया</b> { $where }
    { $rest }
notice-stopped-finish =
    ⚪ <b>{ $bot } साइकल पूरी करके रुक गया</b> { $where }
    { $rest }
notice-stopped-close =
    ⚪ <b>{ $bot } क्लोज़ करके रुक गया</b> { $where }
    { $rest }
notice-stopped-loop-off =
    ⚪ <b>{ $bot } अपनी एक साइकल पूरी करके रुक गया</b> { $where }
    { $rest }
notice-stopped-settled =
    ⚪ <b>{ $bot } रुक गया: एक्सचेंज ने उसकी पोज़ीशन सेटल कर दी (डीलिस्टिंग)</b> { $where }
    { $rest }
bot-holds = इसके पास { $held } है।
bot-holds-none = इसके पास { $coin } नहीं है।
stopped-dust-left = बचा हुआ: { $held }।
stopped-not-closed = { $held } क्लोज़ नहीं हो सका और अब भी इसके पास है। /bots देखें।
stopped-holds = इसके पास { $held } है। /bots में इसके कार्ड पर “{ button-start }” दबाने से यह वहीं से आगे चलेगा।

notice-paused =
    ⏸ <b>{ $bot } पॉज़ हो गया</b> { $where }
    कारण: { $reason }।
paused-order-stays = इसका ऑर्डर खुला रहेगा: { $order }। इसके फ़िल दर्ज होते रहेंगे।
paused-look-there = एक्सचेंज की वेबसाइट पर इसका ऑर्डर जाँचें। आपके फ़ैसले तक यह कोई ऑर्डर नहीं लगाएगा: यहाँ या /bots में इसके कार्ड पर “{ $look }” या “{ button-stop }” दबाएँ।
paused-live-off = जब तक LIVE ट्रेडिंग बंद है, यह कुछ नहीं भेजेगा। /bots में इसके कार्ड पर “{ button-stop }” और “{ button-close-now }” हैं।
paused-decide = आपके फ़ैसले तक यह कोई ऑर्डर नहीं लगाएगा: यहाँ या /bots में इसके कार्ड पर “{ button-replace }” या “{ button-stop }” दबाएँ।
paused-decide-on-order = आपके फ़ैसले तक यह और कुछ नहीं भेजेगा: “{ button-resume }” या “{ button-cancel-order }” दबाएँ, या /bots देखें।

notice-failed =
    🔴 <b>{ $bot } में एरर है</b> { $where }
    कारण: { $reason }।
    आपके फ़ैसले तक यह और कुछ नहीं भेजेगा: /bots में इसका कार्ड खोलें और “{ button-retry }”, “{ button-edit }” या “{ button-stop }” दबाएँ।

notice-order-changed =
    ✏️ <b>एक्सचेंज पर ऑर्डर बदला गया</b>: { $bot } { $where }
    { $before } -> { $now }, { $moment } की स्थिति।
    हाथ से, या एक्सचेंज ने, जब भाव उसकी सीमा से बाहर था। बॉट इसी ऑर्डर के साथ आगे चलेगा; अगले ऑर्डर इसके प्लान से लगेंगे।

## Prices

notice-prices-again =
    ▶️ <b>{ $bot } को फिर लाइव भाव मिल रहे हैं</b> { $where }
    { $since } से भाव नहीं थे। जो छूटा था, उससे ट्रेल आगे बढ़ा दिया गया है।
notice-no-prices =
    ⚠️ <b>{ $bot }: { $since } से लाइव भाव नहीं</b> { $where }
    { $exchange } पर ट्रेड हो रहे हैं, पर उसकी भाव स्ट्रीम चुप है। मैं उसे बार-बार खोल रहा हूँ और तब तक हर कुछ सेकंड में आखिरी ट्रेड पूछ रहा हूँ: ट्रेल कुछ सेकंड की देरी से चलता रहेगा।
notice-no-prices-testnet =
    ⚠️ <b>{ $bot }: { $since } से लाइव भाव नहीं</b> { $where }
    { $exchange } के टेस्टनेट पर ट्रेड हो रहे हैं, पर उसकी भाव स्ट्रीम चुप है। मैं उसे बार-बार खोल रहा हूँ और तब तक हर कुछ सेकंड में आखिरी ट्रेड पूछ रहा हूँ: ट्रेल कुछ सेकंड की देरी से चलता रहेगा।

notice-replay-over =
    🏁 <b>{ $bot } का रीप्ले पूरा हुआ</b> { $where }
    { $did } { $held }
notice-prices-stop =
    ⚠️ <b>{ $bot } के भाव रुक गए</b> { $where }
    कारण: { $reason }।
    { $did } { $held }
    इसे ठीक करके मुझे दोबारा शुरू करें: बॉट वहीं से आगे चलेगा।
replay-fills = { $fills ->
    [one] { $fills } फ़िल
   *[other] { $fills } फ़िल
}
replay-cycles = { $cycles ->
    [one] { $cycles } साइकल
   *[other] { $cycles } साइकल
}
replay-did = { $since } से { $until } तक: { $traded }, { $fees } फ़ीस काटकर नतीजा { $result }।
replay-did-sometime = कुल: { $traded }, { $fees } फ़ीस काटकर नतीजा { $result }।

## This installation

notice-joined = 👤 { $name } (id { $id }) निमंत्रण से सूची में आए हैं, इस भूमिका में: { $role }। /users सबको दिखाता है।
notice-stranger =
    👤 किसी ऐसे व्यक्ति ने मुझे लिखा जो सूची में नहीं है: { $name } (id <code>{ $id }</code>)।
    उन्हें आपके बॉट नहीं दिखे और कुछ नहीं किया गया। उन्हें शामिल करने के लिए /users में ट्रेडर या दर्शक के रूप में बुलाएँ। हर व्यक्ति के बारे में सिर्फ़ एक बार बताया जाता है।
notice-alerts-lost =
    ⚠️ <b>मैं अलर्ट चैट में नहीं लिख पा रहा</b> (TELEGRAM_CHAT_ID)।
    Telegram का जवाब: { $reason }।
    मुझे वहाँ दोबारा जोड़ें या सेटिंग बदलें। तब तक उसके संदेश रुके रहेंगे; ट्रेडिंग चलती रहेगी।
notice-linked-lost =
    ⚠️ <b>मैं { $title } में नहीं लिख पा रहा</b>, जहाँ अलर्ट जाते हैं।
    Telegram का जवाब: { $reason }।
    मुझे वहाँ दोबारा जोड़ें, कोई दूसरा ग्रुप चुनें, या /settings में इसे अनलिंक करें। तब तक उसके संदेश रुके रहेंगे; ट्रेडिंग चलती रहेगी।
notice-alerts-removed =
    ⚠️ <b>मुझे अलर्ट चैट से हटा दिया गया है</b> (TELEGRAM_CHAT_ID)।
    मुझे वहाँ दोबारा जोड़ें या सेटिंग बदलें। तब तक उसके संदेश रुके रहेंगे; ट्रेडिंग चलती रहेगी।
notice-linked-removed =
    ⚠️ <b>मुझे { $title } से हटा दिया गया है</b>, जहाँ अलर्ट जाते हैं।
    मुझे वहाँ दोबारा जोड़ें, कोई दूसरा ग्रुप चुनें, या /settings में इसे अनलिंक करें। तब तक उसके संदेश रुके रहेंगे; ट्रेडिंग चलती रहेगी।
notice-topic-closed =
    ⚠️ <b>{ $title } का वह टॉपिक बंद है या हटा दिया गया है जिसमें अलर्ट जाते हैं।</b>
    जब तक वह फिर से नहीं खुलता, अलर्ट ग्रुप में ही आएँगे। उसे खोलें, या किसी दूसरे टॉपिक में /alerts लिखें।
notice-topic-open = ✅ { $title } का टॉपिक फिर से खुला है: अलर्ट वहीं जाएँगे।
notice-webhook =
    ⚠️ <b>{ $host } का वेबहुक मेरे संदेश ले रहा है</b>, इसलिए आपकी कमांड मुझ तक नहीं पहुँच रहीं। ट्रेडिंग चल रही है।
    शायद वह किसी दूसरे प्रोग्राम का है। उसे हटाने के लिए TELEGRAM_TAKE_OVER=true रखें और मुझे दोबारा शुरू करें; या हममें से किसी एक को दूसरे बॉट का टोकन दें।
notice-codes-refused =
    ⚠️ <b>{ $name } (id <code>{ $id }</code>) ने LIVE बॉट के लिए ग़लत एक बार के कोड भेजे</b>, इसलिए { $minutes } मिनट तक उनका कोई कोड नहीं देखा जाएगा। ट्रेडिंग चल रही है।
    अगर वे नहीं थे, तो उनका फ़ोन किसी और के पास है: /users में उन्हें सूची से हटाएँ। रोकना और बंद करना हर समय हो सकता है।
notice-token-shared =
    ⚠️ <b>कोई दूसरा प्रोग्राम इसी टोकन से मेरे संदेश ले रहा है</b>, इसलिए आपकी कुछ कमांड मुझ तक नहीं पहुँच रहीं। ट्रेडिंग चल रही है।
    उस प्रोग्राम को बंद करें। अगर आप उसे नहीं जानते, तो @BotFather से टोकन रद्द करें और मुझे नया टोकन दें।

storm-again = 🔁 { $since } से अब तक { $times } बार
storm-over = ✅ अब सब ठीक है। { $span } में ऐसा { $times } बार हुआ।
