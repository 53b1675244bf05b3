// The live feed: a long poll for changes after a position, again and again. A parked poll looks
// alive even when the line is dead, so a small heartbeat runs beside it; both together show a lost
// connection within five seconds. Answers whose nonce is not the one asked with are dropped.
import { signal } from '@preact/signals';
import type { Answer } from '../shared/api';
import type { Change, Changes } from './wire';

export type Link = 'live' | 'lost';

export type FeedDoors = {
  poll: (after: number, nonce: string, signal: AbortSignal) => Promise<Answer<Changes>>;
  // True when the server answers at all.
  alive: () => Promise<boolean>;
  // True when the server can do its work again.
  ready: () => Promise<boolean>;
  // Resolves after so long, or at once when aborted.
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  onChanges: (changes: Change[]) => void;
  // The connection is back after a loss; anything may have happened meanwhile.
  onBack: () => void;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
export const HEARTBEAT_MS = 1_450;
const BREATH_MS = 250;

export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}

export class Feed {
  readonly link = signal<Link>('live');
  private after = 0;
  private failures = 0;
  // Starts anywhere, so that two windows of one desk never share a nonce.
  private serial = Math.floor(Math.random() * 1_000_000_000);
  private running: AbortController | null = null;
  private round: AbortController | null = null;

  constructor(private readonly doors: FeedDoors) {}

  start(after: number): void {
    this.stop();
    this.after = after;
    this.failures = 0;
    this.link.value = 'live';
    const running = new AbortController();
    this.running = running;
    void this.pollWhile(running.signal);
    void this.beatWhile(running.signal);
  }

  stop(): void {
    this.running?.abort();
    this.round?.abort();
    this.running = null;
  }

  // Ends whatever the feed is waiting for, so that it tries again now.
  hurry(): void {
    this.round?.abort();
  }

  // The browser knows that it is offline.
  lose(): void {
    this.link.value = 'lost';
    this.hurry();
  }

  private async pollWhile(running: AbortSignal): Promise<void> {
    while (!running.aborted) {
      if (this.link.value === 'lost' && !(await this.comeBack(running))) continue;
      const round = new AbortController();
      this.round = round;
      this.serial += 1;
      const nonce = `${this.serial}`;
      const answer = await this.doors.poll(this.after, nonce, round.signal);
      if (running.aborted) return;
      if (!answer.ok) {
        if (answer.problem.status === 401) return;
        this.failures += 1;
        this.link.value = 'lost';
      } else {
        await this.take(answer.body, nonce, running);
      }
    }
  }

  // A poll that waits for news would leave the loss on the screen, so a quick question comes first.
  private async comeBack(running: AbortSignal): Promise<boolean> {
    await this.pause(running);
    if (running.aborted) return false;
    if (!(await this.doors.ready())) {
      this.failures += 1;
      return false;
    }
    if (running.aborted) return false;
    this.link.value = 'live';
    this.doors.onBack();
    return true;
  }

  private async take(body: Changes, nonce: string, running: AbortSignal): Promise<void> {
    this.failures = 0;
    if (String(body.nonce) !== nonce) {
      await this.doors.wait(BREATH_MS, running);
      return;
    }
    this.after = Math.max(this.after, body.seq);
    if (body.changes.length > 0) this.doors.onChanges(body.changes);
  }

  private async pause(running: AbortSignal): Promise<void> {
    const pause = new AbortController();
    this.round = pause;
    const stop = (): void => pause.abort();
    running.addEventListener('abort', stop);
    await this.doors.wait(pauseAfter(Math.max(1, this.failures)), pause.signal);
    running.removeEventListener('abort', stop);
  }

  private async beatWhile(running: AbortSignal): Promise<void> {
    while (!running.aborted) {
      await this.doors.wait(HEARTBEAT_MS, running);
      if (running.aborted) return;
      if (this.link.value === 'lost') continue;
      // One late answer may be this machine's own doing; two are the line's.
      const alive = (await this.doors.alive()) || (await this.doors.alive());
      if (!alive && !running.aborted) this.lose();
    }
  }
}

export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      done();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}
