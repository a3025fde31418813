# सूचनाएँ कैसे भेजी जाती हैं: /settings के नीचे।

notice-settings-me = <b>मैं आपको क्या भेजता हूँ</b>
notice-settings-group = <b>मैं अलर्ट चैट में क्या भेजता हूँ</b>
notice-settings-line = { $kind }: <b>{ $delivery }</b>
notice-settings-more = जो नहीं भेजा जाता, वह /notices में मिलेगा। बदलने के लिए किसी प्रकार पर टैप करें। शांत समय, समय क्षेत्र और सबसे छोटा नतीजा लिखकर चुनें: <code>/settings quiet 22:30-07:00</code>, <code>/settings zone Europe/Berlin</code>, <code>/settings smallest 0.5</code>.
notice-settings-quiet = शांत समय: <b>{ $begins } से { $ends } तक</b>, { $zone }। तब सिर्फ़ वही आवाज़ करता है जिस पर फ़ैसला चाहिए।
notice-settings-no-quiet = शांत समय: <b>कोई नहीं</b>। समय क्षेत्र: { $zone }।
notice-settings-smallest = साइकल का सबसे छोटा नतीजा जो भेजा जाता है: <b>{ $amount }</b>, फ़ायदा हो या नुकसान।
settings-not-understood =
    मुझे नहीं पता कि { $written } से क्या बदलना है। आप लिख सकते हैं:
    <code>/settings quiet 22:30-07:00</code>
    <code>/settings zone Europe/Berlin</code>
    <code>/settings smallest 0.5</code>
    <code>off</code> लिखने से हर सेटिंग हट जाती है। बाकी सब /settings में है।

notice-kind-fills = फ़िल
notice-kind-cycles = साइकल
notice-kind-money = फ़ंडिंग और फ़ीस
notice-kind-stops = रुकना
notice-kind-decisions = फ़ैसले, त्रुटियाँ
notice-kind-market = भाव
notice-kind-service = सेवा

notice-kind-what-fills = ऑर्डर का हर फ़िल, जब तक उसकी साइकल चल रही है।
notice-kind-what-cycles = साइकल का नतीजा, जब उसके दोनों हिस्से पूरे हो जाएँ।
notice-kind-what-money = जिसने साइकल की सूचना के बाद नतीजा बदला।
notice-kind-what-stops = बॉट रुक गया, और तब उसके पास क्या है।
notice-kind-what-decisions = बॉट आपके फ़ैसले का इंतज़ार कर रहा है, कोई त्रुटि, या जो भी आपके बिना नहीं हो सकता। यह हमेशा भेजा जाता है।
notice-kind-what-market = लाइव भाव का न आना या फिर आना, और एक्सचेंज पर बदले गए ऑर्डर।
notice-kind-what-service = दोबारा शुरू होना, और अजनबी जो मुझे लिखते हैं।

delivery-on = आवाज़ के साथ
delivery-silent = बिना आवाज़
delivery-digest = हर घंटे एक सारांश में
delivery-off = नहीं भेजी जाती
delivery-with-the-cycle = अपनी साइकल के साथ

# Times of the day, or with the date.
message-digest = <b>सारांश</b>, { $begun } से { $ended } UTC तक:
