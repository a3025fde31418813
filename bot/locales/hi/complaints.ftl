# What is wrong with a field of a draft, with an example. `field` is its name.

complaint-missing = <b>{ $field }</b>: अभी नहीं बताया गया। उदाहरण: <code>{ $example }</code>
complaint-not-positive = <b>{ $field }</b>: 0 से ज़्यादा होना चाहिए। उदाहरण: <code>{ $example }</code>
complaint-too-many-digits = <b>{ $field }</b>: अंक बहुत ज़्यादा हैं: दशमलव से पहले ज़्यादा से ज़्यादा 20 और बाद में 18। उदाहरण: <code>{ $example }</code>
complaint-below-tick = <b>{ $field }</b>: यहाँ सबसे छोटा प्राइस स्टेप { $limit } है। उदाहरण: <code>{ $example }</code>
complaint-below-step = <b>{ $field }</b>: यहाँ सबसे छोटा मात्रा स्टेप { $limit } है। उदाहरण: <code>{ $example }</code>
complaint-below-minimum = <b>{ $field }</b>: कम से कम { $limit } होना चाहिए। उदाहरण: <code>{ $example }</code>
complaint-above-maximum = <b>{ $field }</b>: ज़्यादा से ज़्यादा { $limit } हो सकता है। उदाहरण: <code>{ $example }</code>
complaint-below-notional = <b>{ $field }</b>: ऑर्डर कम से कम { $limit } का होना चाहिए। मात्रा बढ़ाएँ। उदाहरण: <code>{ $example }</code>
complaint-not-above-buy = <b>{ $field }</b>: खरीद भाव { $limit } से ऊपर होना चाहिए। उदाहरण: <code>{ $example }</code>
complaint-not-a-percent = <b>{ $field }</b>: 0% से ज़्यादा और 100% तक होना चाहिए, 0.01% के स्टेप में। उदाहरण: <code>{ $example }</code>
complaint-not-a-leverage = <b>{ $field }</b>: 1x से 125x तक पूरी संख्या होनी चाहिए। उदाहरण: <code>{ $example }</code>
complaint-no-leverage-here = <b>{ $field }</b>: लेवरेज सिर्फ़ TESTNET और LIVE के परपेचुअल में है; यहाँ 1x है। उदाहरण: <code>{ $example }</code>
