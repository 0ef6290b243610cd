import { parseAddress } from '../net/address.js';

/** The addresses and networks that actionlist has printed, one a line, in canonical spelling; other lines say nothing. */
export function listedAddresses(output: string): ReadonlySet<string> {
  const addresses = output.split('\n').map((line) => parseAddress(line.trim())?.text);
  return new Set(addresses.filter((address) => address !== undefined));
}
