import type { Page } from './page.js';

/** Where configuration means something else than to Fail2Ban, whose own jail.conf(5) says all the rest. */
export const jailConf: Page = {
  name: 'tsban-jail.conf',
  section: 5,
  summary: "where tsban's configuration differs from Fail2Ban's",
  parts: [
    {
      title: 'DESCRIPTION',
      paragraphs: [
        "tsban reads configuration in Fail2Ban's layout and syntax: jail.conf, jail.local, jail.d, filter.d, action.d. Fail2Ban's jail.conf(5) explains it; this page has the differences only. The daemon's own options stand in tsban.conf, or where there is none in fail2ban.conf.",
        'tsban-client -d prints what a configuration comes to, in the form fail2ban-client -d has; tsban-client -t tells what can not be used or is hardly meant, with file and line.',
      ],
    },
    {
      title: 'FAULTS',
      paragraphs: [
        'What is wrong with one jail, its filter or its actions leaves out that jail alone, at a start; at a reload it goes on as it was. A reload checks everything before it changes anything.',
        'Of a section or option that stands twice in a file the later one counts, with a warning. A comment behind a number, a time, yes or no, or in ignoreip, is left out, with a warning.',
      ],
    },
    {
      title: 'JAILS',
      paragraphs: [
        {
          term: 'findtime, maxretry',
          text: 'make an exact window: maxretry failures within findtime ban. They are kept over a restart.',
        },
        {
          term: 'logpath',
          text: 'may name files that are not there yet, and patterns: files that match later are followed without a reload. Rotated files are read to their end, compressed ones too.',
        },
        {
          term: 'backend',
          text: 'all names but systemd mean the same: files are followed as the kernel tells of changes.',
        },
        {
          term: 'bantime.increment',
          text: 'the time of a ban is decided before its first command, so that <bantime> in actionban is right. A permanent ban outlives a restart. Formulas calculate, and can do nothing else.',
        },
        {
          term: 'ignoreip',
          text: 'a host name of which the addresses are known holds while the resolver is down.',
        },
        {
          term: 'usedns',
          text: 'a name that is not resolved within five seconds has no address.',
        },
      ],
    },
    {
      title: 'FILTERS',
      paragraphs: [
        "Regular expressions are in Python's language. One that takes long on a line is searched for in a time linear in the length of the text, with the same result.",
        'What looks like an address and is none, such as 256.1.1.1, is reported and not banned.',
      ],
    },
    {
      title: 'ACTIONS',
      paragraphs: [
        'Actions in Python are not run; the log says where one is asked for. Each action has a queue of its own. Fail2Ban ignores the options below.',
        {
          term: 'actionbanbulk',
          text: 'a command that is run once for many bans and reads a line of bulkban for each.',
        },
        { term: 'actionunbanbulk', text: 'the same for unbans, with lines of bulkunban.' },
        {
          term: 'bulkban, bulkunban',
          text: 'the lines. They may hold <ip>, numbers such as <bantime>, and parameters.',
        },
        {
          term: 'actionlist',
          text: 'a command that prints the addresses the firewall holds, one a line, so that what is missing is put back.',
        },
        {
          example: 'actionbanbulk = nft -f -\nbulkban       = add element inet f2b-table addr-set-<name> { <ip> }',
        },
      ],
    },
    { title: 'SEE ALSO', paragraphs: ['tsban(1), tsban-client(1), tsban-regex(1)'] },
  ],
};
