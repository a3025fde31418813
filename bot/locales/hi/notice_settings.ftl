# सूचनाएँ कैसे भेजी जाती हैं: /settings के नीचे।

notice-settings-me = <b>मैं आपको क्या भेजता हूँ</b>
notice-settings-group = <b>मैं अलर्ट चैट में क्या भेजता हूँ</b>
notice-settings-line = { $kind }: <b>{ $delivery }</b>
notice-settings-more = जो नहीं भेजा जाता, वह /notices में मिलेगा। बदलने के लिए किसी प्रकार पर टैप करें। अपना शांत समय, टाइम ज़ोन और सबसे छोटा नतीजा लिखकर चुनें: <code>/settings quiet 22:30-07:00</code>, <code>/settings zone Europe/Berlin</code>, <code>/settings smallest 0.5 USDT</code>।
notice-settings-quiet = शांत समय: <b>{ $begins } से { $ends } तक</b>, { $zone }। तब सिर्फ़ वे सूचनाएँ आवाज़ करती हैं जिन पर फ़ैसला चाहिए।
notice-settings-no-quiet = शांत समय: <b>कोई नहीं</b>। टाइम ज़ोन: { $zone }।
notice-settings-smallest = साइकल का सबसे छोटा नतीजा जो भेजा जाता है: <b>{ $amount }</b>, फ़ायदा हो या नुकसान। बाकी सभी कॉइन में हर नतीजा भेजा जाता है।
settings-which-coin = { $amount } किस कॉइन का? { $coins ->
        [none] {""}
       *[other] आपके बॉट के नतीजे इनमें आते हैं: { $coins }।
    } कॉइन भी लिखें, जैसे <code>/settings smallest { $example }</code>। कुछ नहीं बदला गया।
settings-which-zone = { $typed } कई टाइम ज़ोन का नाम है: { $zones }। अपना वाला लिखें, जैसे <code>/settings zone { $example }</code>। कुछ नहीं बदला गया।
settings-not-understood =
    मैं { $written } नहीं समझा। आप लिख सकते हैं:
    <code>/settings quiet 22:30-07:00</code>
    <code>/settings zone Europe/Berlin</code>
    <code>/settings smallest 0.5 USDT</code>
    आखिर में <code>off</code> लिखने से, जैसे <code>/settings quiet off</code>, वह सेटिंग हट जाती है। बाकी के लिए सिर्फ़ /settings भेजें।

notice-kind-fills = फ़िल
notice-kind-cycles = साइकल
notice-kind-money = फ़ंडिंग और फ़ीस
notice-kind-stops = बॉट का रुकना
notice-kind-decisions = फ़ैसले, एरर
notice-kind-market = एक्सचेंज
notice-kind-service = सिस्टम

notice-kind-what-fills = ऑर्डर का हर फ़िल, जब तक उसकी साइकल चल रही है।
notice-kind-what-cycles = साइकल का नतीजा, जब खरीद और बिक्री दोनों हो जाएँ।
notice-kind-what-money = साइकल की सूचना के बाद उसके नतीजे में आया बदलाव।
notice-kind-what-stops = बॉट का रुकना, और तब उसके पास क्या है।
notice-kind-what-decisions = आपके फ़ैसले का इंतज़ार करता बॉट, कोई एरर, या जो भी आपके बिना नहीं हो सकता। ये हमेशा भेजी जाती हैं।
notice-kind-what-market = लाइव भाव का रुकना या फिर मिलना, कई मिनट तक खाते का पढ़ा न जाना, और एक्सचेंज पर बदले गए ऑर्डर।
notice-kind-what-service = मेरा दोबारा शुरू होना, Telegram से संपर्क टूटना, और अजनबी जो मुझे लिखते हैं।

delivery-on = आवाज़ के साथ
delivery-silent = बिना आवाज़
delivery-digest = हर घंटे एक सारांश में
delivery-off = नहीं भेजी जातीं
delivery-with-the-cycle = अपनी साइकल के साथ

# Times of the day, or with the date.
message-digest = <b>सारांश</b>, { $begun } से { $ended } { $clock } तक:

# जो कुछ देर के लिए म्यूट है। $what सूचनाओं का एक प्रकार या एक बॉट है।
muted = { $what }: { $until } तक म्यूट। जिन पर फ़ैसला चाहिए, वे आती रहेंगी।
unmuted = { $what }: फिर भेजी जाएँगी।
mute-owners-only = इस चैट में क्या भेजा जाए, यह सिर्फ़ मालिक चुनते हैं।
mute-elsewhere = अब मुझे नहीं पता कि यह संदेश किस बारे में था। /settings देखें।
notice-settings-muted = 🔕 { $what }: <b>{ $until } तक म्यूट</b>
