import { removeFile, writeWhole } from './disk.js';
import type { Step } from './plan-files.js';
import { say, stepsText } from './report.js';

/** Says what is done to files, and does it unless that is all that is wanted. */
export function carryOut(steps: readonly Step[], texts: ReadonlyMap<string, string>, isDry: boolean): void {
  say(stepsText(steps, isDry));
  if (isDry) return;
  for (const { path, what } of steps) {
    if (what === 'remove') removeFile(path);
    else if (what === 'write') writeWhole(path, texts.get(path) ?? '');
  }
}
