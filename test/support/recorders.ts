import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Programs that note how they were called, first in the PATH of a shell. */
export interface Recorders {
  /** Where they are; free for further files. */
  readonly directory: string;
  shell(path: string): readonly [string, ...string[]];
  /** The arguments of each call, in order. */
  calls(program: string): readonly (readonly string[])[];
  /** What the last call was given on standard input. */
  input(program: string): string;
  /** What all calls together were given there. */
  inputs(program: string): string;
  remove(): void;
}

/** Makes programs with these names, each of which says what stands beside its name. */
export function recorders(programs: Readonly<Record<string, string>>): Recorders {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-recorders-'));
  for (const [name, says] of Object.entries(programs)) {
    const path = join(directory, name);
    for (const kept of ['calls', 'inputs']) writeFileSync(`${path}.${kept}`, '');
    writeFileSync(`${path}.says`, says);
    const script = [
      '#!/bin/sh',
      `printf '%s\\0' "$@" >> ${path}.calls`,
      `printf '\\n' >> ${path}.calls`,
      `tee -a ${path}.inputs > ${path}.input`,
      `cat ${path}.says`,
    ];
    writeFileSync(path, `${script.join('\n')}\n`);
    chmodSync(path, 0o755);
  }
  return {
    directory,
    shell: (path) => ['/usr/bin/env', `PATH=${directory}:${process.env.PATH ?? ''}`, path],
    calls: (program) =>
      readFileSync(join(directory, `${program}.calls`), 'utf8')
        .split('\0\n')
        .slice(0, -1)
        .map((call) => call.split('\0')),
    input: (program) => readFileSync(join(directory, `${program}.input`), 'utf8'),
    inputs: (program) => readFileSync(join(directory, `${program}.inputs`), 'utf8'),
    remove: () => rmSync(directory, { recursive: true }),
  };
}
