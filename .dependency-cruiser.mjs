/**
 * A log line travels once, downward: source → date → filter → failure → ban → action. Each folder may import from the
 * ground (time, net, python-regex) and, from the stage before it, the type of the value it is handed.
 */
const folders = {
  // ground: no knowledge of the rest
  time: [],
  net: ['time'],
  'python-regex': [],
  // what client and server both know of commands
  commands: [],
  // stages, in the order a line travels
  config: ['time', 'net'],
  source: ['time'],
  date: ['time', 'python-regex'],
  filter: ['time', 'net', 'python-regex', 'date', 'source'],
  failure: ['time', 'filter'],
  ban: ['time', 'failure'],
  action: ['time', 'net', 'ban'],
  // the stores' ports, filled
  database: ['time', 'source', 'failure', 'ban'],
  // composition
  jail: ['time', 'net', 'config', 'source', 'date', 'filter', 'failure', 'ban', 'action'],
};

const layering = Object.entries(folders).map(([folder, allowed]) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} may import only from ${['itself', ...allowed].join(', ')}: a stage that reaches further down or sideways makes the way of a line a maze.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  // error.ts and log.ts are the floor under everything.
  to: { path: '^src/.+/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
}));

const only = (module, place, comment) => ({
  name: `only-one-${module.replaceAll(/\W/g, '')}`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: place },
  to: { path: `node_modules/${module}/` },
});

export default {
  forbidden: [
    ...layering,
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or the border between them is in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'cli-talks-by-socket',
      comment: 'tsban-client reaches the daemon by its socket alone, so that any other tool can do what it does.',
      severity: 'error',
      from: { path: '^src/cli/(client/|tsban-client|beautifier)' },
      to: { path: '^src/(jail|database|ban|failure|action|filter|source|date)/' },
    },
    {
      name: 'nobody-imports-cli',
      comment: 'The programs are the outermost ring.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'pure-stages',
      comment:
        'What decides is pure: no file system, process, network or timer, so that tables and properties can test all of it.',
      severity: 'error',
      from: {
        path: '^src/(python-regex|date|failure|ban|time/duration|source/(position|split-lines)|action/render-command)',
      },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?vm$' },
    },
    {
      name: 'filter-is-pure',
      comment: 'A filter decides; looking up names is the business of net/dns.ts.',
      severity: 'error',
      from: { path: '^src/filter/' },
      to: { dependencyTypes: ['core'] },
    },
    only('chokidar', '^src/source/watch-paths', 'Events only wake, reading tells: one place where they come in.'),
    only(
      'better-sqlite3(-13)?',
      '^src/database/(sqlite|connection)',
      'Its version depends on Node; everyone else sees the ports of failure/, ban/ and source/.',
    ),
    only('ipaddr\\.js', '^src/net/address', 'One spelling of an address everywhere: net/address.ts.'),
    only('ini', '^src/config/dialect', 'Fail2Ban files are not plain INI; the dialect is folded in one place.'),
    only('pino', '^src/server/logger', 'One place decides how a log line looks.'),
    {
      name: 'no-orphans',
      comment: 'Code nobody reaches is code nobody tests. What only declares is reached by the compiler.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/cli/|\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'no-tests-in-src',
      comment: 'What ships never needs the tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
