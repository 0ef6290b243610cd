import { describe, expect, it } from 'vitest';
import { ipsetGauge, rulesGauge } from '../../../src/server/in-force/gauge.js';

const set = (name: string, entries: number) => [
  `Name: ${name}`,
  'Type: hash:ip',
  'Header: family inet hashsize 1024 maxelem 65536 timeout 0 bucketsize 12 initval 0x90a9c686',
  'References: 1',
  `Number of entries: ${entries}`,
];

describe('ipsetGauge', () => {
  const gauge = ipsetGauge((name) => name.startsWith('f2b-'));

  it('counts our sets and what is in them', () => {
    const [first = '', ...rest] = set('f2b-sshd', 3);
    const answer = [`ipset> ipset> ${first}`, ...rest, '', ...set('blocklist', 100_000), '', ...set('f2b-sshd6', 0)];
    const { amount, seconds } = gauge.read(answer);
    expect([amount, seconds]).toEqual([5, expect.closeTo(0.00253, 5)]);
    expect(gauge.read([])).toEqual({ amount: 0, seconds: 0 });
  });

  it('knows the end of an answer', () => {
    expect(gauge.isEnd('ipset> ipset> ipset v7.17, protocol version: 7')).toBe(true);
    for (const line of set('ipset v7', 1)) expect(gauge.isEnd(line)).toBe(false);
  });
});

describe('rulesGauge', () => {
  const gauge = rulesGauge('ip6tables-legacy');

  it('counts rules', () => {
    const answer = ['-P INPUT ACCEPT', '-N f2b-sshd', '-A INPUT -p tcp -j f2b-sshd', '-A f2b-sshd -j RETURN'];
    expect(gauge.read(answer).amount).toBe(2);
    expect(gauge.isEnd('# end')).toBe(true);
    expect(answer.some((line) => gauge.isEnd(line))).toBe(false);
  });
});
