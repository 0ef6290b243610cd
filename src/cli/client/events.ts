import { type IncomingMessage, request } from 'node:http';
import { NotRunningError, RefusedError } from '../control-client.js';
import { EventReader } from './event-reader.js';

/** Something that happened in the daemon. */
export interface DaemonEvent {
  /** Epoch seconds. */
  readonly time: number;
  readonly event: string;
  readonly jail: string | null;
  readonly text: string;
}

/** What happens in the daemon, as it happens. */
export interface Events {
  /** Resolves when there is nothing more to come. */
  follow(show: (data: string) => void): Promise<void>;
  end(): void;
}

/** Opens the stream of what happens in some jails, or in all. Throws NotRunningError or RefusedError. */
export async function openEvents(socketPath: string, jails: readonly string[]): Promise<Events> {
  const query = new URLSearchParams(jails.map((jail): [string, string] => ['jail', jail]));
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path: `/v1/events?${query.toString()}` }, (response) => {
      response.setEncoding('utf8');
      if (response.statusCode === 200) resolve(eventsIn(response));
      else refusal(response).then(reject, reject);
    });
    sent.on('error', (error) => reject(new NotRunningError(error)));
    sent.end();
  });
}

function eventsIn(response: IncomingMessage): Events {
  const reader = new EventReader();
  return {
    follow: async (show) =>
      new Promise((resolve) => {
        response.on('data', (piece: string) => reader.read(piece).forEach((data) => show(data)));
        response.on('error', resolve);
        response.on('close', resolve);
      }),
    end: () => void response.destroy(),
  };
}

async function refusal(response: IncomingMessage): Promise<RefusedError> {
  let body = '';
  for await (const piece of response) body += String(piece);
  return new RefusedError(body);
}
