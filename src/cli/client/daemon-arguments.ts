import { resolve } from 'node:path';
import type { SettingsGiven } from '../../server/settings.js';
import type { Client } from './client.js';

/** What the client was told that is the daemon's business; paths hold in any directory. */
export function givenToDaemon({ options }: Client): SettingsGiven {
  const { socket, pidfile, loglevel, logtarget, syslogsocket } = options;
  return {
    ...(socket !== undefined && { socket: resolve(socket) }),
    ...(pidfile !== undefined && { pidfile: resolve(pidfile) }),
    ...(loglevel !== undefined && { loglevel }),
    ...(logtarget !== undefined && { logtarget: logtarget.includes('/') ? resolve(logtarget) : logtarget }),
    ...(syslogsocket !== undefined && { syslogsocket }),
  };
}

/** The command line with which tsban is given the same. */
export function daemonArguments(client: Client): readonly string[] {
  const { pname } = client.options;
  const given = { ...givenToDaemon(client), ...(pname !== undefined && { pname }) };
  return [
    '--config',
    resolve(client.config),
    ...Object.entries(given).flatMap(([option, value]) => [`--${option}`, value]),
  ];
}
