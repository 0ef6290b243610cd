/** What the shell knows by itself, or reads before a command. */
const notPrograms = new Set(
  `: . [ alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd
   read readonly return set shift test times trap true type ulimit umask unset wait
   if then else elif fi for while until do done case esac in ! { }`.split(/\s+/),
);

/** Words behind which another command may begin. */
const openers = new Set(['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{', 'exec', 'command']);

/**
 * The programs a line of a shell script calls by plain names. It may miss some (in quotes, in substitutions, behind
 * variables), but what it names is surely called.
 */
export function programsOf(line: string): readonly string[] {
  if (/^\s*#|\\$|<<|["'`]|\$\(/.test(line)) return firstProgram(line);
  const commands = line.split(/\|\|?|&&?|;/);
  return [...new Set(commands.flatMap(firstProgram))];
}

function firstProgram(command: string): readonly string[] {
  const words = command.trim().split(/\s+/);
  const first = words.findIndex((word) => !openers.has(word) && !/^\w+=[^\s"']*$/.test(word));
  const word = words[first];
  if (word === undefined || notPrograms.has(word) || words.slice(0, first).includes('command')) return [];
  return /^[\w./+-]+$/.test(word) && !/^[\d-]/.test(word) ? [word] : [];
}
