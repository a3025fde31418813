# The list of bots.

bots-none =
    <b>आपके बॉट</b>
    आपका अभी कोई बॉट नहीं है। /newbot PAPER पर एक बनाएगा: कोई पैसा नहीं लगेगा।
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
bots-not-a-list = मैं { $written } नहीं समझा। ये हैं: { $lists }।
button-bots-all = सभी { $count }
button-bots-active = चालू { $count }
button-bots-stopped = रुके { $count }
button-bots-error = एरर { $count }
