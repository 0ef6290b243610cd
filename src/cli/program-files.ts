import { fileURLToPath } from 'node:url';

/** The file of one of the programs. In the package, too, all parts of them are in the folder of this one. */
export function programFile(name: 'tsban' | 'tsban-client'): string {
  return fileURLToPath(new URL(`${name}.js`, import.meta.url));
}

/** The folder of what npm has unpacked: package.json, config/, systemd/. */
export function packageFolder(): string {
  return fileURLToPath(new URL('../..', import.meta.url));
}
