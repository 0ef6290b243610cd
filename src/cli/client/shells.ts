/** What makes each shell complete commands: all ask `tsban-client completion line`, which knows jails and bans too. */
export const shellScripts: Readonly<Record<string, string>> = {
  bash: `# Completion of tsban-client for bash:  source <(tsban-client completion bash)
_tsban_client() {
    local line=\${COMP_LINE:0:COMP_POINT} before='' word help
    local current=\${line##*[[:space:]]}
    # Readline cuts words at colons: of an IPv6 address only what stands behind the last one is replaced.
    [[ $COMP_WORDBREAKS == *:* ]] && before=\${current%"\${current##*:}"}
    COMPREPLY=()
    while IFS=$'\\t' read -r word help; do
        COMPREPLY+=("\${word#"$before"}")
    done < <("\${COMP_WORDS[0]}" completion line "$line" 2>/dev/null)
}
complete -o bashdefault -o default -F _tsban_client tsban-client
`,
  zsh: `#compdef tsban-client
# Completion of tsban-client for zsh:  source <(tsban-client completion zsh)
_tsban_client() {
    local -a found
    local word help
    while IFS=$'\\t' read -r word help; do
        found+=("\${word//:/\\\\:}:$help")
    done < <($words[1] completion line "\${(j: :)words[1,CURRENT]}" 2>/dev/null)
    if (( $#found )); then
        _describe tsban-client found
    else
        _files
    fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _tsban_client "$@"
else
    compdef _tsban_client tsban-client
fi
`,
  fish: `# Completion of tsban-client for fish:  tsban-client completion fish | source
function __tsban_client
    set -l found (tsban-client completion line (commandline -cp | string collect) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c tsban-client -f -a '(__tsban_client)'
`,
};
