import { type Captured, slot } from '../../src/filter/captures.js';

type Name = keyof typeof slot;

/** Captures as a filter would have them, from their names. */
export function named(captures: Partial<Record<Name, Captured>>): Captured[] {
  return Object.keys(slot).map((name) => captures[name as Name]);
}
