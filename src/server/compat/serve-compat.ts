import { createServer } from 'node:net';
import { claimSocket } from '../claim-socket.js';
import { Connections } from '../connections.js';
import { ClientConnection, type Serving } from './client-connection.js';

/** How many clients may be connected. */
const mostConnections = 100;

/**
 * Serves Fail2Ban's own protocol (spec runtime §8) on a unix socket only its owner may use, for fail2ban-client and what
 * else speaks it. Throws SocketError, also where somebody, Fail2Ban for one, is alive on it.
 */
export async function serveCompat(socket: string, serving: Serving): Promise<{ close(): Promise<void> }> {
  const connections = new Connections<ClientConnection>(mostConnections);
  const server = createServer({ allowHalfOpen: true }, (accepted) => {
    const connection = new ClientConnection(accepted, serving);
    if (!connections.add(connection)) {
      accepted.destroy();
      return;
    }
    void connection.serve(() => connections.waitsAnew(connection)).then(() => connections.remove(connection));
  });
  await claimSocket(server, socket, 'somebody answers there already; stop that, or choose another compatsocket');
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        connections.endAll();
      }),
  };
}
