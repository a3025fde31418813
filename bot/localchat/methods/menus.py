"""The command menu and the webhook switch."""

import re
from urllib.parse import urlsplit

from bot.localchat.call import Call
from bot.localchat.errors import bad_request
from bot.localchat.model import PRIVATE, Chat, JsonObject
from bot.localchat.world import World

MOST_COMMANDS = 100
MOST_DESCRIPTION = 256
WEBHOOK_PORTS = (443, 80, 88, 8443)
SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def set_my_commands(world: World, call: Call) -> bool:
    given = call.json("commands")
    if not isinstance(given, list) or len(given) > MOST_COMMANDS:
        raise bad_request("expected an Array of at most 100 BotCommand")
    commands = [_checked_command(command) for command in given]
    menus = _menus(world) | {_key(world, call): commands}
    _save(world, menus)
    return True


def get_my_commands(world: World, call: Call) -> list[JsonObject]:
    found: list[JsonObject] = _menus(world).get(_key(world, call), [])
    return found


def delete_my_commands(world: World, call: Call) -> bool:
    key = _key(world, call)
    _save(world, {known: commands for known, commands in _menus(world).items() if known != key})
    return True


def menu_for(world: World, chat: Chat, person_id: int) -> list[JsonObject]:
    """Return the commands that this person sees in this chat: the narrowest scope that has some."""
    is_admin = chat.status_of(person_id) in ("creator", "administrator")
    if chat.kind == PRIVATE:
        scopes = [f"chat:{chat.chat_id}", "all_private_chats", "default"]
    else:
        scopes = [f"chat_member:{chat.chat_id}:{person_id}"]
        scopes += [f"chat_administrators:{chat.chat_id}"] if is_admin else []
        scopes += [f"chat:{chat.chat_id}"]
        scopes += ["all_chat_administrators"] if is_admin else []
        scopes += ["all_group_chats", "default"]
    menus = _menus(world)
    language = world.persons[person_id].language_code
    for scope in scopes:
        for spoken in (language, ""):
            commands: list[JsonObject] = menus.get(f"{scope}|{spoken}", [])
            if commands:
                return commands
    return []


def _menus(world: World) -> JsonObject:
    return world.settings.get("commands", {})


def _save(world: World, menus: JsonObject) -> None:
    world.save_setting("commands", menus)
    world.feed.publish("commands")


def _checked_command(given: object) -> JsonObject:
    if not isinstance(given, dict):
        raise bad_request("expected an Object as BotCommand")
    command, description = given.get("command"), given.get("description")
    if not isinstance(command, str) or not COMMAND.fullmatch(command.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= MOST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command.removeprefix("/"), "description": description}


def _key(world: World, call: Call) -> str:
    scope = call.json_object("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    for name in SCOPES[kind]:
        if name not in scope:
            raise bad_request(f"can't parse BotCommandScope: {name} is not specified")
    if "chat_id" in scope and world.find_chat(str(scope["chat_id"])) is None:
        raise bad_request("chat not found")
    return ":".join([kind, *(str(scope[name]) for name in SCOPES[kind])]) + f"|{call.text('language_code')}"


def set_webhook(world: World, call: Call) -> bool:
    _set_webhook(world, call, call.text("url"))
    return True


def delete_webhook(world: World, call: Call) -> bool:
    _set_webhook(world, call, "")
    return True


def _set_webhook(world: World, call: Call, url: str) -> None:
    secret = call.text("secret_token")
    if url:
        _check_webhook(url)
        if secret and not SECRET_TOKEN.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        allowed = call.json("allowed_updates")
        if isinstance(allowed, list):
            world.allow_updates([str(kind) for kind in allowed])
        world.updates.interrupt("terminated by setWebhook request")
    world.save_setting("webhook", {"url": url, "secret_token": secret})
    if call.flag("drop_pending_updates"):
        world.updates.drop_all()


def _check_webhook(url: str) -> None:
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (urlsplit(url).port or WEBHOOK_PORTS[0]) not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def get_webhook_info(world: World, _: Call) -> JsonObject:
    hook = world.settings.get("webhook", {})
    told = {name: hook[name] for name in ("last_error_date", "last_error_message") if name in hook}
    return {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        "allowed_updates": world.updates.allowed,
    } | told


METHODS = (
    set_my_commands, get_my_commands, delete_my_commands, set_webhook, delete_webhook, get_webhook_info,
)  # fmt: skip
