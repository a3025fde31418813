# What the review warns of.

caution-fees-eat-spread = स्प्रेड फ़ीस से कम है: हर साइकल में नुकसान होगा।
caution-fees-leave = स्प्रेड फ़ीस से कम है: हर साइकल में { $net } मिलेंगे।
caution-fees-take = स्प्रेड फ़ीस से कम है: हर साइकल में { $net } का नुकसान होगा।
caution-first-buy-fills = भाव अभी आपके खरीद भाव पर या उससे नीचे है: पहला BUY तुरंत फ़िल हो जाएगा।
caution-first-sell-fills = भाव अभी आपके बिक्री भाव पर या उससे ऊपर है: पहला SELL तुरंत फ़िल हो जाएगा।
caution-buy-fills = भाव अभी आपके खरीद भाव पर या उससे नीचे है: BUY तुरंत फ़िल हो जाएगा।
caution-sell-fills = भाव अभी आपके बिक्री भाव पर या उससे ऊपर है: SELL तुरंत फ़िल हो जाएगा।
caution-needs-base = पहले SELL के लिए आपके वॉलेट में { $coin } चाहिए।
caution-paper-short = { $exchange } के आपके PAPER वॉलेट में { $available } बचा है, और पहले ऑर्डर को { $needed } चाहिए: बॉट पॉज़ पर चला जाएगा। /accounts से वॉलेट में रकम जोड़ें।
caution-may-be-liquidated = { $leverage }x पर, पोज़ीशन के खिलाफ़ करीब { $percent } की चाल उसे लिक्विडेट कर देगी और मार्जिन डूब जाएगा।
caution-buy-price-above = आपका खरीद भाव आखिरी भाव से बहुत दूर है: { $percent } ऊपर।
caution-buy-price-below = आपका खरीद भाव आखिरी भाव से बहुत दूर है: { $percent } नीचे।
caution-buy-price-times = { $times ->
    [one] आपका खरीद भाव आखिरी भाव से बहुत दूर है: उसका { $times } गुना।
   *[other] आपका खरीद भाव आखिरी भाव से बहुत दूर है: उसका { $times } गुना।
}
caution-sell-price-above = आपका बिक्री भाव आखिरी भाव से बहुत दूर है: { $percent } ऊपर।
caution-sell-price-below = आपका बिक्री भाव आखिरी भाव से बहुत दूर है: { $percent } नीचे।
caution-sell-price-times = { $times ->
    [one] आपका बिक्री भाव आखिरी भाव से बहुत दूर है: उसका { $times } गुना।
   *[other] आपका बिक्री भाव आखिरी भाव से बहुत दूर है: उसका { $times } गुना।
}
caution-wide-trail = ट्रेलिंग बहुत चौड़ी है: ऑर्डर तभी जाएगा जब भाव { $percent } पलट जाए।
caution-above-order-value = एक ऑर्डर का मूल्य { $value } है, जो आपकी सीमा { $most } (MAX_ORDER_VALUE) से ज़्यादा है: बॉट पॉज़ पर चला जाएगा और कुछ नहीं भेजेगा।
