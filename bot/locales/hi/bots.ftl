# The list of bots.

bots-none =
    <b>आपके बॉट</b>
    आपका अभी कोई बॉट नहीं है। /newbot PAPER पर एक बनाएगा: कोई पैसा नहीं लगेगा।
bots-none-shared =
    <b>आपके बॉट</b>
    अभी आपके साथ कोई बॉट शेयर नहीं किया गया है। बॉट का मालिक उसके कार्ड से उसे आपके साथ शेयर करता है।
bots-head-all = { $count ->
    [one] <b>आपके बॉट</b> · सभी: { $count } बॉट
   *[other] <b>आपके बॉट</b> · सभी: { $count } बॉट
}
bots-head-active = { $count ->
    [one] <b>आपके बॉट</b> · चालू: { $count } बॉट
   *[other] <b>आपके बॉट</b> · चालू: { $count } बॉट
}
bots-head-stopped = { $count ->
    [one] <b>आपके बॉट</b> · रुके हुए: { $count } बॉट
   *[other] <b>आपके बॉट</b> · रुके हुए: { $count } बॉट
}
bots-head-error = { $count ->
    [one] <b>आपके बॉट</b> · एरर: { $count } बॉट
   *[other] <b>आपके बॉट</b> · एरर: { $count } बॉट
}
page-of = पेज { $page } / { $pages }
bots-none-here = यहाँ कोई नहीं। नीचे से दूसरी सूची चुनें।
bots-tap = कार्ड खोलने के लिए बॉट पर टैप करें।
bots-trades = { $trades ->
    [one] { $trades } ट्रेड
   *[other] { $trades } ट्रेड
}
bots-not-a-list = { $written } नाम की न कोई सूची है, न कोई बॉट। सूचियाँ: { $lists }; बॉट उसके नंबर, नाम, पेयर या एक्सचेंज से मिलता है।
bots-fit = कई बॉट { $written } से मेल खाते हैं। कौन सा?
bots-fit-first = नीचे { $count } में से पहले { $shown } हैं: नाम का ज़्यादा हिस्सा लिखने पर कम मिलेंगे।
name-how =
    <b>{ $bot }</b>
    इस संदेश के जवाब में नाम भेजें, ज़्यादा से ज़्यादा { $most } अक्षर, या उसे <code>/name { $number }</code> के आगे लिखकर भेजें। <code>/name { $number } -</code> से नाम हट जाता है।
name-no-bot = आपके पास { $written } नंबर का कोई बॉट नहीं है। आपके बॉट /bots में हैं।
name-which = बॉट का नंबर और नाम भेजें: <code>/name 3 सुबह</code>। आपके बॉट /bots में हैं।
named = बॉट का नया नाम रख दिया गया।
unnamed = बॉट का नाम हटा दिया गया।
button-bots-all = सभी { $count }
button-bots-active = चालू { $count }
button-bots-stopped = रुके { $count }
button-bots-error = एरर { $count }
