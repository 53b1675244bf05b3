// Calls to Backline's own server: JSON in, JSON or a problem out, never an exception.

export type FieldFault = { field: string; code: string; message: string };

// A time at which we can call, in words.
export type OpenTime = { from: string; to: string; words: string };

// What went wrong, as application/problem+json says it. `status` 0: no answer came.
export type Problem = {
  status: number;
  title: string;
  code?: string;
  why?: string;
  reason_text?: string;
  allowed_at?: string;
  holder?: { name: string } | string;
  request_id?: string;
  errors: FieldFault[];
  suggestions?: OpenTime[]; // beside a time at which nobody may be called
};

export type Answer<T> = { ok: true; status: number; body: T } | { ok: false; problem: Problem };

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type CallOptions = { signal?: AbortSignal; keepalive?: boolean; timeoutMs?: number };
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MS = 15_000;
const NO_CONNECTION: Problem = {
  status: 0,
  title: 'No answer from the server. It may have been saved or not: look, then try again.',
  errors: [],
};

async function problemOf(response: Response): Promise<Problem> {
  const fallback = `The server answered ${response.status}. Try again.`;
  const body: unknown = await response.json().catch(() => null);
  const found = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return {
    ...found,
    status: response.status,
    title: found.title ?? fallback,
    errors: Array.isArray(found.errors) ? found.errors : [],
  };
}

// The words to show for a problem: the most particular there are.
export function saying(problem: Problem): string {
  if (problem.reason_text) return problem.reason_text;
  if (problem.code === 'held' && problem.holder) {
    const holder = problem.holder;
    return `${typeof holder === 'string' ? holder : holder.name} has this request.`;
  }
  if (problem.code === 'stale_fence') return 'Your hold on this request has ended.';
  if (problem.code === 'in_doubt') {
    return 'The server lost its database. It may have been saved or not: look, then try again.';
  }
  if (problem.status === 503) return 'The server is busy. Nothing was changed; try again shortly.';
  return problem.title;
}

export class Api {
  csrf = '';
  // Called when a call finds that nobody is signed in any more.
  onSignedOut: () => void = () => {};

  constructor(private readonly send: Fetch = (url, init) => fetch(url, init)) {}

  async call<T>(
    method: Method,
    url: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<Answer<T>> {
    const abort = new AbortController();
    const giveUp = setTimeout(() => abort.abort(), options.timeoutMs ?? TIMEOUT_MS);
    const stop = (): void => abort.abort();
    options.signal?.addEventListener('abort', stop);
    try {
      return await this.answer<T>(method, url, body, abort.signal, options.keepalive ?? false);
    } catch {
      return { ok: false, problem: NO_CONNECTION };
    } finally {
      clearTimeout(giveUp);
      options.signal?.removeEventListener('abort', stop);
    }
  }

  private async answer<T>(
    method: Method,
    url: string,
    body: unknown,
    signal: AbortSignal,
    keepalive: boolean,
  ): Promise<Answer<T>> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (method !== 'GET' && this.csrf) headers['X-CSRF-Token'] = this.csrf;
    const response = await this.send(url, {
      method,
      headers,
      signal,
      keepalive,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      const problem = await problemOf(response);
      if (problem.status === 401 && !(method === 'POST' && url === '/api/session')) {
        this.onSignedOut();
      }
      return { ok: false, problem };
    }
    const text = await response.text();
    return { ok: true, status: response.status, body: (text ? JSON.parse(text) : null) as T };
  }
}
