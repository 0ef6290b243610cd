import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** Lines typed before. */
export interface History {
  /** The newest first. */
  readonly lines: readonly string[];
  add(line: string): void;
}

/** How many are kept. */
const most = 1000;

/**
 * Lines typed before, in a file only its owner can read. Where that can't be kept there is none: a command is more
 * important than its memory.
 */
export function openHistory(file: string): History {
  const lines = readLines(file);
  if (lines.length > 2 * most) quietly(() => writeFileSync(file, text(lines.slice(-most)), { mode: 0o600 }));
  return {
    lines: lines.slice(-most).reverse(),
    add(line) {
      // As in bash, a leading blank keeps a line out, and so does saying it twice.
      if (line.trim() === '' || line.startsWith(' ') || line === lines.at(-1)) return;
      lines.push(line);
      quietly(() => appendFileSync(file, text([line]), { mode: 0o600 }));
    },
  };
}

function readLines(file: string): string[] {
  return quietly(() => readFileSync(file, 'utf8').split('\n').slice(0, -1)) ?? [];
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function quietly<Result>(touch: () => Result): Result | undefined {
  try {
    return touch();
  } catch {
    return undefined;
  }
}
