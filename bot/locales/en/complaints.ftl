# What is wrong with a field of a draft, with an example. `field` is its name.

complaint-missing = <b>{ $field }</b>: not given yet. Example: <code>{ $example }</code>
complaint-not-positive = <b>{ $field }</b>: it must be above 0. Example: <code>{ $example }</code>
complaint-too-many-digits = <b>{ $field }</b>: it has too many digits: at most 20 before the point and 18 after it. Example: <code>{ $example }</code>
complaint-below-tick = <b>{ $field }</b>: the smallest price step here is { $limit }. Example: <code>{ $example }</code>
complaint-below-step = <b>{ $field }</b>: the smallest quantity step here is { $limit }. Example: <code>{ $example }</code>
complaint-below-minimum = <b>{ $field }</b>: the smallest allowed is { $limit }. Example: <code>{ $example }</code>
complaint-above-maximum = <b>{ $field }</b>: the largest allowed is { $limit }. Example: <code>{ $example }</code>
complaint-below-notional = <b>{ $field }</b>: an order must be worth at least { $limit }. Use a larger quantity. Example: <code>{ $example }</code>
complaint-not-above-buy = <b>{ $field }</b>: it must be above the buy price { $limit }. Example: <code>{ $example }</code>
complaint-not-a-percent = <b>{ $field }</b>: it must be above 0% and at most 100%, in steps of 0.01%. Example: <code>{ $example }</code>
complaint-not-a-leverage = <b>{ $field }</b>: it must be a whole number from 1x to 125x. Example: <code>{ $example }</code>
complaint-no-leverage-here = <b>{ $field }</b>: only perpetuals in TESTNET and LIVE have leverage; here it is 1x. Example: <code>{ $example }</code>
