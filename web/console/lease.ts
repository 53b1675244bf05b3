// How long a claim still holds, and when to renew it. A claim is renewed because somebody works on
// it, never by the mere passing of time: work left lying goes back to the queue. Pure.

export type Lease = { seconds: number; renewedAt: number };

const RENEW_AT_LEAST_MS = 60_000;

export function leftMs(lease: Lease, now: number): number {
  return Math.max(0, lease.renewedAt + lease.seconds * 1000 - now);
}

export type LeaseMood = 'calm' | 'short' | 'over';

// "short" from the last fifth of the lease on.
export function moodOf(lease: Lease, now: number): LeaseMood {
  const left = leftMs(lease, now);
  if (left === 0) return 'over';
  return left <= lease.seconds * 200 ? 'short' : 'calm';
}

// True when somebody has worked since the last renewal and it was long enough ago to ask again: a
// quarter of the lease, a minute at most. A lease that has run out is tried at once.
export function shouldRenew(lease: Lease, lastActive: number, now: number): boolean {
  if (lastActive <= lease.renewedAt) return false;
  if (leftMs(lease, now) === 0) return true;
  const wait = Math.min(RENEW_AT_LEAST_MS, lease.seconds * 250);
  return now - lease.renewedAt >= wait;
}
