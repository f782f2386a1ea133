/** Completion for bash, from 3.2 on. It needs no package beside bash. */

/** The code to be sourced. */
export function bashScript(program: string): string {
  return `# bash completion for ${program}

__start_${program}() {
    local line=\${COMP_LINE:0:COMP_POINT} current out directive candidate
    local -a words
    COMPREPLY=()
    # COMP_WORDS would be split at "=" and ":" as well.
    read -ra words <<< "$line"
    [[ $line == *" " ]] && words+=("")
    current=\${words[\${#words[@]}-1]}

    # An alias is called as what it stands for; there are none to be looked up before bash 4.
    local -a call=("\${words[0]}")
    ((BASH_VERSINFO[0] >= 4)) && [[ -n \${BASH_ALIASES[$call]-} ]] && read -ra call <<< "\${BASH_ALIASES[$call]}"
    out=$("\${call[0]}" __completeNoDesc "\${call[@]:1}" "\${words[@]:1}" 2>/dev/null) || return
    directive=\${out##*:}
    [[ $directive =~ ^[0-9]+$ ]] || return
    out=\${out%:*}

    # What bash puts in comes behind the last character that splits words.
    [[ $current == -*=* ]] && current=\${current#*=}
    local split=\${current%"\${current##*[=:]}"}
    ((directive & 24)) && out=
    while IFS= read -r candidate; do
        [[ -n $candidate && $candidate == "$current"* ]] && COMPREPLY+=("\${candidate#"$split"}")
    done <<< "$out"

    # Patterns such as @(json|yaml) are not known to a bash without extglob.
    if ((directive & 8)); then
        out=$(compgen -d -- "$current"; compgen -f -- "$current" | grep -E '\\.(json|yaml|yml)$')
    elif ((directive & 16)); then
        out=$(compgen -d -- "$current")
    elif ((!(directive & 4) && \${#COMPREPLY[@]} == 0)); then
        out=$(compgen -f -- "$current")
    else
        out=
    fi
    while IFS= read -r candidate; do
        [[ -n $candidate ]] && COMPREPLY+=("$candidate")
    done <<< "$out"
    if type compopt &>/dev/null; then
        ((directive & 2)) && compopt -o nospace
        ((directive & 4)) || compopt -o filenames 2>/dev/null
    fi
    return 0
}

complete -F __start_${program} ${program}
`
}
