/** Completion for PowerShell, from 5.1 on. */

/** The code to be evaluated. */
export function powershellScript(program: string): string {
  return `# PowerShell completion for ${program}

Register-ArgumentCompleter -Native -CommandName '${program}' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # The line up to the cursor; a blank at its end begins a new word.
    $line = $commandAst.Extent.Text
    if ($cursorPosition -lt $line.Length) { $line = $line.Substring(0, $cursorPosition) }
    $words = @($line.Trim() -split '\\s+' | Select-Object -Skip 1)
    if ([string]::IsNullOrEmpty($wordToComplete)) {
        # Before 7.3, an empty argument reaches a program only in quotes.
        $empty = if ($PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { '' }
        $words += $empty
    }

    $lines = @(& '${program}' __complete @words 2>$null)
    if ($lines.Count -eq 0) { return }
    $directive = [int]($lines[-1].TrimStart(':'))
    $prefix = if ($wordToComplete -match '^(-[^=]*=)') { $Matches[1] } else { '' }

    $lines | Select-Object -SkipLast 1 | ForEach-Object {
        $text, $about = $_ -split "\`t", 2
        if (-not $about) { $about = $text }
        $space = if ($directive -band 2) { '' } else { ' ' }
        [System.Management.Automation.CompletionResult]::new("$prefix$text$space", $text, 'ParameterValue', $about)
    }
}
`
}
