import type { Address } from '../net/address.js';

/**
 * An address as reverse DNS spells it, without the zone but with the trailing dot: `1.2.0.192.`, or 32 nibbles for
 * IPv6 (spec runtime §4.7, `<ip-rev>`). For a network, that of its first address.
 */
export function reversedAddress({ text, family }: Address): string {
  const [base = ''] = text.split('/');
  const parts = family === 'inet4' ? base.split('.') : hexDigits(base);
  return `${parts.reverse().join('.')}.`;
}

function hexDigits(text: string): string[] {
  const [head = '', tail] = text.split('::');
  const before = digits(head);
  if (tail === undefined) return before;
  const after = digits(tail);
  const zeros = Array<string>(32 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after];
}

function digits(text: string): string[] {
  const groups = text === '' ? [] : text.split(':');
  return groups.flatMap((group) => Array.from(group.padStart(4, '0')));
}
