/** Completion for fish. */

/** The code to be sourced, or kept in a folder of completions. */
export function fishScript(program: string): string {
  return `# fish completion for ${program}

function __${program}_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    or return
    test (count $lines) -gt 0
    or return
    set -l directive (string sub -s 2 -- $lines[-1])
    set -l prefix (string match -r -- '^-[^=]*=' "$current")

    if test (math "bitand($directive, 24)") -ne 0
        __fish_complete_path (string replace -- "$prefix" '' "$current")
    else if test (count $lines) -gt 1
        # Within quotes the prefix is a word even where there is none.
        printf '%s\\n' "$prefix"$lines[1..-2]
    else if test (math "bitand($directive, 4)") -eq 0
        __fish_complete_path (string replace -- "$prefix" '' "$current")
    end
end

complete -c ${program} -e
complete -c ${program} -f -a '(__${program}_complete)'
`
}
