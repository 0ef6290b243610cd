import { ConfigError } from '../../config/configuration.js';
import { readServerSettings } from '../../config/read-server-settings.js';
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
  /** Throws an InitError where it would have to be read from a directory that does not exist. */
  readonly socket: string;
  /** How long to wait for the daemon when it is started or ended. */
  readonly timeoutMs: number;
  readonly tell: Tell;
}

/** How the program ends; Fail2Ban knows no other codes. */
export type ExitCode = 0 | 255;

/** What the options come to. Throws an InitError where they can't be followed. */
export function createClient(options: ClientOptions): Client {
  const tell = teller(options.v - options.q);
  const config = options.config ?? options.conf;
  let socket = options.socket;
  return {
    options,
    config,
    // Not every command needs the configuration directory.
    get socket() {
      return (socket ??= configuredSocket(config));
    },
    timeoutMs: str2sec(options.timeout) * 1000,
    tell,
  };
}

function configuredSocket(config: string): string {
  try {
    return usableSocket(readServerSettings(config));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new InitError(`Base configuration directory ${config} does not exist`, error);
  }
}
