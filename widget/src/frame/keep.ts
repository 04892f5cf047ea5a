/* What this browser keeps for us: its secret, unsent messages, drafts.

A browser that lets a foreign frame keep nothing (third-party storage switched off, private windows)
gets them kept by the shop's page, whose own storage is first-party; and in memory where neither may. */

import { key } from "./page";
import { recall, tell } from "./parent";

const memory = new Map<string, string>();
const prefix = `shopbell:${key}:`;

function storage(): Storage | null {
  try {
    localStorage.setItem(prefix, "");
    return localStorage;
  } catch {
    return null;
  }
}

const disk = storage();

/** To be awaited before anything else here. */
export async function remember(): Promise<void> {
  if (!disk) for (const [name, value] of Object.entries(await recall())) memory.set(name, value);
}

export function read(name: string): string | null {
  return disk?.getItem(prefix + name) ?? memory.get(name) ?? null;
}

export function write(name: string, value: string): void {
  try {
    if (disk) return disk.setItem(prefix + name, value);
  } catch {
    /* the disk is full: better kept by others than not at all */
  }
  memory.set(name, value);
  tell("keep", { name, value });
}

export function forget(name: string): void {
  disk?.removeItem(prefix + name);
  if (memory.delete(name)) tell("keep", { name });
}

/** Names that begin with `start`, sorted. */
export function names(start: string): string[] {
  const kept = Object.keys(disk ?? {}).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
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
  const fresh = crypto.getRandomValues(new Uint32Array(8)).join("-");
  write("token", fresh);
  return read("token") ?? fresh; // another tab may have been first
}

/** A new random UUID. `crypto.randomUUID` exists only on secure pages; the address of a blob always ends with one. */
export function newId(): string {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}
