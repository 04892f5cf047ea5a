/* The widget's frame: home, the questions, the conversation; one screen at a time. */

import { ask, type Started } from "./frame/ask";
import { nameOf } from "./frame/bubble";
import { get, pause, post } from "./frame/call";
import { Chat } from "./frame/chat";
import { h, icon } from "./frame/element";
import { home } from "./frame/home";
import { remember, whenChangedElsewhere } from "./frame/keep";
import { Live } from "./frame/live";
import { continueToken, root, word } from "./frame/page";
import * as parent from "./frame/parent";
import { Talk } from "./frame/talk";
import type { ChatState, Hello, Message } from "./frame/wire";
import { Word } from "./frame/words";

class Widget {
  private readonly bar = h("div", { class: "bar" });
  private readonly stage = h("div", { class: "stage" });
  private readonly speech = h("div", { class: "hidden", role: "log", "aria-live": "polite" });
  private hello: Hello | null = null;
  private chat: Chat | null = null;
  private talk: Talk | null = null;
  private readonly live = new Live({
    ready: () => this.reconnected(),
    changed: () => void this.chat?.fetch(),
    signal: (_topic, { typing, name }) => typing === "agent" && this.talk?.showTyping(name ?? word(Word.agent)),
    lost: () => this.lost(),
  });

  async begin(): Promise<void> {
    root.replaceChildren(this.bar, this.stage, this.speech);
    this.stage.append(h("p", { class: "loading", role: "status" }, word(continueToken ? Word.joining : Word.loading)));
    this.showBar(null);
    parent.listen(() => this.looked());
    whenChangedElsewhere(() => this.talk?.show());
    document.addEventListener("visibilitychange", () => this.looked());
    for (const turn of ["online", "offline"]) addEventListener(turn, () => this.catchUp());
    addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector("dialog") && parent.tell("close"));
    await remember();
    parent.tell("ready");
    if (continueToken) await this.join();
    else await this.greet(0);
  }

  private async greet(tries: number): Promise<void> {
    try {
      this.hello = await get<Hello>("hello");
    } catch (error) {
      this.stage.replaceChildren(h("p", { class: "loading", role: "status" }, (error as Error).message));
      return void setTimeout(() => void this.greet(tries + 1), pause(tries));
    }
    const [newest] = this.hello.chats;
    if (newest) parent.tell("keep");
    if (newest?.is_open) await this.resume(newest.id);
    else this.showHome();
  }

  private async join(): Promise<void> {
    try {
      const { chat } = await post<{ chat: ChatState }>("join", { token: continueToken });
      history.replaceState(null, "", `/chat/${root.dataset.key}/`); // the link is not for sharing on
      this.open(chat);
    } catch (error) {
      this.stage.replaceChildren(h("p", { class: "loading", role: "alert" }, (error as Error).message));
    }
  }

  private async goHome(): Promise<void> {
    this.showHome();
    this.hello = await get<Hello>("hello").catch(() => this.hello);
    if (this.stage.querySelector(".home")) this.showHome();
  }

  private showHome(): void {
    if (!this.hello) return void this.greet(0);
    const hello = this.hello;
    this.showBar(null);
    this.show(home(hello, { ask: (byMail) => this.showAsk(hello, byMail), resume: (chat) => void this.resume(chat.id) }));
  }

  private showAsk(hello: Hello, byMail: boolean): void {
    this.showBar(h("div", { class: "who" }, h("h1", { tabindex: -1 }, word(byMail ? Word.message : Word.chat))));
    this.show(ask(hello, byMail, (started) => this.started(started)));
  }

  private started({ chat, message }: Started): void {
    parent.tell("keep");
    this.open(chat);
    this.chat?.messages.set(message.id, message);
    this.talk?.show();
  }

  private async resume(id: number): Promise<void> {
    if (this.chat?.state.id === id) return this.showTalk();
    const known = await get<{ chat: ChatState }>("messages", { chat: id, after: 0 }).catch(() => null);
    if (known) this.open(known.chat);
    else this.showHome();
  }

  private open(state: ChatState): void {
    this.chat?.stop();
    this.chat = new Chat(state, {
      changed: () => this.changed(),
      arrived: (messages) => this.arrived(messages),
      isSeen: () => this.stage.contains(this.talk!.element) && parent.isOpen && document.visibilityState === "visible",
    });
    this.talk = new Talk(this.chat, { typing: () => this.live.say(`typing ${state.topic}`), startNew: () => void this.goHome() });
    this.live.follow(state.topic);
    this.showTalk();
    void this.chat.fetch();
    void this.chat.sender.run();
  }

  private showTalk(): void {
    const talk = this.talk!;
    talk.show();
    this.showBar(talk.head);
    this.show(talk.element);
    talk.focus();
    this.chat!.acknowledge();
  }

  private show(screen: HTMLElement): void {
    this.stage.replaceChildren(screen);
    if (parent.isOpen) root.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  private showBar(head: HTMLElement | null): void {
    const back = head && h("button", { type: "button", class: "bare", "aria-label": word(Word.back), click: () => void this.goHome() }, icon("back"));
    const close = parent.isFramed && h("button", { type: "button", class: "bare", "aria-label": word(Word.close), click: () => parent.tell("close") }, icon("close"));
    this.bar.classList.toggle("over", !head);
    this.bar.replaceChildren(...[back, head, close].filter((part): part is HTMLElement => Boolean(part)));
  }

  private changed(): void {
    this.talk?.show();
    parent.tell("unread", { count: this.chat?.unreadCount ?? 0 });
  }

  /** New answers are spoken once, whatever the log does on screen. */
  private arrived(messages: Message[]): void {
    this.talk?.hideTyping();
    const sentences = messages.map((message) => word(Word.new_message, nameOf(message.by), message.text || message.files.map((file) => file.name).join(", ")));
    this.speech.replaceChildren(...sentences.map((sentence) => h("p", {}, sentence)));
  }

  private looked(): void {
    this.chat?.acknowledge();
    this.changed();
    if (parent.isOpen && !this.stage.contains(document.activeElement)) this.talk?.focus();
  }

  private reconnected(): void {
    if (this.chat) this.chat.isLive = true;
    this.catchUp();
  }

  private lost(): void {
    if (this.chat) this.chat.isLive = false;
    this.catchUp();
  }

  /** The line has come or gone: get what we missed, send what waits. */
  private catchUp(): void {
    void this.chat?.fetch();
    void this.chat?.sender.run();
  }
}

document.documentElement.style.setProperty("--accent", root.dataset.accent!);
document.documentElement.style.setProperty("--on-accent", root.dataset.ink!);
document.documentElement.classList.toggle("framed", parent.isFramed);
void new Widget().begin();
