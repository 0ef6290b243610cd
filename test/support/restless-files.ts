import promises, { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { devNull } from 'node:os';

type Call = (...args: never[]) => unknown;

/**
 * Has `act` do something right before every call that anybody makes of `node:fs/promises` or of an open file: the real calls
 * follow, on a file system that has moved on. Returns what ends that.
 */
export async function actBeforeCalls(act: () => void): Promise<() => void> {
  const file = await open(devNull);
  const handles = Object.getPrototypeOf(file) as FileHandle;
  await file.close();
  const undo = [
    ...(['open', 'stat', 'readdir', 'realpath'] as const).map((name) => wrap(promises, name, act)),
    ...(['read', 'stat'] as const).map((name) => wrap(handles, name, act)),
  ];
  // So that what was imported by name is wrapped too.
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

function wrap<K extends string>(on: Record<K, Call>, name: K, act: () => void): () => void {
  const real = on[name];
  on[name] = function (this: unknown, ...args: never[]) {
    act();
    return real.apply(this, args);
  };
  return () => {
    on[name] = real;
  };
}
