import { TsbanError } from '../../error.js';
import { InitError } from './init-error.js';
import type { ClientOptions } from './options.js';
import { str2sec } from './str2sec.js';
import { type Tell, teller } from './tell.js';
import { usableSocket } from './usable-socket.js';

/** A tsban-client at work: what it was told on its command line, and where the daemon is. */
export interface Client {
  readonly options: ClientOptions;
  /** The configuration directory. */
  readonly config: string;
  readonly socket: string;
  /** How long to wait for the daemon when it is started or ended. */
  readonly timeoutMs: number;
  readonly tell: Tell;
}

/** How the program ends: Fail2Ban knows 0 and 255; 1 is for what went well and found something amiss. */
export type ExitCode = 0 | 1 | 255;

/** What the options come to. Rejects with an InitError where they can't be followed. */
export async function createClient(options: ClientOptions): Promise<Client> {
  const config = options.config ?? options.conf;
  return {
    options,
    config,
    socket: options.socket ?? (await configuredSocket(config)),
    timeoutMs: str2sec(options.timeout) * 1000,
    tell: teller(options.v - options.q),
  };
}

async function configuredSocket(config: string): Promise<string> {
  // Takes longer to load than most commands take, and with -s is not needed.
  const { readServerSettings } = await import('../../config/read-server-settings.js');
  try {
    return usableSocket(readServerSettings(config));
  } catch (error) {
    if (!(error instanceof TsbanError)) throw error;
    throw new InitError(`Base configuration directory ${config} does not exist`, error);
  }
}
