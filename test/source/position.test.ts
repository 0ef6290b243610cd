import { describe, expect, it } from 'vitest';
import type { FilePosition } from '../../src/source/line.js';
import { decideStart, type FoundFile, type Start } from '../../src/source/position.js';

const saved: FilePosition = {
  kind: 'file',
  path: '/var/log/app.log',
  device: '1',
  inode: '10',
  offset: 500,
  older: [],
  fingerprint: 'head',
  fingerprintLength: 500,
};
const found = (change: Partial<FoundFile>): FoundFile => ({
  device: '1',
  inode: '10',
  size: 500,
  fingerprint: 'head',
  ...change,
});

describe('decideStart', () => {
  it.each<[string, FoundFile, FoundFile | undefined, Start]>([
    ['nothing new', found({}), undefined, 'resume'],
    ['grown', found({ size: 900 }), undefined, 'resume'],
    ['truncated', found({ size: 499 }), undefined, 'restart'],
    ['refilled, longer than before', found({ size: 900, fingerprint: 'other' }), undefined, 'restart'],
    ['inode used again by a new file', found({ size: 501, fingerprint: 'other' }), undefined, 'restart'],
    ['rotated, the old one is still there', found({ inode: '11' }), found({ size: 600 }), 'drain-old-then-restart'],
    ['rotated, new one begins alike', found({ inode: '11', size: 600 }), found({}), 'drain-old-then-restart'],
    [
      'rotated, the old inode is something else now',
      found({ inode: '11', fingerprint: 'new' }),
      found({ fingerprint: 'x' }),
      'restart',
    ],
    ['rotated, the old one is shorter now', found({ inode: '11', fingerprint: 'new' }), found({ size: 1 }), 'restart'],
    ['rotated and gone', found({ inode: '11', size: 900, fingerprint: 'new' }), undefined, 'restart'],
    ['moved to another disk', found({ device: '2', inode: '77', size: 700 }), undefined, 'resume'],
  ])('%s', (_name, now, old, start) => {
    expect(decideStart(saved, now, old)).toBe(start);
  });
});
