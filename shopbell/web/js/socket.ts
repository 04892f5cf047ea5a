// The one socket to the desk. It comes back by itself: after 0.5 s, then ever later up to 30 s, each
// pause shortened by chance so that a restarted desk is not stormed; at once when the network returns.
//
// A line may also die without a word: a laptop slept, a router forgot it. So it is asked whether it still carries,
// whenever somebody comes back to the page and when nothing was heard for a while, and left when no answer comes.

interface Hears {
  receive: (text: string) => void;
  showConnection: (isUp: boolean) => void;
}

const FIRST_MS = 500;
const LAST_MS = 30_000;
const PATIENCE_MS = 2_000; // a short gap is nobody's business
const QUIET_MS = 25_000;
const ANSWER_MS = 5_000;
const GREETING_MS = 20_000; // a line that is never taken up hangs for minutes before the browser gives it up
const SIGNED_OUT = 4401;

export class Socket {
  private socket: WebSocket | null = null;
  private hears: Hears = { receive: () => undefined, showConnection: () => undefined };
  private failures = 0;
  private retry = 0;
  private notice = 0;
  private answer = 0; // until when it must have come
  private heardAt = 0;
  isReady = false;

  constructor(private readonly address: string) {}

  open(hears: Hears): void {
    this.hears = hears;
    this.connect();
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.cut());
    window.addEventListener("pageshow", (event) => event.persisted && this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
    window.addEventListener("pagehide", () => this.socket?.close());
    setInterval(() => this.isReady && performance.now() - this.heardAt > QUIET_MS && this.ask(), QUIET_MS / 2);
  }

  /** Send `text` if somebody is there to hear it. */
  send(text: string): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  private connect(): void {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string>) => socket === this.socket && this.heard(data);
    socket.onclose = ({ code }) => socket === this.socket && this.down(code);
    clearTimeout(this.answer);
    this.answer = window.setTimeout(() => this.leave(), GREETING_MS);
  }

  private heard(text: string): void {
    this.heardAt = performance.now();
    clearTimeout(this.answer);
    this.answer = 0;
    if (text === "pong") return;
    if (text === "ready") this.up();
    this.hears.receive(text);
  }

  private up(): void {
    this.isReady = true;
    this.failures = 0;
    clearTimeout(this.notice);
    this.notice = 0;
    this.hears.showConnection(true);
  }

  private down(code: number): void {
    this.isReady = false;
    clearTimeout(this.answer);
    this.answer = 0;
    if (code === SIGNED_OUT) return location.reload(); // the page itself leads to sign-in
    this.notice ||= window.setTimeout(() => this.hears.showConnection(false), PATIENCE_MS);
    const longest = Math.min(LAST_MS, FIRST_MS * 2 ** this.failures++);
    this.retry = window.setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  /** The network or the person is back: do not wait for the pause to end. */
  private hurry(): void {
    const state = this.socket?.readyState;
    if (state === WebSocket.CONNECTING) return;
    if (state === WebSocket.OPEN) return this.ask();
    this.failures = 0;
    this.connect();
  }

  /** Ask whether the line still carries; without an answer a new one is taken up, and all is fetched again. */
  private ask(): void {
    if (this.answer) return;
    this.send("ping");
    this.answer = window.setTimeout(() => this.leave(), ANSWER_MS);
  }

  /** The machine has lost its network: say so at once, nothing can be sent. */
  private cut(): void {
    this.leave();
    this.hears.showConnection(false);
  }

  private leave(): void {
    const dead = this.socket;
    this.socket = null;
    dead?.close();
    clearTimeout(this.retry);
    this.down(0);
  }
}
