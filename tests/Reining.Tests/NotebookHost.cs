using System.Collections;

namespace Reining.Tests;

/// <summary>What a notebook host does with a value, by names only: the convention of .NET Interactive's formatting library.</summary>
static class NotebookHost
{
    public static Dictionary<string, string> Show(object value)
    {
        var attribute = value.GetType().GetCustomAttributes(true).Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)Property(attribute, "FormatterSourceType")!)!;
        var written = new Dictionary<string, string>();
        foreach (var formatter in (IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!)
        {
            using var writer = new StringWriter();
            var method = formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])!;
            Assert.True((bool)method.Invoke(formatter, [value, writer])!);
            written[(string)Property(formatter, "MimeType")!] = writer.ToString();
        }
        return ((string[])Property(attribute, "PreferredMimeTypes")!).ToDictionary(m => m, m => written[m]);
    }

    static object? Property(object of, string name) => of.GetType().GetProperty(name)!.GetGetMethod()!.Invoke(of, null);
}
