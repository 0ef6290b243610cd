import type { PythonMatch } from '../python-regex/python-match.js';

/** What the named groups of prefregex and failregex hold for one line, lower-case name → text or texts. */
export type Captures = Readonly<Record<string, string | readonly string[]>>;

/**
 * Captures of the prefregex under those of the failregex (spec config §4.4 step 6). An `alt_x` fills in for an `x` that
 * is missing or empty; the parts of `tuple_x` go with `x` into one list (§4.2). All keep their own name besides.
 * `composes` is whether the regexes have any such groups.
 */
export function mergeCaptures(prefix: PythonMatch | undefined, match: PythonMatch, composes: boolean): Captures {
  const merged: Record<string, string | readonly string[]> = match.named(prefix?.named());
  if (composes) compose(merged);
  return merged;
}

/** True if these groups of a regex have any `alt_x` or `tuple_x` among them. */
export function hasComposed(groupNames: ReadonlyMap<string, number>): boolean {
  return [...groupNames.keys()].some((name) => composedName.test(name));
}

function compose(merged: Record<string, string | readonly string[]>): void {
  const composed = Object.keys(merged).filter((name) => composedName.test(name));
  for (const name of composed.sort()) {
    const [, kind, target = ''] = composedName.exec(name) ?? [];
    const value = merged[name] ?? '';
    const known = merged[target];
    if (kind === 'tuple') merged[target] = known === undefined ? [value].flat() : [known, value].flat();
    else if (value !== '' && (known === undefined || known === '')) merged[target] = value;
  }
}

const composedName = /^(alt|tuple)_(.+?)(?:_\d+)?$/;

/** The text of a capture; of a list its first. */
export function captured(captures: Captures, name: string): string | undefined {
  const value = captures[name];
  return value === undefined || typeof value === 'string' ? value : value[0];
}

/** Captures which only steer the filter and are nothing anyone wants to know of a failure. */
const steering = new Set(['content', 'nofail', 'mlfgained', 'mlfforget']);

export function withoutSteering(captures: Captures): Record<string, string | readonly string[]> {
  const fields: Record<string, string | readonly string[]> = {};
  for (const name in captures) if (!steering.has(name)) fields[name] = captures[name] ?? '';
  return fields;
}
