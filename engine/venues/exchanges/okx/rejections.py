"""Which of OKX's answers refuse an order for good, which name one that exists, which know no instrument."""

from engine.venues.exchanges.rejections import ANY, Rejections, proofs

ERRORS = "okx.com/docs-v5/en/#error-code"
_REFUSED = proofs(
    ERRORS,
    ("50027", ANY),  # account restricted
    ("50028", ANY),  # account restricted
    ("50029", ANY),  # risk control
    ("50030", ANY),  # rights
    ("50032", ANY),  # coin blocked in the account's settings
    ("50033", ANY),  # instrument blocked in the account's settings
    ("50051", ANY),  # region
    ("50052", ANY),  # region
    ("50059", ANY),  # regulators ask for more of the user
    ("50060", ANY),  # identity not verified
    ("50100", ANY),  # the API is closed to the account
    ("50101", ANY),  # key of the other world
    ("50103", ANY),  # no key
    ("50104", ANY),  # no passphrase
    ("50105", ANY),  # passphrase
    ("50106", ANY),  # no signature
    ("50110", ANY),  # address not bound to the key
    ("50111", ANY),  # key
    ("50113", ANY),  # signature
    ("50114", ANY),  # rights
    ("50119", ANY),  # no such key
    ("50120", ANY),  # rights
    ("50121", ANY),  # address
    ("51000", ANY),  # parameter
    ("51001", ANY),  # no such instrument
    ("51002", ANY),  # instrument and underlying
    ("51004", ANY),  # position tier
    ("51005", ANY),  # amount too large
    ("51006", ANY),  # price outside limits
    ("51007", ANY),  # less than one contract
    ("51008", ANY),  # balance
    ("51009", ANY),  # orders blocked
    ("51010", ANY),  # account mode
    ("51012", ANY),  # no such coin
    ("51015", ANY),  # type of the instrument
    ("51020", ANY),  # quantity too small
    ("51021", ANY),  # not listed yet
    ("51022", ANY),  # halted
    ("51023", ANY),  # no position
    ("51024", ANY),  # account blocked
    ("51025", ANY),  # too many orders
    ("51027", ANY),  # contract has ended
    ("51028", ANY),  # contract is being delivered
    ("51031", ANY),  # price outside limits
    ("51033", ANY),  # amount too large
    ("51037", ANY),  # account may only reduce
    ("51100", ANY),  # quantity too small
    ("51101", ANY),  # quantity too large
    ("51102", ANY),  # too many orders
    ("51103", ANY),  # too many orders of the underlying
    ("51104", ANY),  # too much in orders of the underlying
    ("51105", ANY),  # position limit
    ("51106", ANY),  # position limit
    ("51107", ANY),  # position limit
    ("51108", ANY),  # more than can be closed
    ("51112", ANY),  # more than the position
    ("51116", ANY),  # price outside limits
    ("51119", ANY),  # balance
    ("51120", ANY),  # quantity too small
    ("51121", ANY),  # quantity is no multiple
    ("51122", ANY),  # price too low
    ("51127", ANY),  # balance
    ("51129", ANY),  # position limit
    ("51131", ANY),  # balance
    ("51137", ANY),  # price above limit
    ("51138", ANY),  # price below limit
    ("51148", ANY),  # reduce only would increase
    ("51150", ANY),  # precision
    ("51155", ANY),  # region
    ("51165", ANY),  # too many reduce-only orders
    ("51169", ANY),  # nothing to reduce
    ("51170", ANY),  # reduce only in the direction of the position
    ("51174", ANY),  # too many orders
    ("51185", ANY),  # amount too large
    ("51186", ANY),  # leverage
    ("51187", ANY),  # position limit
    ("51203", ANY),  # amount too large
    ("51205", ANY),  # reduce only is not possible
)
REJECTIONS = Rejections(
    refused=_REFUSED,
    for_want=proofs(
        ERRORS,
        *((code, ANY) for code in ("51008", "51112", "51119", "51127", "51131", "51148", "51169", "51170")),
    ),
    duplicate=proofs(ERRORS, ("51016", ANY)),
    unknown_symbol=proofs(ERRORS, ("51001", ANY)),
    statuses=frozenset({200, 400, 401}),
)
