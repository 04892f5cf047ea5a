/* The socket: it only says that something changed. Lost connections are taken up with growing pauses; a line that may
   have died without a word is asked whether it still carries, when the shopper comes back to it and when it is quiet. */

import { pause } from "./call";
import { token } from "./keep";

interface Signal {
  typing?: string;
  name?: string;
}

interface Ears {
  turned(): void; // the line has come or gone: whatever happened meanwhile was not heard
  changed(): void;
  signal(signal: Signal): void;
}

const QUIET_MS = 25_000;
const ANSWER_MS = 5_000;

export let isOn = false;
let ears: Ears;
let socket: WebSocket | null = null;
let topic = "";
let tries = 0;
let timer = 0;
let answer = 0;
let heardAt = 0;

/** Have `them` told from now on. */
export function listen(them: Ears): void {
  ears = them;
  addEventListener("online", check);
  document.addEventListener("visibilitychange", () => document.hidden || check());
  setInterval(() => isOn && performance.now() - heardAt > QUIET_MS && check(), QUIET_MS / 2);
}

/** Hear of `wanted` from now on, and of no other topic. */
export function follow(wanted: string): void {
  if (wanted === topic) return;
  if (topic) say(`leave ${topic}`);
  topic = wanted;
  say(`follow ${topic}`);
  if (!socket) connect();
}

export function say(text: string): void {
  if (isOn) socket?.send(text);
}

function connect(): void {
  clearTimeout(timer);
  const own = new WebSocket(`${location.origin.replace("http", "ws")}/live?visitor`);
  socket = own;
  own.onopen = () => own.send(`visitor ${token()}`); // not in the address, which proxies write down
  own.onmessage = (event) => socket === own && hear(String(event.data));
  own.onclose = () => socket === own && down();
}

function down(): void {
  const wasOn = isOn;
  answered();
  socket = null;
  isOn = false;
  if (wasOn) ears.turned();
  again(pause(tries++));
}

/** Ask a line for a sign of life, and open one where there is none. */
function check(): void {
  if (!isOn) return again(0);
  if (answer) return;
  say("ping");
  answer = window.setTimeout(() => {
    socket?.close();
    down();
  }, ANSWER_MS);
}

function again(after: number): void {
  clearTimeout(timer);
  if (!socket && topic) timer = window.setTimeout(connect, after);
}

/** Whatever was asked, it is answered. */
function answered(): void {
  clearTimeout(answer);
  answer = 0;
}

function hear(text: string): void {
  heardAt = performance.now();
  answered();
  if (text === "ready") {
    isOn = true;
    tries = 0;
    say(`follow ${topic}`);
    return ears.turned();
  }
  const [about, ...rest] = text.split(" ");
  if (about !== topic) return;
  if (rest.length) ears.signal(JSON.parse(rest.join(" ")) as Signal);
  else ears.changed();
}
