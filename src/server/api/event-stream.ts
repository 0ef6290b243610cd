import type { ServerResponse } from 'node:http';
import type { Waker } from '../../time/waker.js';
import type { ServerEvent } from './event-feed.js';
import type { Subscribe } from './route.js';

/** Seconds between the signs of life of a quiet stream. */
const heartbeat = 15;

/** A client that is so many bytes behind is sent away. */
const mostBehind = 4 * 1024 * 1024;

/** One event as server-sent events have it. */
export function eventMessage(event: ServerEvent): string {
  return `event: ${event.event}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Answers with server-sent events until the client goes or is too slow for them, or somebody ends the response. */
export async function streamEvents(response: ServerResponse, waker: Waker, subscribe: Subscribe): Promise<void> {
  const over = new Promise<void>((resolve) => response.once('close', resolve));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let gathered = ': events\n\n';
  const send = () => {
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > mostBehind) response.destroy();
    else response.write(gathered);
    gathered = '';
  };
  // What comes together is sent together.
  const gather = (text: string) => {
    if (gathered === '') setImmediate(send);
    gathered += text;
  };
  send();
  const cancel = [waker.every(heartbeat, () => gather(': still here\n\n')), subscribe(gather)];
  await over;
  for (const stop of cancel) stop();
}
