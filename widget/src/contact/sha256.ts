/* SHA-256 (FIPS 180-4) of short texts, at once: the browser's own answers each call later, which makes 65,000 calls slow. */

const ROUNDS = Int32Array.from({ length: 64 }, (_, place) => root(prime(place), 3));
const BEGIN = Int32Array.from({ length: 8 }, (_, place) => root(prime(place), 2));

/** The first 32 bits of the fraction of a root of `number`. */
function root(number: number, degree: number): number {
  const whole = number ** (1 / degree);
  return ((whole - Math.floor(whole)) * 2 ** 32) >>> 0;
}

function prime(place: number): number {
  for (let number = 2, found = 0; ; number++) {
    let divisor = 2;
    while (number % divisor) divisor++;
    if (divisor === number && found++ === place) return number;
  }
}

const W = new Int32Array(64);

/** The first 32 bits of the hash of `bytes`. */
export function firstWord(bytes: Uint8Array): number {
  const blocks = ((bytes.length + 8) >> 6) + 1;
  const state = Int32Array.from(BEGIN);
  for (let block = 0; block < blocks; block++) {
    for (let t = 0; t < 16; t++) W[t] = word(bytes, block * 64 + t * 4);
    if (block === blocks - 1) W[15] = bytes.length * 8;
    mix(state);
  }
  return state[0]!;
}

/** Four bytes from `at` on, with the mark of the end behind the last. */
function word(bytes: Uint8Array, at: number): number {
  const end = bytes.length;
  let found = 0;
  for (let place = at; place < at + 4; place++) found = (found << 8) | (place < end ? bytes[place]! : place === end ? 0x80 : 0);
  return found;
}

function mix(state: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const x = W[t - 15]!, y = W[t - 2]!;
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[t] = (W[t - 16]! + small0 + W[t - 7]! + small1) | 0;
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let t = 0; t < 64; t++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + big1 + ((e & f) ^ (~e & g)) + ROUNDS[t]! + W[t]!) | 0;
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}
