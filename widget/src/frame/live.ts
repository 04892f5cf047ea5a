/* The socket: it only says that something changed. Lost connections are taken up with growing pauses; a line that may
   have died without a word is asked whether it still carries, when the shopper comes back to it and when it is quiet. */

import { pause } from "./call";
import { token } from "./keep";

type Signal = { typing?: string; name?: string };

interface Ears {
  ready(): void; // after every connect: whatever happened meanwhile was not heard
  changed(topic: string): void;
  signal(topic: string, signal: Signal): void;
  lost(): void;
}

const QUIET_MS = 25_000;
const ANSWER_MS = 5_000;

export class Live {
  private socket: WebSocket | null = null;
  private topic = "";
  private tries = 0;
  private timer = 0;
  private answer = 0;
  private heardAt = 0;
  isOn = false;

  constructor(private readonly ears: Ears) {
    addEventListener("online", () => this.check());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.check());
    setInterval(() => this.isOn && performance.now() - this.heardAt > QUIET_MS && this.check(), QUIET_MS / 2);
  }

  /** Hear of `topic` from now on, and of no other. */
  follow(topic: string): void {
    if (topic === this.topic) return;
    if (this.isOn && this.topic) this.say(`leave ${this.topic}`);
    this.topic = topic;
    if (this.isOn) this.say(`follow ${topic}`);
    else if (!this.socket) this.connect();
  }

  say(text: string): void {
    if (this.isOn) this.socket?.send(text);
  }

  private connect(): void {
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/live?visitor`);
    this.socket = socket;
    socket.onopen = () => socket.send(`visitor ${token()}`); // not in the address, which proxies write down
    socket.onmessage = (event) => this.socket === socket && this.hear(String(event.data));
    socket.onclose = () => this.socket === socket && this.down();
  }

  private down(): void {
    clearTimeout(this.answer);
    this.answer = 0;
    this.socket = null;
    if (this.isOn) this.ears.lost();
    this.isOn = false;
    this.again(pause(this.tries++));
  }

  private check(): void {
    if (!this.isOn) return this.again(0);
    if (this.answer) return;
    this.say("ping");
    this.answer = window.setTimeout(() => {
      this.socket?.close();
      this.down();
    }, ANSWER_MS);
  }

  private again(after: number): void {
    clearTimeout(this.timer);
    if (this.socket || !this.topic) return;
    this.timer = window.setTimeout(() => this.connect(), after);
  }

  private hear(text: string): void {
    this.heardAt = performance.now();
    clearTimeout(this.answer);
    this.answer = 0;
    if (text === "ready") {
      this.isOn = true;
      this.tries = 0;
      this.say(`follow ${this.topic}`);
      return this.ears.ready();
    }
    const [topic = "", ...rest] = text.split(" ");
    if (topic !== this.topic) return;
    if (rest.length) this.ears.signal(topic, JSON.parse(rest.join(" ")) as Signal);
    else this.ears.changed(topic);
  }
}
