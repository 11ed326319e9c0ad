namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Names a MIME type as .NET Interactive does.</summary>
public static class PlainTextFormatter
{
    /// <summary>Plain text.</summary>
    public const string MimeType = "text/plain";
}
