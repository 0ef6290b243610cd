import { appendFileSync } from 'node:fs';
import { execa } from 'execa';
import { type Daemon, startDaemon } from './daemon.js';
import { guesses } from './intruder.js';
import type { Scratch } from './scratch.js';

/** TEST-NET-1: an address nobody has. */
const intruder = '192.0.2.10';

/** Plays the main job from end to end and tells it to `say`, line by line. */
export async function play(scratch: Scratch, say: (text: string) => void, signal: AbortSignal): Promise<void> {
  const daemon = startDaemon(scratch, signal);
  try {
    await scenes(daemon, scratch, say);
  } finally {
    await daemon.stop();
  }
}

async function scenes(daemon: Daemon, scratch: Scratch, say: (text: string) => void): Promise<void> {
  const show = async () => {
    const [file, ...args] = scratch.firewall.show;
    const { stdout } = await execa(file, args);
    say(`\n$ ${scratch.firewall.show.join(' ')}\n${indent(stdout === '' ? '(empty)' : stdout)}`);
  };
  const ask = async (...command: readonly string[]) => {
    say(`\n$ tsban-client ${command.join(' ')}\n${indent(await daemon.client(...command))}`);
  };

  say(`The stock configuration, and this jail.local:\n${indent(scratch.jailLocal.trim())}`);
  await daemon.logged("Jail 'sshd' started");
  say('\nThe daemon runs. Somebody guesses root passwords; sshd writes to its log:');
  for (const line of guesses(intruder, 3, new Date())) {
    appendFileSync(scratch.authLog, `${line}\n`);
    say(indent(line));
  }
  say(`\nWhat tsban logs:\n${indent(await daemon.logged(`Found ${intruder}`))}`);
  say(indent(await daemon.logged(`Ban ${intruder}`)));
  await show();
  await ask('status', 'sshd');
  await ask('set', 'sshd', 'unbanip', intruder);
  say(indent(await daemon.logged(`Unban ${intruder}`)));
  await show();
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
