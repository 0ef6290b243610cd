import { escapeControlsInLines } from '../../../escape-controls.js';
import type { Client } from '../../client/client.js';

/** Tells people how a change goes on: behind what is for programs, if that is wanted. */
export function say({ options, tell }: Client, text: string): void {
  if (options.json === true) tell('info', text.trimEnd());
  else process.stdout.write(escapeControlsInLines(text));
}
