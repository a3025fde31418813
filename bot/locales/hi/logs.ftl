# The log in the chat.

logs-head = <b>लॉग</b> · { $which }
logs-all-levels = सभी लेवल
logs-all-bots = सभी बॉट
logs-deleted-bot = हटाया गया बॉट
logs-page = पेज { $page }
logs-many-newer = { $count } से ज़्यादा लाइनें इससे नई हैं
logs-foot = <i>समय { $zone } में · अपडेट { $time }</i>
logs-none = यहाँ कोई लाइन नहीं है।
logs-too-long = ये लाइनें एक संदेश के लिए बहुत लंबी हैं। इन्हें पाने के लिए “{ button-file }” दबाएँ।
logs-whose =
    <b>लॉग</b>
    किस बॉट की लाइनें?
logs-following = <i>फ़ॉलो हो रहा है: नई लाइनें 10 मिनट तक यहाँ दिखेंगी।</i>
logs-followed = <i>अब फ़ॉलो नहीं हो रहा।</i>
logs-file = लॉग: { $which }। सबसे नया ऊपर, समय UTC में।
logs-not-a-filter = मैं { $written } नहीं समझा। स्तर ये हैं: { $levels }, जैसे <code>/logs WARNING</code>; एक बॉट के लिए <code>/logs #1</code>, और साथ में भी: <code>/logs WARNING #1</code>। किसने क्या किया, यह <code>/logs audit</code> में है, और <code>/logs add TEXT</code> आपकी अपनी बात दर्ज करता है।
logs-no-such-bot = बॉट #{ $number } नहीं है। आपके बॉट /bots में हैं।

logs-nothing-to-clear = यहाँ हटाने को कुछ नहीं है
logs-clear = { $lines ->
    [one] <b>लॉग की { $lines } लाइन हटाएँ?</b>
        चुना गया: { $which }। किसने क्या किया, वे लाइनें रहेंगी। इसे वापस नहीं लिया जा सकता।
   *[other] <b>लॉग की { $lines } लाइनें हटाएँ?</b>
        चुना गया: { $which }। किसने क्या किया, वे लाइनें रहेंगी। इसे वापस नहीं लिया जा सकता।
}
logs-clear-many =
    <b>लॉग की { $count } से ज़्यादा लाइनें हटाएँ?</b>
    चुना गया: { $which }। किसने क्या किया, वे लाइनें रहेंगी। इसे वापस नहीं लिया जा सकता।
logs-cleared = { $lines ->
    [one] लॉग की { $lines } लाइन हटाई गई।
   *[other] लॉग की { $lines } लाइनें हटाई गईं।
}
button-logs-all = सभी { $count }
button-delete-them = इन्हें हटाएँ

note-kept = लिख लिया।
note-empty = नोट में कुछ लिखें। उदाहरण: <code>/logs add आज फ़ीस बढ़ी</code>
note-too-long = नोट में ज़्यादा से ज़्यादा { $most } अक्षर हो सकते हैं; आपके में { $length } हैं। कुछ सेव नहीं हुआ।
