import { expect, it } from 'vitest';
import { escapeControls, escapeControlsInLines } from '../src/escape-controls.js';

it('lets no text forge a line, move the cursor or turn the writing', () => {
  expect(escapeControls('a\nb\r\u001b[2J\u0000\u0085\u2028\u202e ü\t')).toBe(
    'a\\nb\\r\\x1b[2J\\x00\\x85\\u2028\\u202e ü\t',
  );
});

it('keeps the lines of a report', () => {
  expect(escapeControlsInLines('a\tb\n\u001b[2J\u007f')).toBe('a\tb\n\\x1b[2J\\x7f');
});
