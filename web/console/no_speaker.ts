// A request in a language that nobody who is in speaks is offered to everybody, with this mark.
import { languageName } from '../shared/format';

export function noSpeakerWords(language: string): string {
  return `Nobody who speaks ${languageName(language)} is in: use an interpreter`;
}
