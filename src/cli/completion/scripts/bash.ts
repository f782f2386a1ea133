/** Completion for bash, from 3.2 on. It needs no package beside bash. */

/** The code to be sourced. */
export function bashScript(program: string): string {
  return `# bash completion for ${program}

_${program}_complete() {
    local line=\${COMP_LINE:0:COMP_POINT} current out directive candidate
    local -a words
    COMPREPLY=()
    # COMP_WORDS would be split at "=" and ":" as well.
    read -ra words <<< "$line"
    [[ $line == *" " ]] && words+=("")
    current=\${words[\${#words[@]}-1]}

    out=$("\${words[0]}" __completeNoDesc "\${words[@]:1}" 2>/dev/null) || return
    directive=\${out##*:}
    [[ $directive =~ ^[0-9]+$ ]] || return
    out=\${out%:*}

    # What bash puts in comes behind the last character that splits words.
    [[ $current == -*=* ]] && current=\${current#*=}
    local split=\${current%"\${current##*[=:]}"}
    while IFS= read -r candidate; do
        [[ -n $candidate && $candidate == "$current"* ]] && COMPREPLY+=("\${candidate#"$split"}")
    done <<< "$out"

    if ((directive & 8)); then
        COMPREPLY=($(compgen -f -X '!*.@(json|yaml|yml)' -- "$current") $(compgen -d -- "$current"))
    elif ((directive & 16)); then
        COMPREPLY=($(compgen -d -- "$current"))
    elif ((\${#COMPREPLY[@]} == 0 && !(directive & 4))); then
        COMPREPLY=($(compgen -f -- "$current"))
    fi
    if type compopt &>/dev/null; then
        ((directive & 2)) && compopt -o nospace
        ((directive & 4)) || compopt -o filenames 2>/dev/null
    fi
    return 0
}

complete -F _${program}_complete ${program}
`
}
