# What is wrong with what was typed. Words to be typed (yes, none, loop, trail, first buy) are English everywhere.

typed-too-long = यह संख्या बहुत लंबी है। उदाहरण: { $example }
typed-two-ways = { $typed } को दो तरह से पढ़ा जा सकता है। { $whole } या { $fraction } लिखें
typed-not-a-number = “{ $typed }” संख्या नहीं है। उदाहरण: { $example }
typed-not-a-number-comma = “{ $typed }” संख्या नहीं है। उदाहरण: { $example } या { $comma }
typed-other-unit = यह { $unit } में है, पर आपने { $given } लिखा। सिर्फ़ संख्या लिखें, जैसे { $example }
typed-share-no-price = “{ $typed }” भाव नहीं है। भाव के लिए +{ $share } या -{ $share } लिखें, ट्रेल के लिए trail { $share }
typed-sign-no-price = “{ $typed }” भाव नहीं है। इसे बिना चिह्न के लिखें, या चिह्न के साथ प्रतिशत: +1%
typed-not-a-percentage = “{ $typed }” प्रतिशत नहीं है। उदाहरण: 0.5%, या none
typed-not-a-leverage = “{ $typed }” लेवरेज नहीं है। उदाहरण: 3x, बिना लेवरेज के 1x
typed-not-a-side = “{ $typed }” साइड नहीं है। BUY या SELL लिखें
typed-not-a-mode = “{ $typed }” मोड नहीं है। PAPER, TESTNET या LIVE लिखें
typed-no-account = “{ $typed }” नाम का कोई खाता नहीं है जिसे आप इस्तेमाल कर सकें। इनमें से चुनें: { $accounts }
typed-no-named-account = { $mode } में यहाँ किसी खाते का नाम नहीं है। “account { $typed }” हटा दें।
typed-account-of-what = खाते “{ $typed }” के लिए उसका एक्सचेंज चाहिए: उसे लाइन में लिखें, जैसे Binance testnet account { $typed }।
typed-not-yes-or-no = “{ $typed }” न हाँ है, न ना। हाँ या नहीं लिखें
typed-not-a-ticker = “{ $typed }” टिकर नहीं है। उदाहरण: BTC/USDT
typed-not-an-exchange = मैं “{ $typed }” नाम का एक्सचेंज नहीं जानता। इनमें से चुनें: { $offered }
typed-no-buy-price = गिनने के लिए खरीद भाव नहीं है। सीधे भाव लिखें
typed-no-last-price = गिनने के लिए आखिरी भाव नहीं है। सीधे भाव लिखें
typed-no-price-for-worth = { $coin } से मात्रा निकालने के लिए कोई भाव नहीं है। सीधे मात्रा लिखें

## In a whole line

typed-and-more = { $left ->
    [one] यह और { $left } अन्य बात मुझे समझ नहीं आई।
   *[other] यह और { $left } अन्य बातें मुझे समझ नहीं आईं।
}
typed-half = “{ $typed }” का अकेले कोई मतलब नहीं। no loop, no trail या first buy लिखें।
typed-alone = “{ $typed }” का अकेले कोई मतलब नहीं। { $typed } { $example } लिखें
typed-price-two-ways = “{ $typed }” को दो तरह से पढ़ा जा सकता है। { $side } सिर्फ़ भाव से पहले लिखें।
typed-groups-two-ways = “{ $typed }” को कई तरह से पढ़ा जा सकता है, { $one } या { $other }। हर संख्या बिना खाली जगह के लिखें.
typed-not-understood = मैं “{ $typed }” नहीं समझा।
typed-what-for = मुझे नहीं पता कि { $typed } किसके लिए है।
typed-what-for-trail = मुझे नहीं पता कि { $typed } किसके लिए है। ट्रेल के लिए trail { $percent } लिखें।
typed-side-twice = साइड दो बार दी गई है; मैंने पहली ली।
typed-twice-ticker = टिकर दो बार दिया गया है; मैंने पहला लिया।
typed-twice-exchange = एक्सचेंज दो बार दिया गया है; मैंने पहला लिया।
typed-twice-mode = मोड दो बार दिया गया है; मैंने पहला लिया।
typed-twice-account = खाता दो बार दिया गया है; मैंने पहला लिया।
typed-twice-first-order = पहला ऑर्डर दो बार दिया गया है; मैंने जो पहले लिखा था वही लिया।
typed-twice-quantity = मात्रा दो बार दी गई है; मैंने पहली ली।
typed-twice-buy-price = खरीद भाव दो बार दिया गया है; मैंने पहला लिया।
typed-twice-sell-price = बिक्री भाव दो बार दिया गया है; मैंने पहला लिया।
typed-twice-trailing = ट्रेल दो बार दिया गया है; मैंने पहला लिया।
typed-twice-loop = लूप दो बार दिया गया है; मैंने पहला लिया।
typed-twice-leverage = लेवरेज दो बार दिया गया है; मैंने पहला लिया।
