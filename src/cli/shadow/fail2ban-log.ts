import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.js';
import { fail2banPaths } from '../../config/default-paths.js';
import { readLogTarget } from '../../config/log-target.js';
import { levelAt } from '../../config/server-words.js';
import type { Log } from '../../log.js';
import { LogFollower } from '../../source/follower.js';
import { JournalFollower } from '../../source/journal.js';
import type { Batch } from '../../source/line.js';
import { systemClock } from '../../time/clock.js';
import { timerWaker } from '../../time/waker.js';
import { InitError } from '../client/init-error.js';
import type { Tell } from '../client/tell.js';

/** Where Fail2Ban's log is to be had. */
export interface Fail2banLog {
  /** Undefined: in the journal. */
  readonly file: string | undefined;
  /** False if it logs bans only, and not which failures it found. */
  readonly tellsFound: boolean;
}

/** What Fail2Ban's configuration says of its log; `file` if somebody knows better. Throws an InitError where it is in no file that is there. */
export function findLog({ serverOptions, server }: Configuration, file: string | undefined): Fail2banLog {
  const { kind, name } = readLogTarget(serverOptions.options.get('logtarget')?.value ?? fail2banPaths.logtarget);
  const found = file ?? (kind === 'file' ? name : undefined);
  if (found !== undefined && !existsSync(found))
    throw new InitError(`shadow: there is no ${found}; say with --log where Fail2Ban's log is`);
  const level = levelAt(server.loglevel ?? 'INFO');
  return {
    file: found === undefined ? undefined : resolve(found),
    tellsFound: level === 'info' || level === 'debug',
  };
}

/** Gives every line of the log that is written from now on, whether it is rotated or not, until it is stopped. */
export async function followLog(
  { file }: Fail2banLog,
  hear: (line: string) => void,
  tell: Tell,
): Promise<{ stop(): Promise<void> }> {
  const log: Log = (level, _logger, text) => {
    if (level === 'warning' || level === 'error' || level === 'critical') tell('warning', text);
  };
  const sink = ({ lines }: Batch) => {
    for (const { text } of lines) hear(text);
  };
  if (file === undefined) {
    const journal = new JournalFollower(
      { loadJournal: () => undefined },
      { sink, log, clock: systemClock, waker: timerWaker },
    );
    const journalmatch = ['_SYSTEMD_UNIT=fail2ban.service'];
    await journal.subscribe({ id: 'shadow', backend: 'systemd', journalmatch, since: systemClock() });
    return journal;
  }
  const positions = { file: () => undefined, ofFile: () => [] };
  const follower = new LogFollower({ positions, sink, log, waker: timerWaker });
  await follower.subscribe({ id: 'shadow', logpaths: [{ glob: file, from: 'tail' }], logencoding: 'auto' });
  return follower;
}
