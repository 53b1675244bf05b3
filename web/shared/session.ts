// Who is signed in. `person` is undefined until the server has been asked, null when nobody is.
import { signal } from '@preact/signals';
import type { Api, Problem } from './api';
import { saying } from './api';

export type Role = 'agent' | 'lead' | 'manager' | 'administrator' | 'auditor';
export type Person = { id: string; name: string; role: Role; languages: string[] };
type SessionBody = { user: Person; csrf_token: string; zone?: string };

const INSTITUTE_ZONE = 'America/Los_Angeles';

// The page that a role works on, or null when it has none.
export function homeOf(role: Role): string | null {
  if (role === 'agent' || role === 'lead') return '/desk';
  return role === 'manager' ? '/reports' : null;
}

function refusal(problem: Problem): string {
  if (problem.status === 401) return 'That user name and password do not match. Try again.';
  if (problem.status === 429) return 'Too many tries. Wait a little, then try again.';
  return saying(problem);
}

export class Session {
  readonly person = signal<Person | null | undefined>(undefined);
  readonly zone = signal(INSTITUTE_ZONE);
  // True when the server ended a session that was in use.
  readonly ended = signal(false);

  constructor(private readonly api: Api) {
    api.onSignedOut = () => {
      if (this.person.peek()) this.ended.value = true;
      this.person.value = null;
    };
  }

  private take(body: SessionBody): void {
    this.api.csrf = body.csrf_token;
    this.zone.value = body.zone ?? INSTITUTE_ZONE;
    this.ended.value = false;
    this.person.value = body.user;
  }

  async resume(): Promise<void> {
    const answer = await this.api.call<SessionBody>('GET', '/api/session');
    if (answer.ok) this.take(answer.body);
    else this.person.value = null;
  }

  // Null when it went well, else the words to show.
  async signIn(username: string, password: string, totp: string): Promise<string | null> {
    const body = totp ? { username, password, totp } : { username, password };
    const answer = await this.api.call<SessionBody>('POST', '/api/session', body);
    if (!answer.ok) return refusal(answer.problem);
    this.take(answer.body);
    return null;
  }

  async signOut(): Promise<void> {
    await this.api.call('DELETE', '/api/session', {});
    this.api.csrf = '';
    this.person.value = null;
    this.ended.value = false;
  }
}
