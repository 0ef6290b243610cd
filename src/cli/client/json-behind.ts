/** Words that are not Fail2Ban's: behind them --json can mean nothing else. */
const ours = ['why', 'watch', 'import-fail2ban', 'shadow'];

/** Words and options of a call, `watch --json` being the same as `--json watch`. */
export function jsonBehind<O extends { readonly json?: true }>(words: readonly string[], options: O) {
  const [verb = ''] = words;
  if (!ours.includes(verb) || !words.includes('--json')) return { words, options };
  return { words: words.filter((word) => word !== '--json'), options: { ...options, json: true as const } };
}
