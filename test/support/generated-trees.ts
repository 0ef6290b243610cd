import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArbitraryConfig } from './arbitrary-config.js';

/** A generated tree, and the stream Fail2Ban was seen to print for it, as if it were /etc/fail2ban. */
export interface GeneratedTree {
  readonly files: ArbitraryConfig;
  readonly expected: string;
}

const file = join(import.meta.dirname, '../../fixtures/config/generated.json');

export function readGeneratedTrees(): readonly GeneratedTree[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as GeneratedTree[]) : [];
}

/** One tree a line, so that a change of one shows as one. */
export function writeGeneratedTrees(trees: readonly GeneratedTree[]): void {
  writeFileSync(file, `[\n${trees.map((tree) => JSON.stringify(tree)).join(',\n')}\n]\n`);
}
