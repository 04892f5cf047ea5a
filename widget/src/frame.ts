/* The widget's frame: home, the questions, the conversation; one screen at a time. */

import { about, ask, type Started } from "./frame/ask";
import { nameOf } from "./frame/bubble";
import { call, pause } from "./frame/call";
import { chatOf, type Chat } from "./frame/chat";
import { fill, h, iconButton } from "./frame/element";
import { home } from "./frame/home";
import { newId, remember, whenChangedElsewhere } from "./frame/keep";
import { later } from "./frame/later";
import * as live from "./frame/live";
import { continueToken, key, page, root, word } from "./frame/page";
import * as parent from "./frame/parent";
import { talkOf, type Talk } from "./frame/talk";
import type { ChatState, Hello, Message, Visits } from "./frame/wire";
import { Word } from "./frame/words";
import style from "./frame.css?text";

const bar = h("div.bar");
const stage = h("div.stage");
const speech = h("div.hidden", { role: "log", "aria-live": "polite" });
let hello: Hello | undefined;
let chat: Chat | undefined;
let talk: Talk | undefined;

async function begin(): Promise<void> {
  dressPage();
  fill(root, bar, stage, speech);
  showSentence(word(Word.loading));
  showBar();
  parent.listen(looked, async (said) => (await later()).tellVisits(said as Visits, call, parent.tell));
  live.listen({
    turned: catchUp,
    changed: () => void chat?.fetch(),
    signal: ({ typing, name }) => typing === "agent" && talk?.showTyping(name ?? word(Word.agent)),
  });
  whenChangedElsewhere(() => talk?.show());
  document.addEventListener("visibilitychange", looked);
  for (const turn of ["online", "offline"]) addEventListener(turn, catchUp);
  addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector("dialog") && parent.tell("close"));
  await remember();
  parent.tell("ready");
  if (continueToken) await join();
  else await greet(0);
}

function dressPage(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
  page.style.setProperty("--accent", root.dataset.accent!);
  page.style.setProperty("--on-accent", root.dataset.ink!);
}

/** What the desk is asked first; it says the hours by our clock. */
const greeting = () => `hello?zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`;

async function greet(tries: number): Promise<void> {
  try {
    hello = await call<Hello>(greeting());
  } catch (error) {
    showSentence((error as Error).message);
    return void setTimeout(greet, pause(tries), tries + 1);
  }
  const [newest] = hello.chats;
  if (newest) parent.tell("keep");
  if (newest?.is_open) await resume(newest.id);
  else showHome();
}

async function join(): Promise<void> {
  try {
    const { chat } = await call<{ chat: ChatState }>("join", { token: continueToken });
    history.replaceState(null, "", `/chat/${key}/`); // the link is not for sharing on
    open(chat);
  } catch (error) {
    showSentence((error as Error).message, "alert");
  }
}

// --- screens ------------------------------------------------------------------------------------

async function goHome(): Promise<void> {
  showHome();
  hello = await call<Hello>(greeting()).catch(() => hello);
  if (stage.querySelector(".home")) showHome();
}

function showHome(): void {
  if (!hello) return void greet(0);
  showBar();
  show(home(hello, showAsk, ({ id }) => void resume(id)));
  if (root.dataset.call) void later().then((its) => its.drawCallCard(stage, call, newId(), about, begun));
}

function showAsk(byMail: boolean): void {
  showBar(h("div.who", {}, h("h1", { tabindex: -1 }, word(byMail ? Word.message : Word.chat))));
  show(ask(hello!, byMail, started));
}

function begun(state: ChatState): void {
  parent.tell("keep");
  open(state);
  talk!.focus(true);
}

function started({ chat: state, message }: Started): void {
  begun(state);
  chat!.messages.set(message.id, message);
  talk!.show();
}

async function resume(id: number): Promise<void> {
  if (chat?.state.id === id) return showTalk();
  const known = await call<{ chat: ChatState }>(`messages?chat=${id}&after=0`).catch(() => null);
  if (known) open(known.chat);
  else showHome();
}

function open(state: ChatState): void {
  chat?.stop();
  chat = chatOf(state, { changed, arrived, isSeen });
  talk = talkOf(chat, () => live.say(`typing ${state.topic}`), goHome);
  live.follow(state.topic);
  showTalk();
  catchUp();
}

function showTalk(): void {
  talk!.show();
  showBar(talk!.head);
  show(talk!.element);
  talk!.focus();
  chat!.acknowledge();
}

function show(screen: HTMLElement): void {
  fill(stage, screen);
  if (parent.isOpen) root.querySelector("h1")?.focus({ preventScroll: true });
}

function showSentence(sentence: string, role = "status"): void {
  fill(stage, h("p.loading", { role }, sentence));
}

function showBar(head?: HTMLElement): void {
  bar.classList.toggle("over", !head);
  fill(
    bar,
    head && iconButton(".bare", "back", word(Word.back), goHome),
    head,
    parent.isFramed && iconButton(".bare", "close", word(Word.close), () => parent.tell("close")),
  );
}

// --- what happens -------------------------------------------------------------------------------

function changed(): void {
  talk?.show();
  parent.tell("unread", { count: chat?.unreadCount() ?? 0 });
}

/** New answers are spoken once, whatever the log does on screen. */
function arrived(messages: Message[]): void {
  talk?.hideTyping();
  fill(speech, ...messages.map(({ by, text, files, cards }) => h("p", {}, word(Word.new_message, nameOf(by), text || cards?.[0]!.title || files.map((file) => file.name).join(", ")))));
}

function isSeen(): boolean {
  return stage.contains(talk!.element) && parent.isOpen && !document.hidden;
}

function looked(): void {
  chat?.acknowledge();
  changed();
  const focused = document.activeElement as HTMLElement;
  if (!parent.isOpen) focused.blur(); // else it would have the keyboard again when this is opened
  else if (!stage.contains(focused)) talk?.focus();
}

/** The line has come or gone: get what we missed, send what waits. */
function catchUp(): void {
  void chat?.fetch();
  void chat?.sendAgain();
}

void begin();
