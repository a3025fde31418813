# What many rooms say.

# Its own name: it stands on the button by which it is chosen.
language-name = English
# `others` are one or more, with commas between.
list-end = { $others } and { $last }
# What a person wrote.
quoted = “{ $text }”
and-more = and { $more } more
list-and-more = { $listed } and { $more } more
# An order or what has become of it. `filled` is "no" while nothing is.
order-text = { $filled ->
    [no] { $order }
   *[other] { $order }, { $filled } of it filled
}
candidate-open = { $order }, open, placed at { $moment }
candidate-ended = { $order }, ended, placed at { $moment }
held-dust = { $amount } of dust, too little to trade

## How long ago something was

age-seconds = { $seconds } s ago
age-minutes = { $minutes } min ago
age-hours = { $hours } h ago
age-hours-minutes = { $hours } h { $minutes } min ago
age-days = { $days ->
    [one] { $days } day ago
   *[other] { $days } days ago
}
