// The chat page: draws the state that the server tells and sends what the person does.

import { badge, day, drawButtons, drawChatItem, drawMessage, element, paintAvatar } from "./draw.js";

const $ = (id) => document.getElementById(id);
const ui = Object.fromEntries(
  ["app", "list", "chats", "back", "elsewhere", "avatar", "title", "status", "log", "down", "unread", "toast",
    "commands", "reply", "composer", "menu", "input", "attach", "file", "start", "readonly", "alert"]
    .map((id) => [id, $(id)]));
const person = new URLSearchParams(location.search).get("person");
const chats = new Map();
const busy = new Set();
let starting = true, me = null, current = null, replyTo = null, stream = null;
let heard = null, looks = 0;  // the place behind the newest change that was applied; how often was asked for everything
let online = false, typing = null, toastTimer = null, unseen = 0, loadingOlder = false;

// --- talking to the server ---

const address = (what, query = {}) =>
  `api/${what}?${new URLSearchParams({ ...(person ? { person } : {}), ...query })}`;

async function post(what, body) {
  const isForm = body instanceof FormData;
  if (isForm && person) body.set("person", person);
  try {
    const response = await fetch(`api/${what}`, {
      method: "POST",
      headers: isForm ? {} : { "Content-Type": "application/json" },
      body: isForm ? body : JSON.stringify({ ...body, ...(person ? { person: Number(person) } : {}) }),
    });
    if (response.ok) return await response.json();
    const answer = await response.json().catch(() => ({}));
    toast(answer.error ?? `The chat server refused this (${response.status}).`);
  } catch {
    toast("The chat server is not responding. Nothing was sent.");
  }
  return null;
}

// Asks for everything anew. What changes meanwhile is not left out: toasts and alerts are in the stream alone, so
// it is followed from the last change that was heard, whatever of it everything shows already.
async function load() {
  const look = ++looks;
  stream?.close();
  try {
    const response = await fetch(address("state"));
    if (!response.ok) throw new Error(`state: ${response.status}`);
    const state = await response.json();
    if (look === looks) take(state);
  } catch {
    if (look !== looks) return;
    setOnline(false);
    setTimeout(load, 1000);
  }
}

function take(state) {
  me = state.person;
  starting = !state.bot.answers;
  busy.clear();
  for (const tap of state.open_taps) busy.add(tapKey(tap.chat_id, tap.message_id, tap.data));
  const unread = new Map([...chats].map(([id, chat]) => [id, chat.unread]));
  chats.clear();
  for (const chat of state.chats) {
    const messages = new Map(chat.messages.map((message) => [message.message_id, message]));
    chats.set(chat.id, { ...chat, messages, unread: unread.get(chat.id) ?? 0 });
  }
  follow(heard ??= state.position);
  setOnline(true);
  openChat(chats.has(current) ? current : state.chats[0].id, { keepPlace: chats.has(current) });
}

