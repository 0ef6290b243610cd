import type { JailConfig, Where } from '../../config/configuration.js';

/** Where an option stands that a client has set: in no file. */
export function placeOf({ name }: JailConfig, option: string): Where {
  return { file: '', line: 0, section: name, option };
}
