import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../program-files.js';
import { type Firewall, writeDownAction, writtenDown } from './firewall.js';

/** Everything the demonstration writes, below one temporary directory. */
export interface Scratch {
  readonly config: string;
  readonly socket: string;
  readonly dbfile: string;
  readonly pidfile: string;
  /** tsban's own log. */
  readonly log: string;
  /** The log the jail watches. */
  readonly authLog: string;
  readonly jailLocal: string;
  readonly firewall: Firewall;
  remove(): void;
}

/** Lays out the stock configuration and a jail.local beside it that watches an empty log. */
export function makeScratch(realFirewall: Firewall | undefined): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'tsban-demo-'));
  const at = (name: string) => join(root, name);
  const firewall = realFirewall ?? writtenDown(at('commands'));
  const authLog = at('auth.log');
  const jailLocal = `[sshd]\nenabled = true\nlogpath = ${authLog}\nmaxretry = 3\nbanaction = ${firewall.banaction}\n`;
  cpSync(join(packageFolder(), 'config'), at('config'), { recursive: true });
  writeFileSync(at('config/jail.local'), jailLocal);
  writeFileSync(at('config/action.d/write-down.conf'), writeDownAction);
  for (const empty of [authLog, at('tsban.log'), at('commands')]) writeFileSync(empty, '');
  return {
    config: at('config'),
    socket: at('tsban.sock'),
    dbfile: at('tsban.sqlite3'),
    pidfile: at('tsban.pid'),
    log: at('tsban.log'),
    authLog,
    jailLocal,
    firewall,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
