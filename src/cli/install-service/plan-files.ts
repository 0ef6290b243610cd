/** Digests of texts by the path of the file that holds them. */
export type Digests = ReadonlyMap<string, string>;

/** What is done to a file. `leave`: somebody has changed it, and keeps it. */
export interface Step {
  readonly path: string;
  readonly what: 'write' | 'remove' | 'leave' | 'nothing';
}

/** What is wanted, what is there, and what was written the last time; nothing is wanted where all is to go. */
export interface Files {
  readonly wanted: Digests;
  readonly present: Digests;
  readonly written: Digests;
}

/** Says of each file what is to be done; a file that is not as it was written is its owner's. */
export function planFiles({ wanted, present, written }: Files): readonly Step[] {
  const paths = new Set([...wanted.keys(), ...written.keys()]);
  return [...paths].map((path) => {
    const is = present.get(path);
    const shall = wanted.get(path);
    if (is === shall) return { path, what: 'nothing' };
    if (is !== undefined && is !== written.get(path)) return { path, what: 'leave' };
    return { path, what: shall === undefined ? 'remove' : 'write' };
  });
}

/** What there is to remember once the steps are done: what each wanted file was given, also before somebody changed it. */
export function writtenAfter(steps: readonly Step[], { wanted, written }: Files): Digests {
  return new Map(
    steps.flatMap(({ path, what }) => {
      const digest = what === 'leave' ? written.get(path) : wanted.get(path);
      return wanted.has(path) && digest !== undefined ? [[path, digest]] : [];
    }),
  );
}
