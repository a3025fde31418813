// How a message and a line of the chat list look. Only `message.html` is set as HTML: the server made it from escaped text.

const BOT_HUE = 5;

export const hue = (id) => Math.abs(id) % 7;
export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function icon(path, box = "0 0 24 24") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", box);
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
}

export function day(seconds) {
  const date = new Date(seconds * 1000), now = new Date();
  const days = Math.round((now.setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString("en", { day: "numeric", month: "long", year });
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

// `view` tells what only the page knows: who looks, which taps wait, and what to do.
export function drawMessage(view, chat, message) {
  const out = view.isMine(message) && chat.type !== "channel";
  const bubble = element("div", { class: "bubble", "data-testid": "bubble" });
  if (!out && chat.type !== "private") bubble.append(element("span", { class: `name name${hue(message.sender.id)}` }, message.sender.name));
  if (message.reply_to) bubble.append(drawQuote(view, chat, message.reply_to));
  if (message.media) bubble.append(drawMedia(message.media));
  const text = element("div", { class: "text", "data-testid": "message-text" });
  text.innerHTML = message.html;
  bubble.append(text, drawMeta(message, out));
  const bare = message.media && !message.text ? " bare" : "";
  const keyed = message.buttons.length ? " keyed" : "";
  const item = element("article", {
    class: `message${out ? " out" : ""}${bare}${keyed}`, "data-testid": "message",
    "data-id": message.message_id, "data-side": out ? "out" : "in",
  }, bubble);
  if (message.buttons.length) item.append(drawButtons(view, message));
  return item;
}

function drawMeta(message, out) {
  const meta = element("span", { class: "meta" });
  if (message.edit_date) meta.append(element("span", { "data-testid": "edited" }, "edited"));
  meta.append(element("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date)));
  if (out) meta.append(icon("M1 6.5l3.4 3.5L11 2.5M7.2 9.2l.9.8L15 2.5", "0 0 17 12"));
  return meta;
}

function drawQuote(view, chat, id) {
  const replied = chat.messages.get(id);
  const line = replied ? replied.text || replied.media?.name : "Deleted message";
  const quote = element("button", { class: "quote", type: "button" }, element("b", {}, replied?.sender.name ?? ""), element("span", {}, line));
  quote.onclick = () => view.goTo(id);
  return quote;
}

function drawMedia(media) {
  const href = `api/file/${encodeURIComponent(media.file_id)}`;
  if (media.kind === "photo") {
    const image = element("img", { src: href, width: media.width, height: media.height, alt: "Photo", "data-testid": "photo" });
    return element("a", { class: "photo", href, target: "_blank", rel: "noopener" }, image);
  }
  const about = element("span", {}, element("b", {}, media.name), element("small", {}, size(media.size)));
  const sign = element("i", {}, icon("M12 5v11m-5-5l5 5 5-5M7 19.5h10"));
  return element("a", { class: "document", href, download: media.name, "data-testid": "document" }, sign, about);
}

export function drawButtons(view, message) {
  const rows = message.buttons.map((row) => element("div", {}, ...row.map((button) => drawButton(view, message, button))));
  return element("div", { class: "keys" }, ...rows);
}

function drawButton(view, message, button) {
  const made = element("button", { type: "button", "data-testid": "inline-button", class: button.style ?? undefined }, button.label);
  if (button.url) made.append(element("span", { class: "mark", "aria-hidden": "true" }, "↗"));
  if (button.copy) made.append(element("span", { class: "mark", "aria-hidden": "true" }, "⧉"));
  if (button.data && view.isBusy(message, button)) made.setAttribute("aria-busy", "true");
  made.onclick = () => view.press(message, button);
  return made;
}

export function badge(where, count) {
  where.hidden = !count;
  where.textContent = count > 99 ? "99+" : count;
}

export function paintAvatar(where, chat) {
  where.className = `avatar hue${chat.type === "private" ? BOT_HUE : hue(chat.id)}`;
  where.textContent = initials(chat.title);
  return where;
}

export function drawChatItem(chat, newest, isCurrent, open) {
  const count = element("span", { class: "badge" });
  badge(count, isCurrent ? 0 : chat.unread);
  const line = newest ? (newest.text || newest.media?.name || "").split("\n")[0] : "No messages yet";
  const item = element("button", { class: "chat-item", type: "button", "data-testid": "chat-item", "aria-current": isCurrent },
    paintAvatar(element("span"), chat),
    element("b", {}, chat.title), element("time", {}, newest ? clock(newest.date) : ""), element("span", { class: "line" }, line), count);
  item.onclick = open;
  return item;
}
