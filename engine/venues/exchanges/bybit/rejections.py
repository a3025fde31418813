"""Which of Bybit's answers refuse an order for good, which name one that exists, which know no symbol."""

from engine.venues.exchanges.rejections import ANY, Rejections, proofs

ERRORS = "bybit-exchange/docs, docs/v5/error.mdx"
_COMMON = (
    ("10001", ANY),  # parameter error
    ("10003", ANY),  # key
    ("10004", ANY),  # signature
    ("10005", ANY),  # permission
    ("10007", ANY),  # authentication
    ("10008", ANY),  # banned
    ("10009", ANY),  # region
    ("10010", ANY),  # address not bound to the key
    ("10024", ANY),  # compliance
    ("10027", ANY),  # trading banned
    ("10028", ANY),  # unified accounts only
    ("10029", ANY),  # symbol not allowed for the key
    ("33004", ANY),  # key expired
    ("-2015", ANY),  # key expired, on spot
    ("100028", ANY),  # not for unified accounts
)
_SPOT = proofs(
    ERRORS,
    *_COMMON,
    ("170031", ANY),  # suspended
    ("170033", ANY),  # margin account balance
    ("170105", ANY),  # empty parameter
    ("170115", ANY),  # time in force
    ("170116", ANY),  # order type
    ("170117", ANY),  # side
    ("170121", ANY),  # symbol
    ("170124", ANY),  # amount too large
    ("170130", ANY),  # parameter
    ("170131", ANY),  # balance
    ("170132", ANY),  # price too high
    ("170133", ANY),  # price too low
    ("170134", ANY),  # price decimals
    ("170135", ANY),  # quantity too large
    ("170136", ANY),  # quantity too small
    ("170137", ANY),  # quantity decimals
    ("170140", ANY),  # value too small
    ("170148", ANY),  # amount decimals
    ("170151", ANY),  # pair not open
    ("170157", ANY),  # pair not for the API
    ("170192", ANY),  # price above limit
    ("170193", ANY),  # buy price above limit
    ("170194", ANY),  # sell price below limit
    ("170201", ANY),  # account restricted
    ("170209", ANY),  # region
    ("170215", ANY),  # institutional lending
    ("170217", ANY),  # post-only orders only
    ("170218", ANY),  # post-only would take
    ("170219", ANY),  # not for this user
    ("170220", ANY),  # institutional lending
    ("170221", ANY),  # no such coin
    ("170224", ANY),  # zone not allowed
    ("170227", ANY),  # not supported
    ("170228", ANY),  # purchase too large
    ("170229", ANY),  # sale too large
    ("170241", ANY),  # risk not confirmed
    ("170341", ANY),  # quantity too large
    ("170346", ANY),  # coin is no collateral
    ("170348", ANY),  # user of another site
    ("170371", ANY),  # price below limit
    ("170372", ANY),  # price above limit
    ("170381", ANY),  # quantity too large
    ("170382", ANY),  # quantity too large
    ("170709", ANY),  # institutional lending
    ("170810", ANY),  # too many open orders
)
_LINEAR = proofs(
    ERRORS,
    *_COMMON,
    ("30133", ANY),  # institutional lending
    ("30134", ANY),  # institutional lending
    ("30208", ANY),  # price above limit
    ("30209", ANY),  # price below limit
    ("30228", ANY),  # being delisted: reduce only
    ("110003", ANY),  # price outside limits
    ("110004", ANY),  # wallet balance
    ("110006", ANY),  # position margin
    ("110007", ANY),  # available balance
    ("110012", ANY),  # available balance
    ("110013", ANY),  # leverage and risk limit
    ("110017", ANY),  # reduce only
    ("110020", ANY),  # too many open orders
    ("110021", ANY),  # open interest
    ("110023", ANY),  # contract: reduce only
    ("110042", ANY),  # before delivery: reduce only
    ("110044", ANY),  # margin
    ("110045", ANY),  # wallet balance
    ("110051", ANY),  # balance for the lowest price
    ("110052", ANY),  # balance for the price
    ("110053", ANY),  # balance for the price limit
    ("110066", ANY),  # trading not allowed now
    ("110069", ANY),  # institutional lending
    ("110074", ANY),  # contract not live
    ("110080", ANY),  # institutional lending
    ("110085", ANY),  # risk limit has changed
    ("110086", ANY),  # leverage above the risk limit
    ("110087", ANY),  # institutional lending
    ("110088", ANY),  # unified accounts only
    ("110089", ANY),  # risk limit
    ("110090", ANY),  # leverage above the risk limit
    ("110094", ANY),  # value too small
    ("110096", ANY),  # portfolio margin
    ("110097", ANY),  # unified accounts only
    ("110098", ANY),  # call auction: time in force
    ("110103", ANY),  # post-only orders only
    ("110120", ANY),  # price below limit
    ("110121", ANY),  # price above limit
    ("110123", ANY),  # terms not agreed to
    ("110124", ANY),  # cooling-off period
    ("110125", ANY),  # terms not agreed to
    ("110131", ANY),  # institutional lending
    ("110132", ANY),  # region
    ("3400139", ANY),  # risk limit
)
_NO_SYMBOL = ("10001", r".*symbol.*invalid.*|.*not supported symbol.*")

SPOT = Rejections(
    refused=_SPOT,
    for_want=proofs(ERRORS, ("170033", ANY), ("170131", ANY)),
    duplicate=proofs(ERRORS, ("170141", ANY)),
    unknown_symbol=proofs(ERRORS, ("170121", ANY), _NO_SYMBOL),
)
LINEAR = Rejections(
    refused=_LINEAR,
    for_want=proofs(ERRORS, *((code, ANY) for code in ("110004", "110007", "110012", "110017", "110045"))),
    duplicate=proofs(ERRORS, ("110072", ANY)),
    unknown_symbol=proofs(ERRORS, _NO_SYMBOL),
)
