# Orders with our tag that no bot owns. `bot` is #3, and `order` BUY @ 60000 or a whole line.

orphan-gone = वह ऑर्डर अब खुला नहीं है। कुछ नहीं किया गया।
orphan-adopted = <b>सौंप दिया गया।</b> इस ऑर्डर के फ़िल इस बॉट में जुड़ेंगे।
orphan-no-bot = वहाँ { $symbol } के लिए आपका ऐसा कोई बॉट नहीं है जो इसे ले सके।
orphan-unfit = आपका कोई बॉट इसे नहीं ले सकता: { $reasons }।
unfit-running = { $bot } चल रहा है, पहले उसे रोकें
unfit-unsettled = { $bot } के आखिरी ऑर्डर का नतीजा अभी साफ़ नहीं है
unfit-other-side = { $bot } को { $side } का इंतज़ार है
unfit-more-than-held = { $bot } के पास सिर्फ़ { $held } है
unfit-live-off = LIVE ट्रेडिंग बंद है
unfit-id = { $bot } यह id इस्तेमाल नहीं कर सकता
unfit-other = { $bot }: { $why }
orphan-cancel = { $order } रद्द करें
orphan-adopt = { $bot } को सौंपें: { $order }
orphan-adopt-yes = { $bot } को सौंपें
orphan-adopt-yes-live = { $bot } को सौंपें, असली पैसा
orphan-cancel-question =
    <b>यह ऑर्डर रद्द करें?</b>
    { $order }
    जितना भर चुका है, वह भरा रहेगा।
orphan-adopt-question = <b>यह ऑर्डर { $bot } को सौंपें?</b>
orphan-adopt-question-live = <b>यह ऑर्डर { $bot } को असली पैसे के साथ सौंपें?</b>
orphan-adopt-does = { $filled ->
    [no] यह जैसा है वैसा { $bot } का मौजूदा ऑर्डर बन जाएगा। इसमें जो भर चुका है और आगे जो भरेगा, वह { $bot } में जुड़ेगा, जो फिर अपने प्लान से चलेगा: { $plan }। अभी कोई नया ऑर्डर नहीं भेजा जाएगा।
   *[other] यह जैसा है वैसा { $bot } का मौजूदा ऑर्डर बन जाएगा। इसमें जो भर चुका है ({ $filled }) और आगे जो भरेगा, वह { $bot } में जुड़ेगा, जो फिर अपने प्लान से चलेगा: { $plan }। अभी कोई नया ऑर्डर नहीं भेजा जाएगा।
}
