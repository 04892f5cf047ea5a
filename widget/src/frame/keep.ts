/* What this browser keeps for us: its secret, unsent messages, drafts. In memory where it may keep nothing. */

import { key } from "./page";

const memory = new Map<string, string>();
const prefix = `shopbell:${key}:`;

function storage(): Storage | null {
  try {
    localStorage.setItem(`${prefix}try`, "1");
    localStorage.removeItem(`${prefix}try`);
    return localStorage;
  } catch {
    return null;
  }
}

const disk = storage();

export function read(name: string): string | null {
  return disk ? disk.getItem(prefix + name) : (memory.get(name) ?? null);
}

export function write(name: string, value: string): void {
  try {
    disk ? disk.setItem(prefix + name, value) : memory.set(name, value);
  } catch {
    memory.set(name, value); // the disk is full: better for this page only than not at all
  }
}

export function forget(name: string): void {
  memory.delete(name);
  disk?.removeItem(prefix + name);
}

/** Names that begin with `start`, sorted. */
export function names(start: string): string[] {
  const kept = disk ? Object.keys(disk).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)) : [];
  return [...new Set([...kept, ...memory.keys()])].filter((name) => name.startsWith(start)).sort();
}

/** Call `work` when another tab changed something that we keep. */
export function whenChangedElsewhere(work: () => void): void {
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(prefix)) work();
  });
}

/** The secret by which the desk knows this browser; made once, 256 random bits. */
export function token(): string {
  const kept = read("token");
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const fresh = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  write("token", fresh);
  return read("token") ?? fresh; // another tab may have been first
}

/** A new random UUID; `crypto.randomUUID` exists only on secure pages. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
