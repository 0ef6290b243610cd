import { execa } from 'execa';

/** What a shell offers for the last word of a line that calls tsban-client, which is to be found in the folder. */
export type Complete = (line: string, folder: string) => Promise<readonly string[]>;

const asked = async (folder: string, shell: string, ...args: readonly string[]) => {
  const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
  const { stdout } = await execa(shell, args, { env: { PATH }, timeout: 30_000 });
  return stdout;
};

const bash = `source <(tsban-client completion bash)
COMP_WORDS=(tsban-client); COMP_LINE=$1; COMP_POINT=\${#1}; _tsban_client; printf '%s\\n' "\${COMPREPLY[@]}"`;

// Who types in a terminal, asks for all there is, and sees what the line has become.
const zsh = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -U compinit; compinit -D -u; source <(tsban-client completion zsh)
zstyle ':completion:*' completer _all_matches _complete; zstyle ':completion:*:all-matches:*' insert true
zstyle ':completion:*' verbose no; show() { print -r -- \\<\\<\\$BUFFER\\>\\> }; zle -N show; bindkey '^X' show"
zpty -w -n shell $1$'\\t\\x18'
zpty -r -m shell seen '*<<*>>*'
seen=\${seen##*<<}
print -r -- \${seen%%>>*}`;

const fish = 'tsban-client completion fish | source; complete -C"$argv"';

export const completions: Readonly<Record<'bash' | 'zsh' | 'fish', Complete>> = {
  bash: async (line, folder) => (await asked(folder, 'bash', '-c', bash, 'bash', line)).split('\n'),
  async zsh(line, folder) {
    const become = await asked(folder, 'zsh', '-f', '-c', zsh, 'zsh', line);
    return become
      .slice(line.lastIndexOf(' ') + 1)
      .trim()
      .split(' ');
  },
  async fish(line, folder) {
    const offered = await asked(folder, 'fish', '--no-config', '-c', fish, line);
    return offered.split('\n').map((candidate) => candidate.replace(/\t.*/, ''));
  },
};
