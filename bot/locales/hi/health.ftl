# /health: how the program is doing, for owners.

health-title = <b>स्थिति</b>
health-running = { $span } से चालू
health-bots = काम पर बॉट: { $bots }, इनमें पॉज़ पर: { $paused }
health-aside = अलग रखे गए: { $bots }। इनका सहेजा गया डेटा पढ़ा नहीं जा सकता; कारण लॉग में है।
health-orders = ऑर्डर: खुले { $open }, जवाब के इंतज़ार में { $flight }, जिनका नतीजा पता नहीं { $unknown }
health-telegram = Telegram: आखिरी जवाब { $age }
health-database = डेटाबेस: पढ़ने में { $read } ms, पिछली बार लिखने में { $commit } ms लगे
health-database-away = डेटाबेस जवाब नहीं दे रहा। उसके लौटने तक कोई नया ऑर्डर नहीं भेजा जाएगा।
health-notices-none = भेजी जाने वाली सूचनाएँ: 0
health-notices = भेजी जाने वाली सूचनाएँ: { $notices }, सबसे पुरानी { $age } की
health-tasks-none = दोबारा शुरू किए गए बैकग्राउंड काम: 0
# `task` is a name from the program's log.
health-tasks = दोबारा शुरू किए गए बैकग्राउंड काम: { $count }, आखिरी { $at } पर: { $task }
health-checked = आखिरी पूरी जाँच: { $age }
health-unchecked = अभी तक कोई पूरी जाँच नहीं हुई
health-check-failed = पिछली जाँच नाकाम रही। वजह /accounts में है।
health-orders-stream-open = ऑर्डर स्ट्रीम: चालू
health-orders-stream-starting = ऑर्डर स्ट्रीम: शुरू हो रही है
health-orders-stream-silent = ऑर्डर स्ट्रीम: चुप, जबकि ऑर्डर भर रहे हैं
health-orders-stream-closed = ऑर्डर स्ट्रीम: बंद, मैं दोबारा जुड़ रहा हूँ
health-prices = <b>भाव</b>
# `market`: symbol, exchange and mode.
health-price = { $market }: आखिरी ट्रेड { $age }
health-price-starting = { $market }: आखिरी ट्रेड { $age }, स्ट्रीम शुरू हो रही है
health-price-silent = { $market }: आखिरी ट्रेड { $age }, स्ट्रीम चुप है
health-price-closed = { $market }: आखिरी ट्रेड { $age }, स्ट्रीम बंद है
health-price-none = { $market }: अभी तक कोई ट्रेड नहीं
health-limits = <b>एक्सचेंज की सीमाएँ</b>
health-limit = { $limit }: { $seconds } सेकंड में { $most } में से { $used } इस्तेमाल हुए
health-limit-held = { $pool }: एक्सचेंज ने और { $seconds } सेकंड तक कुछ न भेजने को कहा है।
health-jobs = <b>तय समय के काम</b>
# `job` is one of those below.
health-job-done = { $job }: { $age } हुआ, अगला { $next } पर
health-job-failed = { $job }: { $age } नाकाम रहा, अगली कोशिश { $next } पर
health-job-never = { $job }: अभी तक नहीं हुआ, अगला { $next } पर
job-backup = बैकअप
job-backup-chat = चैट में भेजा गया बैकअप
job-cleanup = सफ़ाई
job-clock = घड़ी की जाँच
job-disk = डिस्क की जाँच
job-heartbeat = हार्टबीट
job-rules = बाज़ार के नियम
job-summaries = दैनिक सारांश की जाँच
