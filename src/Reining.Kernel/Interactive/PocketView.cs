using System.Collections;
using System.Dynamic;
using System.Net;
using System.Text;
using Reining.Kernel.Display;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>An HTML element, written in C# as .NET Interactive has it: <c>a[href: "…"](b("text"), " more")</c>.</summary>
/// <remarks>
/// Indexing by named arguments gives attributes, calling gives content; both make a new element. Text is encoded; elements and
/// <see cref="HtmlString"/> are not; sequences give their items, other values what they show as HTML.
/// </remarks>
public sealed class PocketView : DynamicObject
{
    static readonly HashSet<string> Void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
        "wbr"];

    readonly string _name;
    readonly string _attributes;
    readonly string _content;

    internal PocketView(string name, string attributes = "", string content = "") =>
        (this._name, this._attributes, this._content) = (name, attributes, content);

    /// <inheritdoc/>
    public override bool TryGetIndex(GetIndexBinder binder, object[] indexes, out object? result)
    {
        var names = binder.CallInfo.ArgumentNames;
        if (names.Count != indexes.Length)
            throw new ArgumentException($"{_name}[…]: expected attributes by name, such as {_name}[style: \"…\"], got one without a name.");
        var text = new StringBuilder(_attributes);
        foreach (var (attribute, value) in names.Zip(indexes))
            text.Append($" {attribute.Replace('_', '-')}=\"{WebUtility.HtmlEncode(value?.ToString())}\"");
        result = new PocketView(_name, text.ToString(), _content);
        return true;
    }

    /// <inheritdoc/>
    public override bool TryInvoke(InvokeBinder binder, object?[]? args, out object? result)
    {
        var text = new StringBuilder();
        foreach (var argument in args ?? [])
            Append(text, argument);
        result = new PocketView(_name, _attributes, text.ToString());
        return true;
    }

    /// <summary>The HTML.</summary>
    public override string ToString() =>
        _content.Length == 0 && Void.Contains(_name) ? $"<{_name}{_attributes}>" : $"<{_name}{_attributes}>{_content}</{_name}>";

    static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string plain:
                text.Append(WebUtility.HtmlEncode(plain));
                break;
            case PocketView or HtmlString:
                text.Append(value);
                break;
            case var other when ValueShape.IsScalar(other):
                text.Append(WebUtility.HtmlEncode(ValueShape.ScalarText(other)));
                break;
            case IEnumerable items when ValueReader.Read(items).Kind != ShownKind.Table:
                foreach (var item in items)
                    Append(text, item);
                break;
            default:
                text.Append(value.ToDisplayString(HtmlFormatter.MimeType));
                break;
        }
    }
}
