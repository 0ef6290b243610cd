import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The configuration tsban comes with. */
export const stockConfig = join(root, 'config');

/** A directory to copy, or texts by path. */
export type ConfigLayer = string | Readonly<Record<string, string>>;

const trees: string[] = [];

afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

/** Lays directories and texts over one another, later over earlier, and gives the new directory; it goes when the tests end. */
export function makeConfigTree(...layers: readonly ConfigLayer[]): string {
  const tree = mkdtempSync(join(tmpdir(), 'tsban-config-'));
  trees.push(tree);
  for (const layer of layers) {
    if (typeof layer === 'string') cpSync(layer, tree, { recursive: true });
    else for (const [path, text] of Object.entries(layer)) writeText(join(tree, path), text);
  }
  return tree;
}

/** One of the five setups the project was made for. */
export type Seed = 0 | 1 | 2 | 3 | 4;

export function seedConfig(seed: Seed): string {
  return join(root, `fixtures/config/seed-00${seed}`);
}

/** The stock configuration with one of the setups over it. */
export function makeSeedTree(seed: Seed, ...more: readonly ConfigLayer[]): string {
  const derived = seed === 4 ? [{ 'action.d/iptables-docker.conf': makeDockerAction() }] : [];
  return makeConfigTree(stockConfig, seedConfig(seed), ...derived, ...more);
}

/** Setup 4's `iptables-docker`: "copy iptables.conf … lines to change". */
function makeDockerAction(): string {
  const iptables = readFileSync(join(stockConfig, 'action.d/iptables.conf'), 'utf8');
  const changed = iptables.replace(
    /^actionstart = .*(?:\n[ \t]+.*)*/m,
    `actionstart = <iptables> -N f2b-<name> || true
              <iptables> -I <chain> -j f2b-<name>
              <iptables> -F f2b-<name>`,
  );
  return `${changed}\n[Init]\nchain = DOCKER-USER\n`;
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
