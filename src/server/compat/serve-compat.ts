import { createServer } from 'node:net';
import { claimSocket } from '../claim-socket.js';
import { ClientConnection, type Serving } from './client-connection.js';

/** How many clients may be connected. */
const mostConnections = 100;

/**
 * Serves Fail2Ban's own protocol (spec runtime §8) on a unix socket only its owner may use, for fail2ban-client and what
 * else speaks it. Throws SocketError, also where somebody, Fail2Ban for one, is alive on it.
 */
export async function serveCompat(socket: string, serving: Serving): Promise<{ close(): Promise<void> }> {
  // Whoever waits longest comes first.
  const connections = new Set<ClientConnection>();
  const server = createServer({ allowHalfOpen: true }, (accepted) => {
    if (!makeRoom(connections)) {
      accepted.destroy();
      return;
    }
    const connection = new ClientConnection(accepted, serving);
    connections.add(connection);
    const waitsAnew = () => {
      connections.delete(connection);
      connections.add(connection);
    };
    void connection.serve(waitsAnew).then(() => connections.delete(connection));
  });
  await claimSocket(server, socket, 'somebody answers there already; stop that, or choose another compatsocket');
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) connection.end();
      }),
  };
}

/** Lets whoever waits longest go if there are too many; false if all are being answered. */
function makeRoom(connections: Set<ClientConnection>): boolean {
  if (connections.size < mostConnections) return true;
  for (const connection of connections) {
    if (connection.isAnswering) continue;
    connection.end();
    return connections.delete(connection);
  }
  return false;
}
