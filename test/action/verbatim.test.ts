import { describe, expect, it } from 'vitest';
import { mayStandVerbatim } from '../../src/action/verbatim.js';

const at = (script: string, value: string) => mayStandVerbatim(value, script, script.indexOf('<x>'));

describe('mayStandVerbatim', () => {
  it.each([
    ['a <x>', '192.0.2.1', true],
    ['a <x>', '2001:db8::/32', true],
    ['a <x>', 'root', true],
    ['a <x>', '', true],
    ['a <x>', '$x', false],
    ["a '<x>'", "it's", false],
    ['a <x>', 'x'.repeat(2001), false],
  ])('in %s of %j: %s', (script, value, expected) => {
    expect(at(script, value)).toBe(expected);
  });

  it.each([
    ['x=<x>', false],
    ['"<x>"', false],
    ["'<x>'", true],
    ["a 'b <x> c' d", true],
    ["a 'b' <x> 'c'", false],
    ['a "it\'s" <x>', false],
    ["a it\\'s '<x>'", true],
    ["# don't\na <x>", false],
    ["# don't\na '<x>'", true],
    ["a#'<x>'", true],
    ['"\\"\'" \'<x>\'', true],
    ["a '<x>", true],
  ])('lets blanks be in %s: %s', (script, expected) => {
    expect(at(script, 'two words')).toBe(expected);
    expect(at(script, 'a\tb')).toBe(expected);
  });

  it.each([
    ['cat <<EOF\n<x>\nEOF', 'EOF', false],
    ["cat <<-'EOF'\nO<x>\nEOF", 'EOF', false],
    ['cat << EOF\n<x>F\nEOF', 'EO', false],
    ["cat <<EOF\nit's <x>\nEOF", 'EOF', false],
    ['cat <<EOF\n<x>\nEOF', 'END', true],
    ['cat <<EOF\n<x>\nEOF', '', true],
  ])('ends no here-document: %s with %s', (script, value, expected) => {
    expect(at(script, value)).toBe(expected);
  });
});
