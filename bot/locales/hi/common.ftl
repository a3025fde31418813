# What many rooms say.

language-name = हिन्दी
list-end = { $others } और { $last }
and-more = और { $more } अन्य
list-and-more = { $listed } और { $more } अन्य
order-text = { $filled ->
    [no] { $order }
   *[other] { $order }, { $filled } भरा
}
candidate-open = { $order }, खुला, { $moment } को लगाया गया
candidate-ended = { $order }, खत्म, { $moment } को लगाया गया
held-dust = { $amount } डस्ट, ट्रेड के लिए बहुत कम
