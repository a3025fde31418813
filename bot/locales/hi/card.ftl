# The card of one bot.

card-updated = <i>अपडेट: { $time }</i>
card-held = होल्डिंग: { $held }
card-realised = { $funding ->
    [with] रियलाइज़्ड: { $amount }, फ़ीस और फ़ंडिंग के बाद
    [without] रियलाइज़्ड: { $amount }, फ़ीस के बाद, फ़ंडिंग के बिना
   *[none] रियलाइज़्ड: { $amount }, फ़ीस के बाद
}
card-unrealised = अनरियलाइज़्ड: { $amount }, फ़ीस से पहले
card-unrealised-no-price = अनरियलाइज़्ड: भाव अभी नहीं है
card-unrealised-none = अनरियलाइज़्ड: { $amount }
card-settled = { $unrealised ->
    [none] { $coin } में: रियलाइज़्ड { $realised }; { $exchange } का भाव: 1 { $quote } = { $rate }
   *[other] { $coin } में: रियलाइज़्ड { $realised }, अनरियलाइज़्ड { $unrealised }; { $exchange } का भाव: 1 { $quote } = { $rate }
}
card-fees = फ़ीस: { $fees }
card-fee-unvalued = { $fee } (मूल्य पता नहीं)
card-funding = फ़ंडिंग: { $amount }
card-counts = साइकल: { $cycles } · ट्रेड: { $trades }
card-last-fill = आखिरी फ़िल: { $fill }, { $when }
card-no-fill = आखिरी फ़िल: अभी कोई नहीं
card-cycle-fills = इस साइकल में: { $fills }
card-alerts-on = अलर्ट चैट में अलर्ट: चालू, सब कुछ
card-alerts-masked = अलर्ट चैट में अलर्ट: चालू, सिर्फ़ प्रतिशत
card-alerts-off = अलर्ट चैट में अलर्ट: बंद

card-deleted = <b>{ $bot }</b> हटा दिया गया।
card-not-shared = <b>{ $bot }</b> अब आपके साथ शेयर नहीं है।

plan-first = पहले { $side }
plan-trailing = ट्रेलिंग { $trailing }
plan-no-trailing = ट्रेलिंग नहीं
plan-loop-on = लूप चालू
plan-loop-off = लूप बंद
plan-leverage = लेवरेज { $leverage }
