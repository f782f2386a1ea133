/** Completion for zsh: to be sourced, or kept as a function on the fpath. */

/** The code. */
export function zshScript(program: string): string {
  return `#compdef ${program}
# zsh completion for ${program}

_${program}() {
    local out line
    local -a lines values options
    out=$("\${(Q)words[1]}" __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null) || return 1
    lines=("\${(@f)out}")
    local -i directive=\${lines[-1]#:}

    for line in "\${(@)lines[1,-2]}"; do
        # _describe splits texts from words on them at a colon.
        values+=("\${\${line//:/\\\\:}/$'\\t'/:}")
    done

    # The value of a flag comes behind its name.
    [[ \${words[CURRENT]} == -*=* ]] && compset -P 1 '*='
    ((directive & 2)) && options=(-S '')
    if ((directive & 8)); then
        _files -g '*.(json|yaml|yml)'
    elif ((directive & 16)); then
        _files -/
    elif ((\${#values})); then
        _describe 'value' values "\${options[@]}"
    elif ((!(directive & 4))); then
        _files
    fi
}

if [[ \${funcstack[1]} == _${program} ]]; then
    _${program} "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _${program} ${program}
fi
`
}
