import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { TsbanError } from '../error.js';
import { firewalls } from './demo/firewall.js';
import { play } from './demo/play.js';
import { makeScratch } from './demo/scratch.js';
import { findStage } from './demo/stage.js';

/**
 * `npm start`: the main job in a few seconds. Finds out what this machine allows, then runs itself again inside a network
 * namespace, where tsban may use a real firewall and the machine's own stays as it is.
 */
async function start(): Promise<number> {
  const { enter, firewall, why } = await findStage();
  if (firewall === undefined) {
    console.log(`${why}: tsban's commands are written down instead of run.`);
    return perform(undefined);
  }
  console.log(`In a network namespace of its own, with ${firewall.name}. Nothing of this machine is touched.`);
  const inside = [...enter, process.execPath, fileURLToPath(import.meta.url), firewall.name];
  // Ctrl-C reaches the inner one as well; this one only waits until it has cleaned up.
  process.on('SIGINT', () => undefined);
  const { exitCode } = await execa('env', inside, { stdio: 'inherit', reject: false });
  return exitCode ?? 1;
}

async function perform(firewallName: string | undefined): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // `npm start | head` stops reading.
  process.stdout.on('error', interrupt);
  const scratch = makeScratch(firewalls.find(({ name }) => name === firewallName));
  try {
    await play(scratch, console.log, interrupted.signal);
    console.log('That is all: the daemon has ended, its files and its namespace are gone.');
    return 0;
  } catch (error) {
    if (interrupted.signal.aborted) return 130;
    if (!(error instanceof TsbanError)) throw error;
    console.error(`\n${error.message}`);
    return 1;
  } finally {
    scratch.remove();
  }
}

const [firewallName] = process.argv.slice(2);
process.exitCode = firewallName === undefined ? await start() : await perform(firewallName);
