import { describe, expect, it } from 'vitest';
import { rightFor } from '../../../src/commands/rights.js';
import { optionSetters } from '../../../src/server/commands/option-commands.js';

describe("the daemon's own settings", () => {
  it.each(Object.keys(optionSetters))('%s is for root, whatever word it is set to', (option) => {
    for (const word of ['banip', 'unbanip', 'attempt']) expect(rightFor(['set', option, word, 'x'])).toBe('root');
  });
});
