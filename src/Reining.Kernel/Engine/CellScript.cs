using System.Text.RegularExpressions;

namespace Reining.Kernel.Engine;

/// <summary>
/// A cell taken apart at the lines that speak to the notebook host and not to the compiler (<c>#!time</c>, <c>#r "nuget:…"</c>, …).
/// </summary>
/// <param name="Steps">Its parts, in order.</param>
/// <param name="ShowTime">Whether the wall time is to be shown after the cell.</param>
sealed partial record CellScript(IReadOnlyList<CellStep> Steps, bool ShowTime)
{
    public const string CSharp = "csharp", FSharp = "fsharp", Packages = "packages", ShareWithFSharp = "share with fsharp";

    /// <summary>The directives and what they do.</summary>
    public static readonly IReadOnlyDictionary<string, string> Directives = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["#!about"] = "shows versions",
        ["#!csharp"] = "what follows is C#",
        ["#!fsharp"] = "what follows is F# (needs a .NET SDK)",
        ["#!html"] = "displays what follows as HTML",
        ["#!import"] = "runs a file: .ipynb, .dib, .csx, .cs",
        ["#!javascript"] = "displays what follows as a script, which the front end runs",
        ["#!lsmagic"] = "lists the directives",
        ["#!markdown"] = "displays what follows as Markdown",
        ["#!mermaid"] = "displays what follows as a Mermaid diagram",
        ["#!set"] = "sets a variable: --name x --value text, @input:\"prompt\", @password:\"prompt\" or @csharp:expression",
        ["#!share"] = "brings a value from the other language, or gives it a second name: --from csharp x, --from fsharp x, --as y",
        ["#!time"] = "shows how long the cell took",
        ["#!value"] = "makes a C# text of what follows: --name x, or --from-file path, --from-url address, --from-value @input:\"prompt\"",
        ["#!who"] = "lists the variables' names",
        ["#!whos"] = "lists the variables with types and values",
        ["#i"] = "adds a source of packages: #i \"nuget:https://…\"",
        ["#load"] = "compiles a file into the cell",
        ["#r"] = "references a library: #r \"path.dll\" or #r \"nuget:Id,Version\"",
    };

    static readonly Dictionary<string, string> Languages = new(StringComparer.Ordinal)
    {
        ["csharp"] = CSharp,
        ["c#"] = CSharp,
        ["cs"] = CSharp,
        ["fsharp"] = FSharp,
        ["f#"] = FSharp,
        ["fs"] = FSharp,
        ["html"] = "html",
        ["markdown"] = "markdown",
        ["md"] = "markdown",
        ["mermaid"] = "mermaid",
        ["javascript"] = "javascript",
        ["js"] = "javascript",
    };

    static readonly Dictionary<string, string> Remedies = new(StringComparer.Ordinal)
    {
        ["pwsh"] = "use System.Diagnostics.Process.Start(…) in a C# cell",
        ["powershell"] = "use System.Diagnostics.Process.Start(…) in a C# cell",
        ["sql"] = "use #r \"nuget:Microsoft.Data.Sqlite,…\" or your database's package in a C# cell",
        ["kql"] = "use the package Microsoft.Azure.Kusto.Data in a C# cell",
        ["http"] = "use System.Net.Http.HttpClient in a C# cell",
        ["connect"] = "use a library in a C# cell; this host has two languages, C# and F#",
    };

    /// <summary>Takes a cell apart.</summary>
    /// <param name="source">The cell as written.</param>
    /// <exception cref="DirectiveException">A directive that this host does not have.</exception>
    public static CellScript Parse(string source)
    {
        if (!source.Contains('#'))
            return new CellScript([new CellStep(CSharp, source)], false);
        var steps = new List<CellStep>();
        var lines = source.Split('\n');
        var (language, first, showTime) = (CSharp, 0, false);
        var directives = DirectivesFrom(0);
        for (var i = 0; i < lines.Length; i++)
        {
            var isActive = true;
            if (language == CSharp && !directives.TryGetValue(i, out isActive) || !lines[i].AsSpan().TrimStart().StartsWith('#'))
                continue;
            if (!isActive)
            {
                if (HostLine().IsMatch(lines[i]))
                    lines[i] = ""; // the compiler, too, would follow it
                continue;
            }
            var line = DirectiveLines.Bare(lines[i]);
            var name = DirectiveLine().Match(line) is { Success: true } match ? match.Groups["name"].Value : null;
            var rest = name is null ? "" : line[(name.Length + 2)..].Trim();
            if (language == CSharp && PackageLine().IsMatch(line))
            {
                End(i);
                steps.Add(new CellStep(Packages, line));
            }
            else if (language == CSharp && FileLine().IsMatch(line))
            {
                lines[i] = line; // the compiler's own, which it reads without what stood behind it
            }
            else if (name is not null && Languages.TryGetValue(name, out var next))
            {
                End(i);
                Switch(next, i + 1);
                if (rest.Length > 0)
                    throw new DirectiveException(line, "expected nothing after the language; put the text on the lines below.");
            }
            else if (name == "value")
            {
                End(i);
                (language, first) = (name, i); // its arguments stay with its text
            }
            else if (name == "time")
            {
                showTime = true;
                lines[i] = "";
            }
            else if (language == "javascript" && name is ("share" or "set"))
            {
                // Stays: the script gets the value where the line stands.
            }
            else if (name == "share" && language == FSharp)
            {
                End(i);
                steps.Add(new CellStep(ShareWithFSharp, rest));
            }
            else if (name is not null && Directives.ContainsKey("#!" + name))
            {
                End(i);
                Switch(CSharp, i + 1);
                steps.Add(new CellStep(name, rest));
            }
            else if (name is not null && language is (CSharp or FSharp))
            {
                throw new DirectiveException(line, $"not supported; {Remedy(name)}.");
            }
        }
        End(lines.Length);
        return new CellScript(steps, showTime);

        void Switch(string next, int from)
        {
            if (language != CSharp && next == CSharp)
                directives = DirectivesFrom(from);
            language = next;
        }

        Dictionary<int, bool> DirectivesFrom(int line) =>
            DirectiveLines.Find(string.Join('\n', lines[line..])).ToDictionary(found => line + found.Key, found => found.Value);

        void End(int end)
        {
            var text = string.Join('\n', lines[first..end]);
            if (text.Trim().Length > 0)
                steps.Add(new CellStep(language, language is CSharp or FSharp ? new string('\n', first) + text : text.Trim('\n', '\r')));
            first = end + 1;
        }
    }

    static string Remedy(string name) => Remedies.TryGetValue(name, out var remedy) ? remedy
        : Spelling.Nearest(name, [.. Languages.Keys,
        .. Directives.Keys.Where(key => key.StartsWith("#!", StringComparison.Ordinal)).Select(key => key[2..])])
            is { } near ? $"did you mean #!{near}? #!lsmagic lists the directives there are"
        : "use #!lsmagic to list the directives there are";

    [GeneratedRegex(@"^\s*#!(?<name>[^\s]+).*$")]
    private static partial Regex DirectiveLine();

    [GeneratedRegex(@"^\s*#(!|r\b|i\b|load\b)")]
    private static partial Regex HostLine();

    [GeneratedRegex("^\\s*#(r|load)\\s+\"")]
    private static partial Regex FileLine();

    [GeneratedRegex("^\\s*#(r\\s+\"nuget:|i\\s+\")")]
    private static partial Regex PackageLine();
}
