import type { Server } from '../server/server.js';
import type { SettingsGiven } from '../server/settings.js';
import { packageVersion } from './version.js';

/** Runs the daemon in this process, which ends with it. Rejects with a TsbanError where it can't start. */
export async function runDaemon(directory: string, given: SettingsGiven): Promise<void> {
  // Begun after the handlers are there: a stop that comes while jails are starting is carried out when they have.
  const starting = import('../server/server.js').then(async ({ startServer }) =>
    startServer({ directory, given, version: packageVersion() }),
  );
  const whenStarted = (then: (server: Server) => unknown) => () => void starting.then(then, () => undefined);
  process.on(
    'SIGTERM',
    whenStarted(async (server) => server.terminate()),
  );
  process.on(
    'SIGINT',
    whenStarted(async (server) => server.stop()),
  );
  process.on(
    'SIGUSR1',
    whenStarted((server) => server.flushLogs()),
  );
  // As in Fail2Ban's daemon, a hang-up means nothing; `tsban-client reload` reads the configuration again.
  process.on('SIGHUP', () => undefined);
  const server = await starting;
  await server.stopped;
  process.exit(0);
}
