import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, parseAddress } from '../../../net/address.js';
import { output, run, succeeds } from './run.js';

/** A Fail2Ban that runs, and can be stopped and started again as it was. */
export interface Fail2banServer {
  /** How somebody starts it by hand. */
  readonly startCommand: string;
  /** Whom it bans at the moment, by any jail. */
  banned(): Promise<readonly Address[]>;
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Has it not come back when the machine starts. */
  disable(): Promise<void>;
}

const unit = 'fail2ban.service';
/** Milliseconds between two looks whether it is gone. */
const lookEvery = 100;

/** The server that runs, as a service or by itself, with this configuration directory; undefined if none does. */
export async function findFail2ban(directory: string): Promise<Fail2banServer | undefined> {
  const client = ['-c', directory];
  const answers = async () => succeeds('fail2ban-client', [...client, 'ping']);
  const banned = async () => addressesIn(await output('fail2ban-client', [...client, 'banned']));
  if (await succeeds('systemctl', ['is-active', '--quiet', unit])) {
    return {
      startCommand: `systemctl start ${unit}`,
      banned,
      stop: async () => run('systemctl', ['stop', unit]),
      start: async () => run('systemctl', ['start', unit]),
      disable: async () => run('systemctl', ['disable', '--quiet', unit]),
    };
  }
  if (!(await answers())) return undefined;
  return {
    startCommand: `fail2ban-client -c ${directory} start`,
    banned,
    async stop() {
      await run('fail2ban-client', [...client, 'stop']);
      while (await answers()) await sleep(lookEvery);
    },
    start: async () => run('fail2ban-client', [...client, 'start']),
    disable: async () => Promise.resolve(),
  };
}

/** The addresses in what `fail2ban-client banned` prints: a list of jails, each with its ids in quotes (spec runtime §7.4). */
export function addressesIn(text: string): readonly Address[] {
  return [...text.matchAll(/'([^']*)'/g)].flatMap(([, word = '']) => parseAddress(word) ?? []);
}
