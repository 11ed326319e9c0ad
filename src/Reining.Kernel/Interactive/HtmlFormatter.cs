namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Names a MIME type as .NET Interactive does.</summary>
public static class HtmlFormatter
{
    /// <summary>HTML.</summary>
    public const string MimeType = "text/html";
}
