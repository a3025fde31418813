# Whose prices they are.

prices-made-up = Their prices are made up too: they are not real market prices.
prices-file = Their prices are replayed from a file: they are not current market prices.
# Behind a price.
whose-exchange = ({ $venue })
whose-test-venue = (test venue of { $venue })
whose-made-up = (made up)
whose-file = (replayed from a file)
