import type { Batch } from './line.js';

/** Takes one batch; when it resolves, lines and position are committed. If it fails, the same batch comes again later. */
export type Sink = (batch: Batch) => Promise<void> | void;
