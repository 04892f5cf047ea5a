/* The worker of the contact form: finds the number whose hash behind the task begins with as many zero bits as it says. */

import { firstWord } from "./contact/sha256";

onmessage = ({ data }: MessageEvent<string>) => {
  const bits = Number(data.split(".")[1]);
  const text = new TextEncoder();
  for (let number = 0; ; number++) {
    if (firstWord(text.encode(`${data}:${number}`)) >>> (32 - bits) === 0) {
      postMessage(number);
      return;
    }
  }
};
