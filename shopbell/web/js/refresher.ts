// One element's refetches, coalesced: the first at once, then at most one per pause, never two at a
// time, and always one after the last change.

const PAUSE_MS = 300;

export class Refresher {
  private topics = new Set<string>();
  private isBusy = false;

  constructor(
    private readonly refetch: (topics: string[]) => Promise<void>,
    private readonly isShown: () => boolean,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  ask(topics: string[]): void {
    for (const topic of topics) this.topics.add(topic);
    if (!this.isBusy) void this.run();
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    while (this.topics.size && this.isShown()) {
      const topics = [...this.topics];
      this.topics.clear();
      const pause = new Promise((done) => setTimeout(done, this.pauseMs));
      await this.refetch(topics).catch(() => undefined); // unreachable: the next "ready" asks again
      await pause;
    }
    this.isBusy = false;
  }
}
