using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Reining.Kernel.Engine;

/// <summary>A symbol's XML documentation as plain text.</summary>
static class DocumentationText
{
    /// <summary>Summary, parameters and result; empty where there is no documentation.</summary>
    public static string Of(ISymbol symbol)
    {
        if (symbol.GetDocumentationCommentXml(System.Globalization.CultureInfo.InvariantCulture) is not { Length: > 0 } xml)
            return "";
        XElement root;
        try
        {
            root = XElement.Parse($"<doc>{xml}</doc>");
        }
        catch (XmlException)
        {
            return ""; // somebody's malformed documentation
        }
        var lines = root.Descendants("summary").Take(1).Select(Text)
            .Concat(root.Descendants("param").Select(one => $"{(string?)one.Attribute("name")}: {Text(one)}"))
            .Concat(root.Descendants("returns").Take(1).Select(one => $"Returns: {Text(one)}"));
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    static string Text(XElement element) => string.Join(' ', string.Concat(element.DescendantNodes().Select(Word))
        .Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));

    static string Word(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref", IsEmpty: true } reference =>
            ((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? "")
                .Split(':')[^1].Split('(')[0].Split('.')[^1],
        _ => "",
    };
}
