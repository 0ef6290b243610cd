import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { beautify } from '../../src/cli/beautifier.js';
import { sendCommand } from '../../src/cli/control-client.js';
import { type Server, startServer } from '../../src/server/server.js';
import type { SettingsGiven } from '../../src/server/settings.js';
import { temporaryFolder } from './temporary-folder.js';

const filter = '[Definition]\nfailregex = ^\\s*login failed for <F-USER>\\S+</F-USER> from <HOST>$\n';
const action = '[Definition]\nactionban = echo ban <ip> >> <file>\nactionunban = echo unban <ip> >> <file>\n';

/**
 * A daemon in the test's own process, in a folder of its own, made anew for each test: with the jails `app` and `web`, which
 * ban after two failures and write what their actions do into `done`.
 */
export class ControlHome {
  #directory = '';
  #server: Server | undefined;

  constructor() {
    beforeEach(async () => {
      this.#directory = temporaryFolder('server');
      for (const folder of ['etc/filter.d', 'etc/action.d']) mkdirSync(this.at(folder), { recursive: true });
      writeFileSync(this.at('etc/filter.d/app.conf'), filter);
      writeFileSync(this.at('etc/action.d/note.conf'), action);
      writeFileSync(this.at('app.log'), '');
      this.writeJails(this.jail('app') + this.jail('web'));
      await this.start();
    });
    afterEach(async () => this.end());
  }

  /** A path in the folder. */
  readonly at = (name: string): string => join(this.#directory, name);

  get server(): Server {
    if (this.#server === undefined) throw new Error('there is one in tests only');
    return this.#server;
  }

  get socket(): string {
    return this.at('tsban.sock');
  }

  /** Starts it, with more on its command line. */
  async start(given: SettingsGiven = {}): Promise<void> {
    await this.startAsConfigured({ logtarget: this.at('tsban.log'), ...given });
  }

  /** The same without saying where the log goes. */
  async startAsConfigured(given: SettingsGiven = {}): Promise<void> {
    const places = { socket: this.socket, pidfile: this.at('pid'), dbfile: this.at('db.sqlite3') };
    this.#server = await startServer({ directory: this.at('etc'), version: '0.0.0', given: { ...places, ...given } });
  }

  async end(): Promise<void> {
    await this.server.stop();
    await this.server.stopped;
  }

  /** The answer to a command as it is printed. */
  readonly ask = async (...words: readonly string[]): Promise<string> => beautify(words, await this.send(...words));

  /** The answer to a command. */
  readonly send = async (...words: readonly string[]): Promise<unknown> => sendCommand(this.socket, words);

  /** What actions did, in their order. */
  done(): readonly string[] {
    return this.#read('done').split('\n').filter(Boolean);
  }

  log(): string {
    return this.#read('tsban.log');
  }

  /** Writes failures into a log. */
  fail(log: string, ...ids: readonly string[]): void {
    const lines = ids.map((id) => `${new Date().toISOString()} login failed for root from ${id}\n`);
    appendFileSync(this.at(log), lines.join(''));
  }

  writeJails(jails: string): void {
    writeFileSync(this.at('etc/jail.conf'), jails);
  }

  /** A jail that watches a log of its own name. */
  jail(name: string, more = ''): string {
    const lines = ['enabled = true', 'filter = app', 'maxretry = 2', 'bantime = 1h', 'ignoreself = false'];
    const places = [`logpath = ${this.at(`${name}.log`)}`, `action = note[file=${this.at('done')}]`];
    return [`[${name}]`, ...lines, ...places, more, ''].join('\n');
  }

  #read(name: string): string {
    return existsSync(this.at(name)) ? readFileSync(this.at(name), 'utf8') : '';
  }
}
