import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { timerWaker } from '../time/waker.js';
import type { EventFeed } from './api/event-feed.js';
import { transmit } from './commands/transmit.js';
import type { Control } from './control.js';
import type { Ending } from './ending.js';
import { type ControlSocket, serveControl } from './serve-control.js';
import type { Settings } from './settings.js';

/** What clients are served with. */
export interface Doors {
  readonly control: Control;
  readonly events: EventFeed;
  readonly log: Log;
  readonly ending: Ending;
}

interface Closable {
  close(): Promise<void>;
}

/** Opens the sockets that clients talk to. Rejects with a SocketError where the owner's control socket can't be had. */
export async function openSockets(settings: Settings, { control, events, log, ending }: Doors): Promise<void> {
  const context = { control, events };
  const open = async (serving: Promise<Closable>) => {
    const served = await serving;
    ending.afterAnswer(async () => served.close());
  };
  // Jails are worth more than these: tsban runs without what can't be had.
  const tryToOpen = async (serving: Promise<Closable>, consequence: string) =>
    open(serving).catch((error: unknown) => log('error', 'server', `${consequence}: ${reasonOf(error)}`));
  const serve = async (socket: ControlSocket) => serveControl(socket, context, timerWaker);
  const { socket, compatsocket, metricslisten } = settings;
  const others = socketsForGroups(settings);
  await open(serve({ socket, right: 'root', access: { isFolderOpen: others.length > 0 } }));
  for (const other of others) await tryToOpen(serve(other), `Nobody can come in to '${other.right}'`);
  // Few have these: the others need not wait for their code.
  if (compatsocket !== undefined) {
    const { serveCompat } = await import('./compat/serve-compat.js');
    const serving = { transmit: (words: readonly string[]) => transmit(control, words), log, waker: timerWaker };
    await tryToOpen(serveCompat(compatsocket, serving), "Fail2Ban's protocol is not spoken");
  }
  if (metricslisten !== undefined) {
    const { serveMetrics } = await import('./serve-metrics.js');
    await tryToOpen(serveMetrics(metricslisten, context, timerWaker), `No metrics at ${metricslisten}`);
  }
}

function socketsForGroups({ bansocket, bangroup, readsocket, readgroup }: Settings): readonly ControlSocket[] {
  const sockets = [
    { socket: bansocket, right: 'ban' as const, group: bangroup },
    { socket: readsocket, right: 'read' as const, group: readgroup },
  ];
  return sockets.flatMap(({ socket, right, group }) =>
    socket === undefined ? [] : [{ socket, right, access: { group, isFolderOpen: group !== undefined } }],
  );
}
