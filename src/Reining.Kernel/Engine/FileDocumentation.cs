using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Reining.Kernel.Engine;

/// <summary>
/// The documentation file beside a library. It is searched for each question and not kept: the framework's would take tens of megabytes.
/// </summary>
sealed class FileDocumentation(string path) : DocumentationProvider
{
    readonly string _path = path;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FileDocumentation other && other._path == _path;

    /// <inheritdoc/>
    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture,
        CancellationToken cancellationToken = default)
    {
        if (!File.Exists(_path))
            return null;
        try
        {
            using var reader = XmlReader.Create(_path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
            while (reader.ReadToFollowing("member"))
            {
                if (reader.GetAttribute("name") == documentationMemberID)
                    return reader.ReadInnerXml();
            }
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
            // Documentation that cannot be read is none.
        }
        return null;
    }
}
