import { CommanderError } from 'commander';
import { type Candidate, complete, typed, type Typed } from './complete.js';
import { createClient, type ExitCode } from './client.js';
import { InitError } from './init-error.js';
import { type ClientOptions, clientProgram } from './options.js';
import { shellScripts } from './shells.js';
import { teller } from './tell.js';
import { quietly } from './values.js';

/** `completion SHELL` prints what a shell needs; `completion line LINE` is what that asks with each TAB. */
export async function completion([what = '', line = '']: readonly string[]): Promise<ExitCode> {
  if (what === 'line') {
    const found = await completeCall(typed(line));
    process.stdout.write(found.map(({ word, help }) => `${word}\t${help}\n`).join(''));
    return 0;
  }
  const script = Object.hasOwn(shellScripts, what) ? shellScripts[what] : undefined;
  if (script === undefined) {
    teller(0)('error', `There is completion for ${Object.keys(shellScripts).join(', ')}`);
    return 255;
  }
  process.stdout.write(script);
  return 0;
}

/** Completes a call of the program; none where a file is wanted, which shells know better. */
async function completeCall({ words: [, ...args], part }: Typed): Promise<readonly Candidate[]> {
  const program = clientProgram();
  try {
    const { operands, unknown } = program.parseOptions(args);
    const words = [...operands, ...unknown];
    if (words.length === 0 && part.startsWith('-')) return optionsLike(part);
    const { socket } = await createClient(program.opts<ClientOptions>());
    return await complete({ words, part }, quietly(socket));
  } catch (error) {
    if (error instanceof CommanderError || error instanceof InitError) return [];
    throw error;
  }
}

function optionsLike(part: string): readonly Candidate[] {
  const program = clientProgram();
  return program
    .createHelp()
    .visibleOptions(program)
    .flatMap(({ short, long, description }) =>
      [short, long].flatMap((word) => (word?.startsWith(part) === true ? { word, help: description } : [])),
    );
}
