import { describe, expect, it } from 'vitest';
import { tellsOfLoss } from '../../../src/server/in-force/lost-objects.js';

const isBanned = (id: string) => ['192.0.2.1', '2001:db8::1', '198.51.100.0/24'].includes(id);

describe('tellsOfLoss', () => {
  it.each([
    ['delete element inet f2b-table addr-set-sshd { 192.0.2.1 }', true],
    ['delete element inet f2b-table addr6-set-sshd { 2001:DB8::1 }', true],
    ['delete element ip t s { 198.51.100.0/24 }', true],
    ['delete element inet f2b-table addr-set-sshd { 192.0.2.1 timeout 10m expires 9m59s }', true],
    ['delete element inet f2b-table addr-set-sshd { 192.0.2.2 }', false],
    ['delete element ip kube-proxy service-ips { 10.0.0.1 . tcp . 443 }', false],
    ['delete rule ip filter f2b-sshd handle 2', true],
    ['delete chain ip filter INPUT', true],
    ['delete set inet f2b-table addr-set-sshd', true],
    ['delete table inet f2b-table', true],
    ['# ERROR: We lost some netlink events!', true],
    ['# new generation 7 by process 4711 (nft)', false],
    ['', false],
  ])('of %j: %s', (line, expected) => {
    expect(tellsOfLoss(line, isBanned)).toBe(expected);
  });
});
