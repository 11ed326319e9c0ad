namespace Reining.Kernel.Tests.Display;

/// <summary>A library's type that brings its formatters along, without knowing the kernel.</summary>
[TypeFormatterSource(typeof(BroughtFormatters))]
class Brought
{
    public string Name { get; init; } = "brought";

    public override string ToString() => "not this";
}

/// <summary>The same, with a choice of representations.</summary>
[TypeFormatterSource(typeof(BroughtFormatters), PreferredMimeTypes = ["image/png", "text/plain"])]
sealed class BroughtWithChoice : Brought;

[AttributeUsage(AttributeTargets.Class)]
sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType => formatterSourceType;

    public string[]? PreferredMimeTypes { get; set; }
}

sealed class BroughtFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new BroughtFormatter("application/vnd.plotly.v1+json", "{\"data\": []}"),
        new BroughtFormatter("image/png", "iVBORw0KGgo="),
        new BroughtFormatter("text/plain", "A brought thing"),
        new BroughtFormatter("text/markdown", null),
    ];
}

sealed class BroughtFormatter(string mimeType, string? text)
{
    public string MimeType => mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        Assert.IsAssignableFrom<Brought>(instance);
        writer.Write(text);
        return text is not null;
    }
}
