# Bots that are taken along: /export, /import, codes of settings and lists

transfer-in-private = { $command } यहाँ भेजें, जहाँ कोई और नहीं पढ़ता।

## Out

export-none = अभी आपका कोई बॉट नहीं है, इसलिए एक्सपोर्ट करने को कुछ नहीं।
export-bots = { $bots ->
    [one] आपका { $bots } बॉट JSON में: सेटिंग और नाम; न key, न ID। /import इसे फिर बनाता है, रुका हुआ और 🧪 PAPER पर।
   *[other] आपके { $bots } बॉट JSON में: सेटिंग और नाम; न key, न ID। /import इन्हें फिर बनाता है, रुके हुए और 🧪 PAPER पर।
}
export-no-trades = आपके बॉट ने अभी कोई ट्रेड नहीं किया, इसलिए ट्रेड की फ़ाइल नहीं है।
export-trades = आपके बॉट के ट्रेड CSV में: हर फ़िल की एक पंक्ति, समय UTC में; हर पंक्ति में PAPER, TESTNET या LIVE लिखा है। हटाए गए बॉट के ट्रेड इसमें नहीं हैं; उनके नतीजे /stats में हैं।
code-what-for = कॉपी करने के लिए कोड दबाएँ। इसे /newbot के बाद लिखकर भेजें, तो यह इन सेटिंग के साथ फ़ॉर्म खोलता है, 🧪 PAPER पर। इसमें न कोई key है, न आपके अकाउंट की कोई बात।

## In

import-how = /export की फ़ाइल मुझे कैप्शन <code>/import</code> के साथ भेजें, या ऐसी फ़ाइल के जवाब में /import लिखें। /import के बाद सेटिंग के कोड और /newbot जैसी लाइनें भी लिखी जा सकती हैं, हर लाइन में एक बॉट। कुछ भी बनने से पहले आप देखेंगे कि क्या बनेगा।
import-question = { $bots ->
    [one] <b>यह { $bots } बॉट बनाएँ?</b>
   *[other] <b>ये { $bots } बॉट बनाएँ?</b>
}
import-how-they-arrive = { $bots ->
    [one] पहले वह जैसा भी रहा हो, अब रुका हुआ, 🧪 PAPER पर और 1x के साथ बनेगा।
   *[other] पहले वे जैसे भी रहे हों, अब रुके हुए, 🧪 PAPER पर और 1x के साथ बनेंगे। या तो सब बनेंगे, या एक भी नहीं।
}
imported = { $bots ->
    [one] <b>{ $bots } बॉट बना</b>, रुका हुआ, 🧪 PAPER पर।
   *[other] <b>{ $bots } बॉट बने</b>, रुके हुए, 🧪 PAPER पर।
}
nothing-imported = कुछ नहीं बनाया गया।

## What is wrong with it. `problem` is a whole sentence

import-in-bot = बॉट { $place }: { $problem }
import-too-large = यह बहुत बड़ा है: मैं ज़्यादा से ज़्यादा { $most } KiB पढ़ता हूँ।
import-too-many = इसमें { $count } बॉट हैं; मैं एक बार में ज़्यादा से ज़्यादा { $most } लेता हूँ।
import-no-json = यह ऐसा JSON नहीं है जिसे मैं पढ़ सकूँ।
import-no-bots-file = यह /export की फ़ाइल नहीं है।
import-version = यह फ़ाइल वर्ज़न { $version } की है, जिसे मैं नहीं पढ़ सकता।
import-unknown-key = मुझे नहीं पता कि “{ $key }” का मतलब क्या है, और जो समझ न आए उसे मैं नहीं लेता।
import-empty = इसमें कोई बॉट नहीं है।
import-missing = “{ $field }” नहीं दिया गया है।
import-wrong-type = “{ $field }” वैसा नहीं है जैसा होना चाहिए।
import-no-number = “{ $field }”: { $typed } ऐसी संख्या नहीं है जो यहाँ चल सके।
code-none = “{ $typed }” सेटिंग का कोड नहीं है।
code-version = यह कोड वर्ज़न { $version } का है, जिसे मैं नहीं पढ़ सकता।
code-damaged = यह कोड रास्ते में कट गया या बदल गया: “{ $typed }”। इसे फिर से माँगें।
