/* The script that only who waits or asks for a call needs; it lies beside this one. */

type Meanwhile = typeof import("../meanwhile");

const MEANWHILE = "./meanwhile.js";

export const meanwhile = (): Promise<Meanwhile> => import(MEANWHILE);
