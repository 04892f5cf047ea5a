/* The socket: it only says that something changed. Lost connections are taken up with growing pauses. */

import { pause } from "./call";
import { token } from "./keep";

type Signal = { typing?: string; name?: string };

interface Ears {
  ready(): void; // after every connect: whatever happened meanwhile was not heard
  changed(topic: string): void;
  signal(topic: string, signal: Signal): void;
  lost(): void;
}

export class Live {
  private socket: WebSocket | null = null;
  private topic = "";
  private tries = 0;
  private timer = 0;
  isOn = false;

  constructor(private readonly ears: Ears) {
    addEventListener("online", () => this.again(0));
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
    socket.onmessage = (event) => this.hear(String(event.data));
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (this.isOn) this.ears.lost();
      this.isOn = false;
      this.again(pause(this.tries++));
    };
  }

  private again(after: number): void {
    clearTimeout(this.timer);
    if (this.socket || !this.topic) return;
    this.timer = window.setTimeout(() => this.connect(), after);
  }

  private hear(text: string): void {
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
