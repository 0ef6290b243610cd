import { describe, expect, it } from 'vitest';
import { LiteralGate } from '../../src/filter/literal-gate.js';

/** How many of `count` texts a gate lets through. */
function letThrough(gate: LiteralGate, text: (index: number) => string, count: number): number {
  let passed = 0;
  for (let index = 0; index < count; index++) if (gate.lets(text(index))) passed += 1;
  return passed;
}

const log = (index: number) => `GET / HTTP/1.1" ${index % 10 === 0 ? '404' : '200'}`;

describe('a gate', () => {
  it('looks for all candidates first, then for the rarest', () => {
    const gate = new LiteralGate([[' HTTP/'], ['" 404', '" 403']]);
    expect(letThrough(gate, log, 1000)).toBe(100);
    expect(letThrough(gate, log, 1000)).toBe(100);
    expect(gate.lets('" 403')).toBe(true);
    expect(gate.lets(' HTTP/')).toBe(false);
  });

  it('stands open where most texts have them all', () => {
    const gate = new LiteralGate([[' HTTP/'], ['GET']]);
    expect(letThrough(gate, log, 1000)).toBe(1000);
    expect(gate.lets('no such text')).toBe(true);
  });

  it('finds out anew when the log has changed', () => {
    const gate = new LiteralGate([['GET'], ['" 404']]);
    letThrough(gate, () => 'GET" 404', 99_999);
    expect(gate.lets('GET" 200')).toBe(true);
    expect(letThrough(gate, log, 1000)).toBe(100);
    expect(gate.lets('GET" 200')).toBe(false);
  });
});
