// Who is signed in. `person` is undefined until the server has been asked, null when nobody is.
import { signal } from '@preact/signals';
import type { Api, FieldFault, Problem } from './api';
import { saying } from './api';

export type Role = 'agent' | 'lead' | 'manager' | 'administrator' | 'auditor';
export type Person = { id: string; name: string; role: Role; languages: string[] };
type SessionBody = { user: Person; csrf_token: string; zone?: string; hours?: string[] };

const INSTITUTE_ZONE = 'America/Los_Angeles';
const LEAVING_STORED_AS = 'backline.leaving';
const RETRY_MS = 3_000;

// The page that a role works on, or null when it has none.
export function homeOf(role: Role): string | null {
  if (role === 'agent' || role === 'lead') return '/desk';
  return role === 'manager' ? '/reports' : null;
}

function refusal(problem: Problem): string {
  if (problem.status === 401) return 'That user name and password do not match. Try again.';
  if (problem.why === 'second_factor') {
    return 'Nobody can sign in here yet: this server has no second factor. Tell who runs it.';
  }
  if (problem.status === 429) return 'Too many tries. Wait a little, then try again.';
  return saying(problem);
}

export class Session {
  readonly person = signal<Person | null | undefined>(undefined);
  readonly zone = signal(INSTITUTE_ZONE);
  readonly hours = signal<string[]>([]); // when we call, in words
  // True when the server ended a session that was in use.
  readonly ended = signal(false);
  // True while somebody has signed out here and the server has not heard of it: the cookie still
  // opens the desk. It is tried until it is heard, also after a reload.
  readonly leaving = signal(false);

  constructor(
    private readonly api: Api,
    private readonly doors = {
      later: (ms: number, work: () => void): void => void setTimeout(work, ms),
      store: localStorage as Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    },
  ) {
    api.onSignedOut = () => {
      if (this.person.peek()) this.ended.value = true;
      this.person.value = null;
    };
  }

  private take(body: SessionBody): void {
    this.api.csrf = body.csrf_token;
    this.zone.value = body.zone ?? INSTITUTE_ZONE;
    this.hours.value = body.hours ?? [];
    this.ended.value = false;
    this.person.value = body.user;
  }

  async resume(): Promise<void> {
    if (this.doors.store.getItem(LEAVING_STORED_AS)) return this.leave();
    const answer = await this.api.call<SessionBody>('GET', '/api/session');
    if (answer.ok) this.take(answer.body);
    else this.person.value = null;
  }

  // Null when it went well, else the words to show.
  async signIn(username: string, password: string, totp: string): Promise<string | null> {
    const typed = { username, password: password.normalize('NFC') };
    const body = totp ? { ...typed, totp } : typed;
    const answer = await this.api.call<SessionBody>('POST', '/api/session', body);
    if (!answer.ok) return refusal(answer.problem);
    this.left(); // signing in has ended the session that was there
    this.take(answer.body);
    return null;
  }

  // Null when it went well, else what is wrong with which field, or the words to show.
  async changePassword(
    current: string,
    password: string,
  ): Promise<{ faults: FieldFault[]; says: string } | null> {
    const body = { current: current.normalize('NFC'), password: password.normalize('NFC') };
    const answer = await this.api.call('POST', '/api/session/password', body);
    if (answer.ok) return null;
    return { faults: answer.problem.errors, says: refusal(answer.problem) };
  }

  async signOut(): Promise<void> {
    this.doors.store.setItem(LEAVING_STORED_AS, 'yes');
    await this.leave();
  }

  private left(): void {
    this.leaving.value = false;
    this.doors.store.removeItem(LEAVING_STORED_AS);
  }

  private async leave(): Promise<void> {
    const heard = await this.end();
    this.person.value = null;
    this.ended.value = false;
    if (heard) {
      this.api.csrf = '';
      return this.left();
    }
    this.leaving.value = true;
    this.doors.later(RETRY_MS, () => {
      if (this.leaving.peek()) void this.leave();
    });
  }

  // Whether there is no session any more.
  private async end(): Promise<boolean> {
    if (!this.api.csrf) {
      const answer = await this.api.call<SessionBody>('GET', '/api/session');
      if (!answer.ok) return answer.problem.status === 401;
      this.api.csrf = answer.body.csrf_token;
    }
    const answer = await this.api.call('DELETE', '/api/session', {});
    return answer.ok || answer.problem.status === 401;
  }
}
