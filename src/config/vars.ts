import type { Located } from './configuration.js';

/** Values by lower-case name that go before what the files say. */
export type Vars = ReadonlyMap<string, string>;

/** One set of vars out of several: names in lower case, later ones count. */
export function overlay(...layers: readonly ReadonlyMap<string, string>[]): Vars {
  return new Map(layers.flatMap((layer) => [...layer].map(([name, value]) => [name.toLowerCase(), value] as const)));
}

/** The values alone, without their places. */
export function valuesOf(options: ReadonlyMap<string, Located<string>>): Map<string, string> {
  return new Map([...options].map(([name, { value }]) => [name, value]));
}

/** The values under the names that ask for them before something goes before them: `known/x`. */
export function asKnown(values: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...values].map(([name, value]) => [`known/${name}`, value]));
}