function follow(position) {
  stream = new EventSource(address("stream", { after: position }));
  stream.onopen = () => setOnline(true);
  stream.onmessage = (event) => {
    const change = JSON.parse(event.data);
    heard = change.type === "reset" ? null : event.lastEventId;
    apply(change);
  };
  stream.onerror = () => {
    setOnline(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(load, 1000);
  };
}

function apply(change) {
  const chat = chats.get(change.chat_id);
  if (change.type === "bot") { starting = false; return drawStatus(); }
  if (["reset", "commands", "chat"].includes(change.type)) return void load();
  if (change.type === "answer") return answered(change);
  if (!chat) return void load();
  if (change.type === "typing") return showTyping(chat, change);
  if (change.type === "delete") chat.messages.delete(change.message_id);
  else chat.messages.set(change.message.message_id, change.message);
  if (change.type === "message") arrived(chat, change.message);
  if (chat.id === current) drawChange(change);
  drawList();
}

function arrived(chat, message) {
  if (isMine(message)) return;
  if (typing?.chat === chat.id) stopTyping();
  if (chat.id !== current || document.hidden) chat.unread += 1;
  if (chat.id === current && !isAtEnd()) unseen += 1;
}

// --- small helpers ---

const isMine = (message) => message.sender.id === me.id;
const tapKey = (chat, message, data) => `${chat}:${message}:${data}`;
const isAtEnd = () => ui.log.scrollHeight - ui.log.scrollTop - ui.log.clientHeight < 60;
// --- drawing messages ---

const view = {
  isMine,
  isBusy: (message, button) => busy.has(tapKey(message.chat_id, message.message_id, button.data)),
  goTo: (id) => find(id)?.scrollIntoView({ block: "center", behavior: "smooth" }),
  press,
};
const find = (id) => ui.log.querySelector(`[data-id="${id}"]`);

function drawLog(chat) {
  const messages = [...chat.messages.values()];
  ui.log.replaceChildren(...messages.map((message) => drawMessage(view, chat, message)));
  if (!messages.length) ui.log.append(drawEmpty(chat));
  group(chat);
}

function drawEmpty(chat) {
  const hint = chat.type === "private" ? "Press Start, or type a command." : "Nothing has been posted here yet.";
  return element("div", { class: "empty" }, element("b", {}, "No messages here yet"), hint);
}

function drawChange(change) {
  const chat = chats.get(current), atEnd = isAtEnd();
  const message = change.message, old = find(change.message_id ?? message.message_id);
  if (!message) old?.remove();
  else {
    const made = drawMessage(view, chat, message);
    if (old) { made.style.animation = "none"; old.replaceWith(made); } else ui.log.append(made);
  }
  group(chat);
  drawFoot(chat);
  if (atEnd || (change.type === "message" && isMine(message))) toEnd();
  drawDown();
}

function group(chat) {
  // Neighbours of one sender within five minutes look like one block: small gaps, a tail at its end only.
  ui.log.querySelectorAll(".album").forEach((old) => old.replaceWith(...old.children));
  ui.log.querySelectorAll(".day").forEach((old) => old.remove());
  if (chat.messages.size) ui.log.querySelector(".empty")?.remove();
  const items = [...ui.log.querySelectorAll(".message")];
  const messages = items.map((item) => chat.messages.get(Number(item.dataset.id)));
  const joins = (a, b) => a && b && !a.buttons.length && a.sender.id === b.sender.id && Math.abs(b.date - a.date) < 300 && day(a.date) === day(b.date);
  items.forEach((item, index) => {
    item.classList.toggle("first", !joins(messages[index - 1], messages[index]));
    item.classList.toggle("last", !joins(messages[index], messages[index + 1]));
    if (!index || day(messages[index - 1].date) !== day(messages[index].date)) item.before(element("div", { class: "day" }, day(messages[index].date)));
    const text = item.querySelector(".text"), meta = item.querySelector(".meta");
    text.style.setProperty("--meta", `${meta.offsetWidth + 8}px`);
  });
  groupAlbums(items, messages);
}

// The parts of an album, which come one after the other, share one bubble, with what is said of them below.
function groupAlbums(items, messages) {
  for (let begin = 0, end; begin < items.length; begin = end) {
    const id = messages[begin].media_group_id;
    for (end = begin + 1; id && messages[end]?.media_group_id === id;) end += 1;
    if (!id) continue;
    const album = element("div", { class: "album", "data-testid": "album", "data-side": items[begin].dataset.side });
    items[begin].before(album);
    album.append(...items.slice(begin, end));
  }
}

// --- drawing the rest ---

function openChat(id, { keepPlace = false } = {}) {
  const chat = chats.get(id), place = ui.log.scrollTop, atEnd = isAtEnd();
  if (id !== current) setReply(null);
  current = id;
  chat.unread = 0;
  paintAvatar(ui.avatar, chat);
  ui.title.textContent = chat.title;
  document.title = chat.title;
  drawLog(chat);
  drawFoot(chat);
  drawStatus();
  drawList();
  if (keepPlace && !atEnd) ui.log.scrollTop = place; else toEnd();
}

function drawList() {
  const many = chats.size > 1;
  document.body.classList.toggle("many", many);
  ui.list.hidden = ui.back.hidden = !many;
  const newest = (chat) => [...chat.messages.values()].at(-1);
  const order = [...chats.values()].sort((a, b) => (newest(b)?.date ?? 0) - (newest(a)?.date ?? 0));
  ui.chats.replaceChildren(...order.map((chat) => drawChatItem(chat, newest(chat), chat.id === current, () => {
    ui.app.classList.remove("listing");
    openChat(chat.id);
  })));
  badge(ui.elsewhere, order.reduce((sum, chat) => sum + (chat.id === current ? 0 : chat.unread), 0));
}

function drawFoot(chat) {
  const fresh = chat.type === "private" && !chat.messages.size;
  ui.start.hidden = !fresh;
  ui.composer.hidden = fresh || !chat.may_write;
  ui.readonly.hidden = chat.may_write;
  ui.menu.hidden = !chat.commands.length;
  drawCommands();
}

function drawCommands(all = false) {
  const typed = ui.input.value, commands = chats.get(current).commands;
  const fits = all ? commands : commands.filter((known) => /^\/\w*$/.test(typed) && `/${known.command}`.startsWith(typed));
  ui.commands.hidden = !fits.length;
  ui.menu.setAttribute("aria-expanded", String(!ui.commands.hidden));
  ui.commands.replaceChildren(...fits.map((known, index) => {
    const made = element("li", { role: "option", "data-testid": "command", "aria-selected": index === 0 && !all },
      element("b", {}, `/${known.command}`), element("span", {}, known.description));
    made.onclick = () => say(`/${known.command}`);
    return made;
  }));
}

function drawStatus() {
  const chat = chats.get(current);
  const live = !online || typing?.chat === current;
  ui.status.className = live ? "live dots" : "";
  if (!online) ui.status.textContent = "connecting";
  else if (live) ui.status.textContent = typing.action.startsWith("upload") ? "sending a file" : "typing";
  else if (chat) ui.status.textContent = { private: starting ? "starting, answers in a moment" : "bot", channel: "channel" }[chat.type] ?? `${chat.members + 1} members`;
}

function setOnline(now) {
  online = now;
  drawStatus();
}

function showTyping(chat, change) {
  clearTimeout(typing?.timer);
  typing = { chat: chat.id, action: change.action, timer: setTimeout(stopTyping, change.seconds * 1000) };
  drawStatus();
}

function stopTyping() {
  clearTimeout(typing?.timer);
  typing = null;
  drawStatus();
}

function toEnd() {
  ui.log.scrollTop = ui.log.scrollHeight;
  unseen = 0;
  drawDown();
}

function drawDown() {
  if (isAtEnd()) unseen = 0;
  ui.down.hidden = isAtEnd();
  badge(ui.unread, unseen);
}

function toast(text) {
  clearTimeout(toastTimer);
  ui.toast.textContent = text;
  ui.toast.hidden = false;
  toastTimer = setTimeout(() => { ui.toast.hidden = true; }, Math.min(2500 + 40 * text.length, 9000));
}

// --- what the person does ---

async function say(text) {
  const words = text.trim();
  if (!words) return;
  const body = { chat_id: current, text: words, reply_to: replyTo };
  ui.commands.hidden = true;
  if (!(await post("send", body))) return;
  if (ui.input.value === text) ui.input.value = "";
  setReply(null);
  fit();
  drawCommands();
}

async function press(message, button) {
  if (button.url) return void window.open(button.url, "_blank", "noopener,noreferrer");
  if (button.copy) return copy(button.copy);
  if (!button.data) return toast("The local chat does not support this kind of button.");
  const key = tapKey(message.chat_id, message.message_id, button.data);
  busy.add(key);
  redraw(message);
  setTimeout(() => { if (busy.delete(key)) redraw(message); }, 30000);
  const done = await post("tap", { chat_id: message.chat_id, message_id: message.message_id, data: button.data });
  if (!done && busy.delete(key)) redraw(message);
}

function copy(text) {
  navigator.clipboard.writeText(text).then(
    () => toast("Copied to the clipboard."),
    () => toast("The browser did not allow copying."),
  );
}

function answered(change) {
  busy.delete(tapKey(change.chat_id, change.message_id, change.data));
  redraw(change);
  if (change.url) window.open(change.url, "_blank", "noopener,noreferrer");
  if (!change.text) return;
  if (!change.alert) return toast(change.text);
  ui.alert.querySelector("p").textContent = change.text;
  if (!ui.alert.open) ui.alert.showModal();
}

function redraw({ chat_id, message_id }) {
  const message = chats.get(chat_id)?.messages.get(message_id);
  const keys = chat_id === current ? find(message_id)?.querySelector(".keys") : null;
  if (message?.buttons.length) keys?.replaceWith(drawButtons(view, message));
}

function setReply(id) {
  const message = id && chats.get(current)?.messages.get(id);
  replyTo = message ? id : null;
  ui.reply.hidden = !message;
  if (!message) return;
  ui.reply.querySelector("b").textContent = `Reply to ${message.sender.name}`;
  ui.reply.querySelector("span").textContent = message.text || message.media?.name || "";
  ui.input.focus();
}

async function older() {
  const chat = chats.get(current), [first] = chat.messages.keys();
  if (loadingOlder || !first || ui.log.scrollTop > 200) return;
  loadingOlder = true;
  try {
    const response = await fetch(address("messages", { chat_id: chat.id, before: first }));
    const { messages } = await response.json();
    if (!messages.length) return;
    chat.messages = new Map([...messages.map((message) => [message.message_id, message]), ...chat.messages]);
    const height = ui.log.scrollHeight;
    drawLog(chat);
    ui.log.scrollTop += ui.log.scrollHeight - height;
  } finally {
    loadingOlder = false;
  }
}

function fit() {
  ui.input.style.height = "auto";
  ui.input.style.height = `${ui.input.scrollHeight}px`;
}

ui.composer.onsubmit = (event) => { event.preventDefault(); say(ui.input.value); };
ui.input.oninput = () => { fit(); drawCommands(); };
ui.input.onkeydown = (event) => {
  if (event.key === "Escape") { ui.commands.hidden = true; setReply(null); }
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  const chosen = ui.commands.hidden ? null : ui.commands.querySelector("[aria-selected=true] b");
  say(chosen ? chosen.textContent : ui.input.value);
};
ui.menu.onclick = () => { if (ui.commands.hidden) drawCommands(true); else ui.commands.hidden = true; };
ui.start.onclick = () => say("/start");
ui.back.onclick = () => ui.app.classList.add("listing");
ui.down.onclick = toEnd;
ui.reply.querySelector("button").onclick = () => setReply(null);
ui.attach.onclick = () => ui.file.click();
ui.file.onchange = async () => {
  const [file] = ui.file.files, form = new FormData();
  if (!file) return;
  form.set("chat_id", current);
  form.set("text", ui.input.value.trim());
  form.set("kind", ["image/png", "image/jpeg"].includes(file.type) ? "photo" : "document");
  form.set("file", file);
  ui.file.value = "";
  if (await post("upload", form)) { ui.input.value = ""; fit(); }
};
ui.log.addEventListener("scroll", () => { drawDown(); older(); }, { passive: true });
ui.log.addEventListener("load", () => { if (ui.down.hidden) toEnd(); }, true);
ui.log.addEventListener("dblclick", (event) => setReply(Number(event.target.closest(".message")?.dataset.id) || null));
for (const kind of ["click", "keydown"]) {
  ui.log.addEventListener(kind, (event) => {
    if (kind === "keydown" && event.key !== "Enter") return;
    event.target.closest(".spoiler")?.classList.add("shown");
    const command = event.target.closest(".command");
    if (command) say(command.dataset.command);
    const code = event.target.closest(".text code");
    if (code && kind === "click") copy(code.textContent);
  });
}
document.addEventListener("click", (event) => { if (!event.target.closest("#foot")) ui.commands.hidden = true; });
document.addEventListener("visibilitychange", () => { if (!document.hidden && chats.has(current)) { chats.get(current).unread = 0; drawList(); } });
window.addEventListener("resize", () => { if (!unseen && ui.down.hidden) toEnd(); });

load();
