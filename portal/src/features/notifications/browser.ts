// Notifications of the browser itself, on this device: allowed by the person here, never asked for unbidden.
const memory = "hansa.browser-notices";

export type Permission = "unknown" | "default" | "granted" | "denied";

export function permission(): Permission {
  return typeof Notification === "undefined" ? "unknown" : Notification.permission;
}

export function wanted(): boolean {
  try {
    return localStorage.getItem(memory) === "on";
  } catch {
    return false;
  }
}

/** Turns them on or off on this device; the browser's question comes here and nowhere else. */
export async function want(on: boolean): Promise<boolean> {
  if (on && permission() === "default") await Notification.requestPermission();
  const now = on && permission() === "granted";
  try {
    localStorage.setItem(memory, now ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  return now;
}

/** Two short soft tones. */
export function chime(): void {
  try {
    const audio = new AudioContext();
    for (const [at, pitch] of [[0, 660], [0.13, 880]] as const) {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.0001, audio.currentTime + at);
      loud.gain.exponentialRampToValueAtTime(0.08, audio.currentTime + at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.22);
      tone.connect(loud).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.25);
    }
    setTimeout(() => void audio.close(), 800);
  } catch {
    // Without sound it is still seen.
  }
}
