namespace Reining.Kernel.Running;

/// <summary>
/// Text as a terminal would leave it: what follows a carriage return replaces the line, so that a printed progress bar stays one line.
/// </summary>
static class CarriageReturns
{
    public static string Collapse(string text)
    {
        if (!text.Contains('\r'))
            return text;
        var lines = text.Replace("\r\n", "\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            lines[i] = line[(line.LastIndexOf('\r') + 1)..];
        }
        return string.Join('\n', lines);
    }
}
