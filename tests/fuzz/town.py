"""Who lives there: people with languages, secrets of their own, and the chats that they meet in."""

from dataclasses import dataclass, field
from decimal import Decimal

from bot.localchat.model import Chat, Person
from bot.localchat.world import World
from engine.people import Role

FEED = -1_001_000_000_777
"""The alert chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Soul:
    """Somebody. `quantity`, `note` and `name` stand in what is theirs, and nowhere else."""

    person_id: int
    name: str
    telegram_speaks: str
    reads: str
    """The language that they are answered in at first."""
    role: Role | None
    """As what they begin; None: nobody knows them. It changes when an owner has it so."""
    ticker: str = "BTC/USDT"
    quantity: Decimal = Decimal(1)
    middle: Decimal = Decimal(60_000)
    """About what the price is there."""
    note: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What nobody else is ever shown."""
        return (f"{self.quantity:f}", self.note) if self.note else ()

    @property
    def mark(self) -> str:
        """What is seen by owners, and by those who share bots, and by no viewer."""
        return self.name.split()[-1]


ANNA = Soul(
    person_id=101,
    name="Anna Qanna",
    telegram_speaks="en-GB",
    reads="en",
    role=Role.OWNER,
    ticker="BTC/USDT",
    quantity=Decimal("0.01371"),
    note="annasecret",
)
IVAN = Soul(
    person_id=102,
    name="Иван Qivan",
    telegram_speaks="ru",
    reads="ru",
    role=Role.TRADER,
    ticker="ETH/USDT",
    quantity=Decimal("0.24682"),
    middle=Decimal(3000),
    note="ivansecret",
)
MEERA = Soul(
    person_id=103,
    name="मीरा Qmeera",
    telegram_speaks="hi",
    reads="hi",
    role=Role.VIEWER,
    ticker="SOL/USDT",
    quantity=Decimal("3.5791"),
    middle=Decimal(150),
    note="meerasecret",
)
ZED = Soul(person_id=201, name="Zed <b>Qzed</b>", telegram_speaks="de", reads="en", role=None)
OLGA = Soul(person_id=202, name="Ольга\u202eQolga", telegram_speaks="ru-RU", reads="ru", role=None)

SOULS = (ANNA, IVAN, MEERA, ZED, OLGA)
LISTED = (ANNA, IVAN, MEERA)
TRADERS = (ANNA, IVAN)
"""Who has bots from the beginning."""
BY_ID = {soul.person_id: soul for soul in SOULS}


@dataclass(slots=True)
class Places:
    """The chats that are nobody's alone."""

    desk: int = -1_001_000_000_701
    forum: int = -1_001_000_000_702
    club: int = -704
    """Of the old kind: one day it becomes a supergroup."""
    channel: int = -1_001_000_000_703
    feed: int = FEED
    topics: tuple[int, ...] = field(default=(11, 12))

    @property
    def all(self) -> tuple[int, ...]:
        return (self.desk, self.forum, self.channel, self.feed)

    @property
    def linkable(self) -> tuple[int, ...]:
        return (self.desk, self.forum, self.club, self.feed)


PLACES = Places()


def settle_down(world: World) -> None:
    """Put everybody and their chats into the world."""
    for soul in SOULS:
        first, _, last = soul.name.partition(" ")
        person = Person(soul.person_id, first, last, f"user_{soul.person_id}", soul.telegram_speaks)
        world.add_person(person, started=True)
    everybody = {str(soul.person_id): "member" for soul in SOULS} | {str(ANNA.person_id): "creator"}
    for chat_id, kind, title, is_forum in (
        (PLACES.desk, "supergroup", "Desk", False),
        (PLACES.forum, "supergroup", "Forum", True),
        (PLACES.club, "group", "Club", False),
        (PLACES.channel, "channel", "Channel", False),
        (PLACES.feed, "supergroup", "Alerts", False),
    ):
        chat = Chat(chat_id, kind, title=title, is_forum=is_forum, members=dict(everybody))
        chat.bot_status = "administrator"
        chat.last_message_id = 20
        chat.topics = {str(topic): f"Topic {topic}" for topic in PLACES.topics} if is_forum else {}
        world.save_chat(chat)
