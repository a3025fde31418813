# Whose prices they are.

prices-made-up = उनके भाव भी बनावटी हैं: ये असली मार्केट भाव नहीं हैं।
prices-file = उनके भाव फ़ाइल से रीप्ले हो रहे हैं: ये मौजूदा मार्केट भाव नहीं हैं।
# Behind a price.
whose-exchange = ({ $venue })
whose-test-venue = ({ $venue } का टेस्टनेट)
whose-made-up = (बनावटी)
whose-file = (फ़ाइल से रीप्ले)
# What a pair costs: `price` is 60500 USDT (Binance).
price-how = कमांड के साथ पेयर भेजें, और चाहें तो एक्सचेंज भी: <code>/price BTC/USDT</code>, <code>/price BTC/USDT Bybit</code>।
price-now = <b>{ $pair }</b>: { $moment } पर { $price }।
price-none = { $venue } पर <b>{ $pair }</b>: अभी कोई भाव नहीं है।
