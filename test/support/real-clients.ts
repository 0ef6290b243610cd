import type { RealFail2ban } from './real-fail2ban.js';

/** What one call of fail2ban-client came to. */
export interface Call {
  readonly words: readonly string[];
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Talk {
  /** What each request was answered with, as Python shows it. */
  readonly requests: readonly string[];
  readonly commands: readonly Call[];
}

export interface TalkOptions {
  /** Of the configuration. */
  readonly directory: string;
  readonly socket: string;
  /** Starts Fail2Ban's own server on that socket. */
  readonly serve: boolean;
  /** Commands, and what each must print before anything else is sent. */
  readonly ready: readonly (readonly [words: readonly string[], text: string])[];
  /** Requests as bytes, each in the pieces in which it is sent. */
  readonly requests?: readonly (readonly string[])[];
  /** The last should be `stop`. */
  readonly commands: readonly (readonly string[])[];
}

/** Has Debian's client, and others, talk to a server: to Fail2Ban's own, or to tsban on its second socket. */
export function talk(real: RealFail2ban, { requests = [], ...options }: TalkOptions): Talk {
  const inHex = requests.map((pieces) => pieces.map((piece) => Buffer.from(piece, 'latin1').toString('hex')));
  return JSON.parse(real.run('real-clients.py', JSON.stringify({ ...options, requests: inHex }))) as Talk;
}

/** A text of a client or of a log without what no two runs have in common. */
export function timeless(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})?/g, 'TIME').replaceAll(/\[\d+\]:/g, '[PID]:');
}
