/** How the body of a look-around or an atomic group succeeds from some state. */
export interface BodySuccess {
  readonly end: number;
  readonly saved: Saved | undefined;
}

/** Slots set on the way, the last value of each. */
interface Saved {
  readonly slot: number;
  readonly value: number;
  readonly next: Saved | undefined;
}

/** Adds the value of a slot unless a later one is known. */
export function withSaved(success: BodySuccess, slot: number, value: number): BodySuccess {
  const { end, saved } = success;
  for (let known = saved; known !== undefined; known = known.next) if (known.slot === slot) return success;
  return { end, saved: { slot, value, next: saved } };
}
