import { appendFileSync } from 'node:fs';
import { execa } from 'execa';
import { type Daemon, DemoError, startDaemon } from './daemon.js';
import { eventually } from './eventually.js';
import { guesses } from './intruder.js';
import type { Scratch } from './scratch.js';

/** TEST-NET-1: an address nobody has. */
const intruder = '192.0.2.10';

/** Plays the main job from end to end and tells it to `say`, line by line. */
export async function play(scratch: Scratch, say: (text: string) => void, signal: AbortSignal): Promise<void> {
  const daemon = startDaemon(scratch, signal);
  try {
    await scenes({ daemon, scratch, say, signal });
  } finally {
    await daemon.stop();
  }
}

interface Set {
  readonly daemon: Daemon;
  readonly scratch: Scratch;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

async function scenes(set: Set): Promise<void> {
  const { daemon, scratch, say } = set;
  say(`jail.local: ${scratch.jailLocal.trim().replaceAll('\n', '; ')}`);
  await daemon.logged("Jail 'sshd' started");
  say('The daemon runs. Somebody guesses root passwords, and sshd writes to its log:');
  for (const line of guesses(intruder, 3, new Date())) {
    appendFileSync(scratch.authLog, `${line}\n`);
    say(indent(line));
  }
  say(`What tsban logs:\n${indent(await daemon.logged(`Found ${intruder}`))}`);
  say(indent(await daemon.logged(`Ban ${intruder}`)));
  await showFirewall(set, true);
  await ask(set, 'banned');
  await ask(set, 'set', 'sshd', 'unbanip', intruder);
  say(indent(await daemon.logged(`Unban ${intruder}`)));
  await showFirewall(set, false);
}

async function ask({ daemon, say }: Set, ...command: readonly string[]): Promise<void> {
  say(`$ tsban-client ${command.join(' ')}\n${indent(await daemon.client(...command))}`);
}

/** What the firewall holds once it holds the intruder, or once it does not any more. */
async function showFirewall({ scratch: { firewall }, say, signal }: Set, banned: boolean): Promise<void> {
  const [file, ...args] = firewall.show;
  // Before the first ban there may be nothing to show yet, which is an error for nft and iptables.
  const look = async () => (await execa(file, args, { reject: false })).stdout;
  const settled = (text: string) => firewall.bans(intruder, text) === banned;
  const shown = await eventually(look, settled, signal);
  if (!settled(shown)) throw new DemoError(`After 15 seconds "${firewall.show.join(' ')}" still prints:\n${shown}`);
  say(`$ ${firewall.show.join(' ')}\n${indent(addressLines(shown))}`);
}

/** What a firewall says of addresses, without the frame around it. */
function addressLines(shown: string): string {
  const lines = shown.split('\n').filter((line) => /\d+(\.\d+){3}/.test(line));
  return lines.length === 0 ? '(nobody)' : lines.map((line) => line.trim()).join('\n');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
