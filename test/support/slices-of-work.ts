import { runInSlice } from '../../src/python-regex/time-slice.js';

/**
 * Runs work in slices that are measured by what the processor has done for it, so that nothing but what takes long is ever
 * interrupted, however busy the machine is: whoever was interrupted sooner goes on.
 */
export const runInSliceOfWork: typeof runInSlice = (work, slice) => {
  for (let hard = slice.hard; ; hard *= 2) {
    const end = runInSlice(work, { ...slice, hard, fair: slice.hard });
    if (end !== 'starved') return end;
  }
};
