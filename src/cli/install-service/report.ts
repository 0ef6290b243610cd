import { dirname } from 'node:path';
import { escapeControlsInLines } from '../../escape-controls.js';
import type { Step } from './plan-files.js';

export function say(text: string): void {
  process.stdout.write(`${escapeControlsInLines(text)}\n`);
}

/** Lines that say what is done to files, or would be; the many of one folder on one line. */
export function stepsText(steps: readonly Step[], isDry: boolean): string {
  const would = isDry ? 'would ' : '';
  const said = [
    ...grouped(steps, 'write').map((files) => `${would}write ${files}`),
    ...grouped(steps, 'remove').map((files) => `${would}remove ${files}`),
    ...steps.filter(({ what }) => what === 'leave').map(({ path }) => `${would}leave ${path}: somebody has changed it`),
  ];
  return said.length > 0 ? said.join('\n') : 'All files are as they should be';
}

function grouped(steps: readonly Step[], done: Step['what']): readonly string[] {
  const paths = steps.filter(({ what }) => what === done).map(({ path }) => path);
  return [...new Set(paths.map(dirname))].map((folder) => {
    const [first = '', ...others] = paths.filter((path) => dirname(path) === folder);
    return others.length === 0 ? first : `${others.length + 1} files in ${folder}`;
  });
}
