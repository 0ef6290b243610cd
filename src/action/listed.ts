import { inTurns, type NextTurn } from '../time/turns.js';
import { parseAddress } from '../net/address.js';

/** The addresses and networks that actionlist has printed, one a line, in canonical spelling; other lines say nothing. */
export async function listedAddresses(output: string, nextTurn: NextTurn): Promise<ReadonlySet<string>> {
  const listed = new Set<string>();
  for await (const lines of inTurns(output.split('\n'), nextTurn, atOnce))
    for (const line of lines) {
      const address = parseAddress(line.trim());
      if (address !== undefined) listed.add(address.text);
    }
  return listed;
}

const atOnce = 10_000;
