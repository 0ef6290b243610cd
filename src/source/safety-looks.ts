import { stat } from 'node:fs/promises';
import type { Cancel, Waker } from '../time/waker.js';

export interface SafetyLooksOptions {
  readonly waker: Waker;
  /** Looks at what no event may tell of. */
  readonly closeLook: () => void;
  /** The files and directories where an event may get lost. */
  readonly paths: () => readonly string[];
  /** Something was changed at one of them since the look before. */
  readonly changed: (path: string) => void;
}

/** Seconds between looks at what no event may tell of, and at all else. */
const [closely, everywhere] = [5, 60];

/** Makes good what events don't tell, and costs next to nothing where nothing happens: a stat a minute for each path. */
export class SafetyLooks {
  readonly #options: SafetyLooksOptions;
  readonly #timers: readonly Cancel[];
  #stamps: ReadonlyMap<string, string> = new Map();

  constructor(options: SafetyLooksOptions) {
    this.#options = options;
    const { waker, closeLook } = options;
    this.#timers = [waker.every(closely, closeLook), waker.every(everywhere, () => void this.#lookEverywhere())];
  }

  stop(): void {
    for (const cancel of this.#timers) cancel();
  }

  async #lookEverywhere(): Promise<void> {
    const before = this.#stamps;
    const stamps = this.#options.paths().map(async (path) => [path, await stampOf(path)] as const);
    this.#stamps = new Map(await Promise.all(stamps));
    for (const [path, stamp] of this.#stamps) if (stamp !== before.get(path)) this.#options.changed(path);
  }
}

/** Another text after every change, of what stands at the path included. */
async function stampOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return `${dev}:${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return 'nothing';
  }
}
