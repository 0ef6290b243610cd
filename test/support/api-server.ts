import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Server, startServer } from '../../src/server/server.js';

/** A daemon in the test's own process, in a folder of its own, with the jails `app` and `web`, whose actions do nothing. */
export interface ApiTestServer {
  /** A path in the folder. */
  readonly at: (name: string) => string;
  /** Its control socket. */
  readonly socket: string;
  readonly server: Server;
  readonly end: () => Promise<void>;
}

const jail = (name: string, log: string) =>
  `[${name}]\nenabled = true\nfilter = app\nlogpath = ${log}\nmaxretry = 2\nbantime = 1h\nignoreself = false\naction = note\n`;

/** `settings` are lines of tsban.conf, `{}` in them the folder. */
export async function startApiServer(settings = ''): Promise<ApiTestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-api-'));
  const at = (name: string) => join(directory, name);
  for (const folder of ['etc/filter.d', 'etc/action.d']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^\\s*login failed from <HOST>$\n');
  writeFileSync(at('etc/action.d/note.conf'), '[Definition]\nactionban = true\nactionunban = true\n');
  writeFileSync(at('etc/tsban.conf'), `[Definition]\n${settings.replaceAll('{}', directory)}`);
  writeFileSync(at('etc/jail.conf'), jail('app', at('app.log')) + jail('web', at('web.log')));
  writeFileSync(at('app.log'), '');
  const given = { socket: at('run/tsban.sock'), pidfile: at('pid'), dbfile: ':memory:', logtarget: at('tsban.log') };
  const server = await startServer({ directory: at('etc'), version: '0.0.0', given });
  return {
    at,
    socket: given.socket,
    server,
    end: async () => {
      await server.stop();
      await server.stopped;
      rmSync(directory, { recursive: true });
    },
  };
}
