# किसने क्या किया।

audit-head = <b>किसने क्या किया</b>
audit-head-of-bot = <b>किसने क्या किया</b> · { $bot }
audit-foot = <i>समय { $zone } में। ये पंक्तियाँ एक साल रहती हैं, कोई बटन इन्हें नहीं मिटाता।</i>
audit-none = अभी तक किसी ने कुछ नहीं किया।
audit-none-of-bot = इसके साथ अभी तक किसी ने कुछ नहीं किया।
audit-not-a-filter = audit के बाद मैं { $written } नहीं समझा। उदाहरण: <code>/logs audit</code> या <code>/logs audit #1</code>
button-audit = किसने क्या किया
button-all-lines = « पूरा लॉग
# `name` is how the person calls themselves.
audit-by-written = { $name } ({ $id }), लिखकर, चैट { $chat }
audit-by-tapped = { $name } ({ $id }), बटन से, चैट { $chat }
audit-by = व्यक्ति { $id }

audit-with-changes = { $done } ({ $changes })
audit-paused = रुका हुआ (पॉज़)
audit-status-active = चालू
audit-status-stopped = बंद
audit-status-error = त्रुटि

audit-settings = सेटिंग बदली: { $changes }
audit-alerts-settings = अलर्ट चैट की सेटिंग बदली: { $changes }
audit-setting-language = भाषा
audit-setting-time-zone = समय क्षेत्र
audit-setting-summary = रोज़ का सार
audit-setting-quiet = शांत घंटे
audit-setting-smallest-result = सबसे छोटा नतीजा
audit-setting-dark-pictures = गहरे रंग की तस्वीरें
audit-setting-cycle-pictures = साइकल के बाद तस्वीरें
audit-setting-masked = सिर्फ़ प्रतिशत में दिखाया बॉट, { $about }
audit-setting-notices = “{ $about }” की सूचनाएँ
audit-setting-muted = “{ $about }” म्यूट, इस समय तक
audit-setting-alert-chat = चैट

audit-refused = नहीं हुआ ({ $act }): { $why }
audit-act-create = बॉट बनाना
audit-act-import = बॉट इम्पोर्ट करना
audit-act-start = शुरू करना
audit-act-edit = बदलना
audit-act-stop = रोकना
audit-act-finish = साइकल पूरी करना
audit-act-close = क्लोज़ करना
audit-act-name = नाम
audit-act-alerts = अलर्ट चैट में सूचनाएँ
audit-act-delete = मिटाना
audit-act-stop-all = सब रोकना
audit-act-adopt = ऑर्डर बॉट को देना
audit-act-cancel-orphan = ऑर्डर रद्द करना
audit-act-accept = ऑर्डर को जैसा है वैसा मानना
audit-act-choose-order = ऑर्डर चुनना
audit-act-clear-logs = लॉग साफ़ करना
audit-act-invite = निमंत्रण
audit-act-role = भूमिका बदलना
audit-act-remove = किसी को सूची से हटाना
audit-act-account = खाता देना या वापस लेना
audit-act-share = बॉट साझा करना
audit-act-wallet = PAPER वॉलेट बदलना
audit-act-alert-chat = अलर्ट चैट के बारे में तय करना
audit-act-code = एक बार का कोड देना
audit-why = { $error ->
    [ReadOnly] यह व्यक्ति सिर्फ़ देख सकता है।
    [NotAllowed] इजाज़त नहीं है।
    [AccountNotGiven] यह खाता इस व्यक्ति को नहीं दिया गया।
    [BotUnreadable] बॉट का जो दर्ज है वह पढ़ा नहीं जा सकता।
    [BotNotFound] ऐसा कोई बॉट नहीं है।
    [CardOutdated] दिखाए जाने के बाद बॉट बदल गया था।
    [BotsOutdated] दिखाए जाने के बाद बॉट बदल गए थे।
    [LiveUnconfirmed] असली पैसा: पुष्टि माँगी गई।
    [LiveSwitchedOff] LIVE ट्रेडिंग बंद है।
    [LimitReached] एक व्यक्ति के बॉट की सीमा पूरी हो गई।
    [NameTooLong] नाम बहुत लंबा है।
    [InvalidConfig] बॉट की सेटिंग मान्य नहीं है।
    [UnknownExchange] एक्सचेंज अनजान है।
    [UnknownAccount] उस खाते की API कुंजियाँ नहीं हैं।
    [ModeNotOffered] यह मोड वहाँ उपलब्ध नहीं है।
    [OrderTaken] ऑर्डर किसी दूसरे बॉट का है।
    [PersonNotFound] वह व्यक्ति सूची में नहीं है।
    [NotYourself] अपने लिए यह कोई नहीं बदल सकता।
    [OwnersAreFixed] मालिक कौन हैं, यह सेटिंग में तय है।
    [BotsAtWork] ऐसे बॉट चालू हैं जिन्हें यह व्यक्ति फिर नहीं चला पाता।
    [AmountNotPossible] यह रकम संभव नहीं है।
    [CodeNeeded] असली पैसा: एक बार का कोड माँगा गया।
    [CodeWrong] एक बार का कोड ग़लत था।
    [CodesLocked] एक बार के बहुत सारे ग़लत कोड भेजे गए।
   *[other] { $error }
}
