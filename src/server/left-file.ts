import { lstatSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { startFamilies } from '../action/action-definition.js';
import { reasonOf } from '../error.js';
import type { LeftJail } from '../jail/left-jail.js';
import type { Log } from '../log.js';

const text = v.string();
const words = v.array(text);

const leftAction = v.object({
  definition: v.object({
    actname: text,
    commands: v.record(text, text),
    norestored: v.boolean(),
    actionstartOnDemand: v.optional(v.boolean()),
    actionrepairOnUnban: v.boolean(),
    parameters: v.pipe(
      v.array(v.tuple([text, text])),
      v.transform((entries): ReadonlyMap<string, string> => new Map(entries)),
    ),
  }),
  families: v.array(v.picklist(startFamilies)),
  held: words,
});

const leftFile = v.object({
  place: text,
  jails: v.array(v.object({ jail: text, actions: v.array(leftAction) })),
});

/** What a daemon that is about to be started anew has left in place, in a file beside its socket, for that one alone. */
export class LeftFile {
  readonly #path: string;

  constructor(socket: string) {
    this.#path = `${socket}.left`;
  }

  /** Throws where it can't be written. */
  write(jails: readonly LeftJail[]): void {
    const content = JSON.stringify({ place: placeNow(), jails }, (_key, value: unknown) =>
      value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value,
    );
    this.#remove();
    // Keys of actions are in it. Not through a link that somebody else has put there.
    writeFileSync(this.#path, content, { mode: 0o600, flag: 'wx' });
  }

  /**
   * What was left, once; nothing where that was in another firewall, or before the machine was started. Undefined if
   * something was left and nobody can tell what.
   */
  take(log: Log): readonly LeftJail[] | undefined {
    try {
      if (!this.#isOurs()) return [];
      const content = readFileSync(this.#path, 'utf8');
      this.#remove();
      const read = v.parse(leftFile, JSON.parse(content));
      return read.place === placeNow() ? (read.jails as readonly LeftJail[]) : [];
    } catch (error) {
      const what = `What was left in the firewall is not known: ${this.#path}: ${reasonOf(error)}`;
      log('error', 'server', what);
      return undefined;
    }
  }

  /** Its commands are run: nobody else may have written them. */
  #isOurs(): boolean {
    const stat = lstatSync(this.#path, { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.uid === process.geteuid?.() && (stat.mode & 0o077) === 0;
  }

  #remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** This run of the kernel, and the network of which the firewall is. */
function placeNow(): string {
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/net')}`;
}
