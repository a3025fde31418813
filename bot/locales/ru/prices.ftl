# Whose prices they are.

prices-made-up = Цены у них тоже вымышленные: это не реальные цены рынка.
prices-file = Цены у них из файла, это реплей: не текущие цены рынка.
# Behind a price.
whose-exchange = ({ $venue })
whose-test-venue = (тестовая площадка { $venue })
whose-made-up = (вымышленная)
whose-file = (реплей из файла)
