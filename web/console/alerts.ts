// Sound and desktop notification for waiting work, once the person allows them. Their words say
// nothing of whom or why.
import { signal } from '@preact/signals';

const STORED_AS = 'backline.alerts';

function beep(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
  tone.onended = () => void audio.close();
}

export class Alerts {
  readonly on = signal(localStorage.getItem(STORED_AS) === 'on');

  async toggle(): Promise<void> {
    this.on.value = !this.on.value;
    localStorage.setItem(STORED_AS, this.on.value ? 'on' : 'off');
    if (!this.on.value) return;
    beep();
    if ('Notification' in window && Notification.permission === 'default') {
      await Notification.requestPermission();
    }
  }

  announce(words: string): void {
    if (!this.on.value) return;
    beep();
    const allowed = 'Notification' in window && Notification.permission === 'granted';
    if (allowed && document.hidden) new Notification(words, { tag: 'backline' });
  }
}
