// The sounds of notifications, made of sine waves, a file of its own: fetched when the first is to be heard.
// A browser lets a page sound only once the person has touched it; before that it is silent, and that is no error.

type Note = [hertz: number, at: number, seconds: number];

const TONES: Record<string, Note[]> = {
  bell: [[880, 0, 0.9], [1760, 0, 0.5], [2640, 0, 0.25]],
  chime: [[659, 0, 0.35], [988, 0.12, 0.6]],
  drop: [[740, 0, 0.12], [494, 0.08, 0.3]],
  knock: [[196, 0, 0.09], [196, 0.16, 0.12]],
  rise: [[523, 0, 0.14], [659, 0.1, 0.14], [784, 0.2, 0.4]],
};
const LOUDNESS = 0.16;
let context: AudioContext | null = null;

async function play(tone: string): Promise<void> {
  const notes = TONES[tone];
  if (!notes) return;
  context ??= new AudioContext();
  if (context.state === "suspended") await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 300))]);
  if (context.state !== "running") return;
  for (const [hertz, at, seconds] of notes) sound(context, hertz, context.currentTime + at, seconds);
}

function sound(on: AudioContext, hertz: number, start: number, seconds: number): void {
  const wave = new OscillatorNode(on, { frequency: hertz });
  const volume = new GainNode(on, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
  wave.connect(volume).connect(on.destination);
  wave.start(start);
  wave.stop(start + seconds + 0.02);
}

document.addEventListener("bell:sound", (event) => void play((event as CustomEvent<string>).detail));

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-play]");
  const choice = button && document.querySelector<HTMLSelectElement>(`select[name="${CSS.escape(button.dataset.play!)}"]`);
  if (choice) void play(choice.value);
});

export {};
