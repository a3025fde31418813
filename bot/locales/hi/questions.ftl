# What comes of a question that is answered with no, too late, or twice.

nothing-stopped = कुछ नहीं रोका गया।
nothing-deleted = कुछ नहीं हटाया गया।
nothing-started = कुछ शुरू नहीं किया गया और कोई ऑर्डर नहीं भेजा गया।
nothing-cancelled = कुछ रद्द नहीं किया गया।
nothing-adopted = कुछ भी बॉट को नहीं सौंपा गया।
nothing-changed = कुछ नहीं बदला गया।
question-sixty-seconds = जवाब देने के लिए 60 सेकंड हैं।
question-expired = इस सवाल का समय खत्म हो गया: यह 60 सेकंड खुला था। कुछ नहीं किया गया।
question-under-way = मैं अभी इसी पर काम कर रहा हूँ। जवाब न आए तो /bots देखें।
question-interrupted = यह करते समय मुझे रोक दिया गया। क्या हुआ, यह /bots और /orders में देखें।
