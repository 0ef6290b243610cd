import { dirname } from 'node:path';
import { Delivery, type DeliveryOptions } from './delivery.js';
import { isDistant } from './is-distant.js';
import { Latecomers } from './latecomers.js';
import type { FilePlace } from './line.js';
import type { TailFile } from './tail-file.js';

/** A file that is followed. */
export interface Followed {
  readonly tail: TailFile;
  readonly delivery: Delivery;
  /** True if nobody tells when others write to it. */
  readonly isDistant: boolean;
}

export interface FollowOptions extends Omit<DeliveryOptions, 'between' | 'wake'> {
  /** Asks for a turn of its delivery. */
  readonly wake: (followed: Followed) => void;
  /** Who wants its lines now. */
  readonly subscribers: () => readonly string[];
  /** Told of those who come to a file that others read already: they get no line of it before `place`, and all behind it. */
  readonly cameLater?: (ids: readonly string[], path: string, place: FilePlace) => void;
}

/** Begins to follow a file. */
export async function follow(tail: TailFile, options: FollowOptions): Promise<Followed> {
  const latecomers = new Latecomers();
  const tellLate = (): void => {
    const ids = latecomers.among(options.subscribers());
    if (ids.length > 0 && tail.place !== undefined) options.cameLater?.(ids, tail.path, tail.place);
  };
  const wake = (): void => options.wake(followed);
  const delivery = new Delivery(tail, { ...options, wake, between: tellLate });
  // What can't be begun now, for want of anything, the delivery tries again.
  await delivery.begin();
  const followed = { tail, delivery, isDistant: await isDistant(dirname(tail.path)) };
  return followed;
}
