import { lstatSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { startFamilies } from '../action/action-definition.js';
import type { ActionConfig } from '../config/configuration.js';
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

/** What configurations of actions have beside their definitions. */
const needless = new Set<string>(['where', 'places', 'settings'] satisfies (keyof ActionConfig)[]);

const leftFile = v.object({
  place: text,
  isExact: v.boolean(),
  jails: v.array(v.object({ jail: text, actions: v.array(leftAction) })),
});

/** What a run of the daemon has left in place. */
export interface Left {
  /** Where a run was killed while it exchanged actions, there are several of one name: first the jail as it was. */
  readonly jails: readonly LeftJail[];
  /** False of a run that was killed: then it is known at most what was in use (see `survey`). */
  readonly isExact: boolean;
}

export const nothingLeft: Left = { jails: [], isExact: true };

/** What a daemon has in place outside, in a file beside its socket, for the one that is started after it. */
export class LeftFile {
  readonly #path: string;
  readonly #log: Log;
  #isTold = false;

  constructor(socket: string, log: Log) {
    this.#path = `${socket}.left`;
    this.#log = log;
  }

  /** Throws where it can't be written. */
  write({ jails, isExact }: Left): void {
    const content = JSON.stringify({ place: placeNow(), isExact, jails }, (key, value: unknown) => {
      if (needless.has(key)) return undefined;
      return value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value;
    });
    const fresh = `${this.#path}.new`;
    rmSync(fresh, { force: true });
    // Keys of actions are in it. Not through a link that somebody else has put there.
    writeFileSync(fresh, content, { mode: 0o600, flag: 'wx' });
    renameSync(fresh, this.#path);
  }

  /** Writes what is in use now, in case the daemon is killed. */
  note(jails: readonly LeftJail[]): void {
    try {
      const used = jails.filter(({ actions }) => actions.length > 0);
      if (used.length === 0) this.remove();
      else this.write({ jails: used, isExact: false });
    } catch (error) {
      if (!this.#isTold)
        this.#log('warning', 'server', `Can't note what is in use in ${this.#path}: ${reasonOf(error)}`);
      this.#isTold = true;
    }
  }

  /**
   * What was left; nothing where that was in another firewall, or before the machine was started, nor where nobody can tell
   * what it was: then that is not exact.
   */
  read(): Left {
    try {
      if (!this.#isOurs()) return nothingLeft;
      const { place, jails, isExact } = v.parse(leftFile, JSON.parse(readFileSync(this.#path, 'utf8')));
      return place === placeNow() ? { jails: jails as readonly LeftJail[], isExact } : nothingLeft;
    } catch (error) {
      const what = `What was left in the firewall is not known: ${this.#path}: ${reasonOf(error)}`;
      this.#log('error', 'server', what);
      return { jails: [], isExact: false };
    }
  }

  /** Nothing is left. */
  remove(): void {
    rmSync(this.#path, { force: true });
  }

  /** Its commands are run: nobody else may have written them. */
  #isOurs(): boolean {
    const stat = lstatSync(this.#path, { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.uid === process.geteuid?.() && (stat.mode & 0o077) === 0;
  }
}

/** This run of the kernel, and the network of which the firewall is. */
function placeNow(): string {
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/net')}`;
}
