import { escapeControls } from '../../escape-controls.js';
import { localStamp } from '../../time/local-stamp.js';
import { tellFailure } from './ask-daemon.js';
import type { Client, ExitCode } from './client.js';
import { type DaemonEvent, openEvents } from './events.js';
import { type Colour, paint } from './paint.js';

/** `watch`: prints what happens in some jails, or in all, as it happens; ends well with ^C, and badly with the daemon. */
export async function watch(client: Client, jails: readonly string[]): Promise<ExitCode> {
  try {
    const events = await openEvents(client.socket, jails);
    const enough = new AbortController();
    const end = () => {
      enough.abort();
      events.end();
    };
    process.on('SIGINT', end);
    await events.follow((data) => process.stdout.write(`${lineOf(client, data)}\n`));
    process.off('SIGINT', end);
    if (enough.signal.aborted) return 0;
    client.tell('error', 'The daemon has ended');
    return 255;
  } catch (error) {
    tellFailure(client, ['watch'], error);
    return 255;
  }
}

const colours: Readonly<Record<string, Colour>> = {
  found: 'dim',
  ignored: 'dim',
  ban: 'red',
  restored: 'red',
  unban: 'green',
  failed: 'yellow',
  leaking: 'yellow',
};

function lineOf({ options }: Client, data: string): string {
  if (options.json === true) return data;
  const { time, event, jail, text } = JSON.parse(data) as DaemonEvent;
  const line = `${localStamp(time)} ${jail === null ? '' : `[${jail}] `}${text}`;
  return paint(process.stdout, colours[event], escapeControls(line));
}
