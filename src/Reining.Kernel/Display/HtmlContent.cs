using System.Globalization;
using System.Text.Encodings.Web;

namespace Reining.Kernel.Display;

/// <summary>ASP.NET's <c>IHtmlContent</c>, known by its name, so that no reference to it is needed.</summary>
static class HtmlContent
{
    public static bool Is(object value) => Contract(value) is not null;

    public static string Write(object value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var contract = Contract(value)!;
        var write = contract.GetMethod("WriteTo")
            ?? throw new FormatterException($"{contract}: expected a method WriteTo(TextWriter, HtmlEncoder), found none.");
        write.Invoke(value, [writer, HtmlEncoder.Default]);
        return writer.ToString();
    }

    static Type? Contract(object value) => value.GetType().GetInterfaces().FirstOrDefault(type => type.Name == "IHtmlContent");
}
