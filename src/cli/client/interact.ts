import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { isCutShort, shellWords } from '../../shell-words.js';
import type { Client, ExitCode } from './client.js';
import { complete, typed } from './complete.js';
import { openHistory } from './history.js';
import { runBare, runWords } from './run-words.js';
import { type AskQuietly, quietly } from './values.js';

const banner = `tsban reads logs for failures to log in and the like, and bans the addresses they come from.
Type a command, help for all there are, or exit.

`;

/** `-i`: carries out commands as they are typed or piped in, until `exit` or their end; what fails ends nothing. */
export async function interact(client: Client): Promise<ExitCode> {
  const ask = quietly(client.socket);
  process.stdout.write(banner);
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const history = isTerminal ? openHistory(join(homedir(), '.tsban_history')) : undefined;
  const prompt = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: isTerminal,
    prompt: 'tsban> ',
    history: [...(history?.lines ?? [])],
    completer: async (line: string) => completions(line, ask),
  });
  let isBusy = false;
  // ^C gives up what is typed, or what goes on: in a terminal that is read key by key it is no signal.
  prompt.on('SIGINT', () => (isBusy ? process.emit('SIGINT') : giveUp(prompt)));
  prompt.prompt();
  for await (const line of prompt) {
    history?.add(line);
    if (/^\s*(?:exit|quit)\s*$/.test(line)) return 0;
    isBusy = true;
    await carryOut(client, line);
    isBusy = false;
    prompt.prompt();
  }
  process.stdout.write('\n');
  return 0;
}

async function carryOut(client: Client, line: string): Promise<void> {
  if (isCutShort(line)) {
    client.tell('error', 'No closing quotation');
    return;
  }
  const words = shellWords(line);
  if (words.length > 0 && (await runBare(client.options, words)) === undefined) await runWords(client, words);
}

function giveUp(prompt: Interface): void {
  prompt.write('', { ctrl: true, name: 'e' });
  prompt.write('', { ctrl: true, name: 'u' });
  process.stdout.write('\n');
  prompt.prompt();
}

async function completions(line: string, ask: AskQuietly): Promise<[string[], string]> {
  const { words, part } = typed(line);
  const found = await complete({ words, part }, ask);
  const [only] = found;
  // As shells do, what is settled is closed with a blank.
  return [found.length === 1 && only !== undefined ? [`${only.word} `] : found.map(({ word }) => word), part];
}
