import { TsbanError } from '../error.js';
import type { EpochSeconds } from './clock.js';

/** A zone, of a setting (logtimezone, --timezone) or of a log line, that is not in the table; spec config-and-filters §5.6. */
export class ZoneError extends TsbanError {
  readonly code = 'TIME_ZONE';
  readonly zone: string;

  constructor(zone: string) {
    super(`Unknown or unsupported time zone: '${zone}' (write a name such as CET, an offset such as +0100, or both)`);
    this.zone = zone;
  }
}

/** Seconds east of UTC at an instant: what a local clock is ahead of UTC just then. */
export type OffsetAt = (time: EpochSeconds) => number;

/** The offsets of the process's own time zone, daylight saving included. */
export const localOffset: OffsetAt = (time) => new Date(time * 1000).getTimezoneOffset() * -60;

// Minutes east of UTC and the names they go by, as listed in spec §5.6. BST and IST, which mean several zones, are absent.
const table = `
-720 Y; -660 X NUT SST; -600 W CKT HAST HST TAHT TKT; -570 MART MIT; -540 V AKST GAMT GIT HADT HNY;
-480 U AKDT CIST HAY HNP PST PT; -420 T HAP HNR MST PDT; -360 S CST EAST GALT HAR HNC MDT;
-300 R CDT COT EASST ECT EST ET HAC HNE PET; -270 HLV VET; -240 Q AST BOT CLT COST EDT FKT GYT HAE HNA PYT;
-210 HNT NST NT; -180 P ADT ART BRT CLST FKST GFT HAA PMST PYST SRT UYT WGT; -150 HAT NDT;
-120 O BRST FNT PMDT UYST WGST; -60 N AZOT CVT EGT; 0 Z EGST GMT UTC WET WT; 60 A CET DFT WAT WEDT WEST;
120 B CAT CEDT CEST EET SAST WAST; 180 C EAT EEDT EEST IDT MSK; 210 IRST;
240 D AMT AZT GET GST KUYT MSD MUT RET SAMT SCT; 270 AFT IRDT; 300 E AMST AQTT AZST HMT MAWT MVT PKT TFT TJT TMT UZT YEKT;
330 SLT; 345 NPT; 360 F ALMT BIOT BTT IOT KGT NOVT OMST YEKST; 390 CCT MMT; 420 G CXT DAVT HOVT ICT KRAT NOVST OMSST THA WIB;
480 H ACT AWST BDT BNT CAST HKT IRKT KRAST MYT PHT SGT ULAT WITA WST; 540 I AWDT IRKST JST KST PWT TLT WDT WIT YAKT;
570 ACST; 600 K AEST PGT VLAT YAKST YAPT; 630 ACDT LHST; 660 L AEDT LHDT MAGT NCT PONT SBT VLAST VUT; 690 NFT;
720 M ANAST ANAT FJT GILT MAGST MHT NZST PETST PETT TVT WFT; 780 FJST NZDT`;

const offsetOfName = new Map(
  table.split(';').flatMap((row) => {
    const [minutes, ...names] = row.trim().split(' ');
    return names.map((name) => [name, Number(minutes) * 60] as const);
  }),
);

/**
 * Seconds east of UTC of a zone written as name, offset (±hh, ±hhmm, ±hh:mm) or name and offset, which then add up.
 * The empty text is UTC; undefined if the text has another shape (spec §5.6). Throws ZoneError for a name not in the table.
 */
export function zoneOffset(text: string): number | undefined {
  const parts = /^([A-Z]|[A-Z]{3,5})?(?:([+-])([01]\d)(?::?(\d\d))?)?$/.exec(text);
  if (parts === null) return undefined;
  const [, name, sign, hours = '0', minutes = '0'] = parts;
  const base = name === undefined ? 0 : offsetOfName.get(name);
  if (base === undefined) throw new ZoneError(text);
  const ahead = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === '-' ? base - ahead : base + ahead;
}

/** Seconds east of UTC of the zone a setting names. Throws ZoneError. */
export function settingOffset(setting: string): number {
  const offset = zoneOffset(setting);
  if (offset === undefined) throw new ZoneError(setting);
  return offset;
}

/**
 * The instant at which clocks with these offsets show `wall` (their reading, counted as seconds as though it were UTC).
 * A reading that happens twice is taken as the later one, a skipped one as if clocks had not yet been put forward (spec §5.5).
 */
export function instantOf(wall: number, offsetAt: OffsetAt): EpochSeconds {
  // Clocks change at most once within a day, so the offsets a day either side are those before and after a change.
  const before = wall - offsetAt(wall - 86_400);
  const after = wall - offsetAt(wall + 86_400);
  return offsetAt(after) === wall - after ? after : before;
}
