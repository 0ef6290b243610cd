import { reversedAddress } from '../action/reversed-address.js';
import { parseAddress } from '../net/address.js';
import { Slots } from '../slots.js';

/** Whose addresses are banned: each system, country and registry once, in the order of the bans. */
export interface Origins {
  readonly asn: readonly string[];
  readonly country: readonly string[];
  readonly rir: readonly string[];
}

/** The texts a name has in DNS; rejects where nobody answers. */
type LookUp = (name: string) => Promise<readonly string[]>;

/** How many questions are asked at once. */
const atOnce = 20;

/** Asks Team Cymru's DNS whose addresses these are (spec runtime §7.3); `error` is all there is to tell if that fails. */
export async function originsOf(ids: readonly string[], lookUp: LookUp): Promise<Origins> {
  const slots = new Slots(atOnce);
  const names = ids.flatMap((id) => nameFor(id) ?? []);
  try {
    const answers = await Promise.all(names.map(async (name) => slots.run(async () => lookUp(name))));
    const columns = answers.map(([text = '']) => text.split('|').map((column) => column.trim()));
    const distinct = (index: number) =>
      [...new Set(columns.flatMap((row) => row[index]?.split(' ') ?? []))].filter(Boolean);
    return { asn: distinct(0), country: distinct(2), rir: distinct(3) };
  } catch {
    return { asn: ['error'], country: ['error'], rir: ['error'] };
  }
}

/** `1.2.0.192.origin.asn.cymru.com`; undefined for what is no address. */
function nameFor(id: string): string | undefined {
  const address = parseAddress(id);
  if (address === undefined) return undefined;
  return `${reversedAddress(address)}${address.family === 'inet4' ? 'origin' : 'origin6'}.asn.cymru.com`;
}
