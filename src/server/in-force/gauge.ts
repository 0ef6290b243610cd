/** How much there is, and how many seconds of a processor's time it costs, about, to know that. */
export interface Reading {
  readonly amount: number;
  readonly seconds: number;
}

/** A program that can be asked, again and again, how much there is of something. */
export interface Gauge {
  /** What the log calls it. */
  readonly name: string;
  /** Reads questions from its standard input. */
  readonly command: readonly [string, ...string[]];
  readonly question: string;
  /** True for the line that ends an answer. */
  isEnd(line: string): boolean;
  read(answer: readonly string[]): Reading;
}

/** What these programs print into a pipe would stay with them until it fills a page. */
const byLine = ['stdbuf', '-oL'] as const;

/** Seconds that a set costs, an element of it, and a rule. */
const [perSet, perElement, perRule] = [10e-6, 25e-9, 6e-6];

/** Counts the sets of ipset that are ours, and the elements in them. */
export function ipsetGauge(isOurs: (name: string) => boolean): Gauge {
  return {
    name: 'ipset',
    command: [...byLine, 'ipset', '-'],
    // Asked for one set that is gone it would answer nothing from then on. The version ends an answer.
    question: 'list -t\nversion\n',
    isEnd: (line) => /^(?:ipset> )*ipset v/.test(line),
    read(answer) {
      let [amount, seconds, name] = [0, 0, ''];
      for (const line of answer) {
        name = /^(?:ipset> )*Name: (.*)/.exec(line)?.[1] ?? name;
        const elements = /^Number of entries: (\d+)/.exec(line)?.[1];
        if (elements === undefined) continue;
        seconds += perSet + perElement * Number(elements);
        if (isOurs(name)) amount += 1 + Number(elements);
      }
      return { amount, seconds };
    },
  };
}

/** Counts the rules that a legacy iptables holds in its table `filter`; `iptables` is how it is called, `ip6tables` for one. */
export function rulesGauge(iptables: string): Gauge {
  return {
    name: `${iptables}-restore`,
    // It tests what it reads, changes nothing, and says comments again.
    command: [...byLine, `${iptables}-restore`, '--test', '--noflush', '--wait', '--verbose'],
    question: '*filter\n-S\nCOMMIT\n# end\n',
    isEnd: (line) => line === '# end',
    read(answer) {
      const amount = answer.filter((line) => line.startsWith('-A ')).length;
      return { amount, seconds: perRule * amount };
    },
  };
}
