// The one socket to the desk. It comes back by itself: after 0.5 s, then ever later up to 30 s, each
// pause shortened by chance so that a restarted desk is not stormed; at once when the network returns.

interface Hears {
  receive: (text: string) => void;
  showConnection: (isUp: boolean) => void;
}

const FIRST_MS = 500;
const LAST_MS = 30_000;
const PATIENCE_MS = 2_000; // a short gap is nobody's business
const SIGNED_OUT = 4401;

export class Socket {
  private socket: WebSocket | null = null;
  private hears: Hears = { receive: () => undefined, showConnection: () => undefined };
  private failures = 0;
  private retry = 0;
  private notice = 0;
  isReady = false;

  constructor(private readonly address: string) {}

  open(hears: Hears): void {
    this.hears = hears;
    this.connect();
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("pageshow", (event) => event.persisted && this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
    window.addEventListener("pagehide", () => this.socket?.close());
  }

  /** Send `text` if somebody is there to hear it. */
  send(text: string): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  private connect(): void {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (data === "ready") this.up();
      this.hears.receive(data);
    };
    socket.onclose = ({ code }) => this.down(code);
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
    if (code === SIGNED_OUT) return location.reload(); // the page itself leads to sign-in
    this.notice ||= window.setTimeout(() => this.hears.showConnection(false), PATIENCE_MS);
    const longest = Math.min(LAST_MS, FIRST_MS * 2 ** this.failures++);
    this.retry = window.setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  /** The network or the person is back: do not wait for the pause to end. */
  private hurry(): void {
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) return;
    this.failures = 0;
    this.connect();
  }
}
