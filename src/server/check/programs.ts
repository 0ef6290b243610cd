/** What the shell knows by itself, or reads before a command. */
const notPrograms = new Set(
  `: . [ alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd
   read readonly return set shift test times trap true type ulimit umask unset wait
   if then else elif fi for while until do done case esac in { }`.split(/\s+/),
);

/** Words behind which another command may begin. */
const openers = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{', ')', 'exec']);

/** A program by the name it is called by, and the line of the script (counted from 0) that does so first. */
export interface Call {
  readonly program: string;
  readonly line: number;
}

/**
 * The programs a shell script calls by plain names. It may miss some (in quotes, behind variables, in `case`), so that
 * what it does name is surely called.
 */
export function programsOf(script: string): readonly Call[] {
  const code = bareCode(script);
  if (/\bcase\b/.test(code)) return [];
  const functions = new Set([...code.matchAll(/([\w-]+)\s*\(\s*\)/g)].map(([, name]) => name));
  const calls = new Map<string, number>();
  for (const { 0: command, index } of code.matchAll(/[^\n;&|(`]+/g)) {
    const program = firstWord(command);
    if (program === undefined || functions.has(program) || calls.has(program)) continue;
    const start = index + command.search(/\S/);
    calls.set(program, script.slice(0, start).split('\n').length - 1);
  }
  return [...calls].map(([program, line]) => ({ program, line }));
}

/** The script up to its first here-document, every character of quoted texts, comments and escapes a `"`. */
function bareCode(script: string): string {
  const blot = (text: string) => '"'.repeat(text.length);
  const code = script.replaceAll(/'[^']*'|"(?:\\.|[^"\\])*"|(?<=^|\s)#[^\n]*|\\./gs, (text) =>
    text.startsWith('#') || text === '\\\n' ? ' '.repeat(text.length) : blot(text),
  );
  return code.split('<<', 1)[0] ?? '';
}

function firstWord(command: string): string | undefined {
  const words = command.trim().split(/\s+/);
  const word = words.find((each) => !openers.has(each) && !/^\w+=/.test(each));
  if (word === undefined || notPrograms.has(word)) return undefined;
  return /^[\w./+-]+$/.test(word) && !/^[\d-]/.test(word) ? word : undefined;
}
