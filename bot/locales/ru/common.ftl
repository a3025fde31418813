# What many rooms say.

language-name = Русский
list-end = { $others } и { $last }
# What a person wrote.
quoted = «{ $text }»
and-more = и еще { $more }
list-and-more = { $listed } и еще { $more }
order-text = { $filled ->
    [no] { $order }
   *[other] { $order }, исполнено { $filled }
}
candidate-open = { $order }, открыт, выставлен { $moment }
candidate-ended = { $order }, завершен, выставлен { $moment }
held-dust = { $amount } пыли, слишком мало для торговли

## How long ago something was

age-seconds = { $seconds } с назад
age-minutes = { $minutes } мин назад
age-hours = { $hours } ч назад
age-hours-minutes = { $hours } ч { $minutes } мин назад
age-days = { $days ->
    [one] { $days } день назад
    [few] { $days } дня назад
    [many] { $days } дней назад
   *[other] { $days } дня назад
}
