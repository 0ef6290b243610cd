/** Takes back a wake-up that has not happened yet; calling it twice is fine. */
export type Cancel = () => void;

/** Says "look again now": timers in the daemon, a test's hand in tests. */
export interface Waker {
  /** Calls `look` once, `seconds` from now. */
  after(seconds: number, look: () => void): Cancel;
  /** Calls `look` every `seconds`. */
  every(seconds: number, look: () => void): Cancel;
}

// setTimeout takes at most 2^31-1 ms; a longer wait is cut, so that its look comes too early rather than at once.
const longestMs = 2_147_483_647;

/** Wakes by timers which do not keep the process alive on their own. */
export const timerWaker: Waker = {
  after(seconds, look) {
    const timer = setTimeout(look, Math.min(Math.max(seconds, 0) * 1000, longestMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(seconds, look) {
    const timer = setInterval(look, Math.min(seconds * 1000, longestMs));
    timer.unref();
    return () => clearInterval(timer);
  },
};
