namespace Reining.Display;

/// <summary>The MIME types in which library types show themselves.</summary>
internal static class Mime
{
    public const string Html = "text/html";
    public const string Plain = "text/plain";
    public const string Plotly = "application/vnd.plotly.v1+json";
    public const string Png = "image/png";
}
