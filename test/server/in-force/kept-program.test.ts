import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NftMonitor } from '../../../src/server/in-force/nft-monitor.js';
import { HandWaker } from '../../support/hand-waker.js';
import { until } from '../../support/until.js';

let directory: string;
let waker: HandWaker;
let heard: string[];
let ends: number;
let log: string[];
let monitor: NftMonitor | undefined;

/** Starts to listen to a script instead of nft; it is told that it shall monitor. */
function listen(...nft: readonly [string, ...string[]]): NftMonitor {
  monitor = new NftMonitor({
    log: (level, _logger, text) => log.push(`${level} ${text}`),
    waker,
    hear: (line) => heard.push(line),
    ended: () => {
      ends += 1;
    },
    nft,
  });
  monitor.start();
  return monitor;
}
const script = (text: string): [string, ...string[]] => ['/bin/sh', '-c', text, 'nft'];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-monitor-'));
  [waker, heard, ends, log] = [new HandWaker(), [], 0, []];
});
afterEach(() => {
  monitor?.stop();
  rmSync(directory, { recursive: true });
});

describe('NftMonitor', () => {
  it('hears line by line what is deleted', async () => {
    const { isAlive } = listen(...script('echo "$@"; printf "delete table "; echo a; exec sleep 60'));
    await until(() => heard.length === 2);
    expect([heard, isAlive, ends]).toEqual([['monitor destroy', 'delete table a'], true, 0]);
  });

  it('is started again when it ends, and says so once', async () => {
    const listening = listen(...script('echo a; exit 3'));
    await until(() => ends === 1);
    expect(listening.isAlive).toBe(false);
    expect(log).toEqual([expect.stringContaining('info nft monitor ended with 3, it is started again in 1 s')]);
    waker.wake();
    await until(() => ends === 2);
    expect(heard).toEqual(['a', 'a']);
    expect(log[1]).toContain('debug nft monitor ended with 3, it is started again in 4 s');
  });

  it('does no harm where there is no nft', async () => {
    const listening = listen(join(directory, 'nft'));
    await until(() => ends === 1);
    expect(listening.isAlive).toBe(false);
    expect(log[0]).toContain('nft monitor ended with 127');
  });

  it('leaves no process behind, and may be started again', async () => {
    const gone = join(directory, 'gone');
    const text = `trap 'touch ${gone}; exit' TERM; echo a; while :; do sleep 0.05; done`;
    const listening = listen(...script(text));
    await until(() => heard.length === 1);
    listening.stop();
    await until(() => existsSync(gone));
    waker.wake();
    expect([listening.isAlive, ends]).toEqual([false, 0]);
    listening.start();
    listening.start();
    await until(() => heard.length === 2);
  });
});
