import { escapeControlsInLines } from '../../escape-controls.js';

/** Prints a text and a line end on standard output: to a program as it is, to a terminal without what could steer it. */
export function print(text: string): void {
  process.stdout.write(`${process.stdout.isTTY ? escapeControlsInLines(text) : text}\n`);
}
