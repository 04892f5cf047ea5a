/* The script that is fetched when it is needed; it lies beside this one. */

type Later = typeof import("../later");

const LATER = "./later.js";

export const later = (): Promise<Later> => import(LATER);
