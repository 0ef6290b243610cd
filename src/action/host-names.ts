import { lookup, lookupService } from 'node:dns/promises';
import { hostname } from 'node:os';

/** This machine's names, for `<fq-hostname>` and `<sh-hostname>`. */
export interface HostNames {
  readonly fq: string;
  readonly sh: string;
}

/** Asks the system for its full name; where it knows none, the short one stands for it. */
export async function readHostNames(): Promise<HostNames> {
  const own = hostname();
  const sh = own.split('.')[0] ?? own;
  return { fq: own.includes('.') ? own : await fullName(own), sh };
}

async function fullName(own: string): Promise<string> {
  try {
    const { address } = await lookup(own);
    const { hostname: found } = await lookupService(address, 0);
    return found.startsWith(`${own}.`) ? found : own;
  } catch {
    return own;
  }
}
