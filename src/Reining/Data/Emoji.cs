using System.Text.Json;
using Reining.Images;

namespace Reining.Data;

/// <summary>
/// Google's Noto emoji, 64×64 color on white, about 3700 pictures: the color set that everyone can have (images Apache-2.0, package
/// <c>emoji-datasource-google</c> MIT). Pictures that are equal pixel for pixel come once, and all skin tones of one emoji are on the same
/// side of the split; near twins (a runner and a man running) are separate emoji and may not be.
/// </summary>
public static class Emoji
{
    const string Archive = "emoji-datasource-google-16.0.0.tgz", List = "package/emoji.json", Folder = "package/img/google/64/";
    const int Side = 64;

    /// <summary>Unicode's groups, in the order of their labels.</summary>
    public static IReadOnlyList<string> Categories { get; } =
        ["Smileys & Emotion", "People & Body", "Component", "Animals & Nature", "Food & Drink", "Travel & Places", "Activities", "Objects",
            "Symbols", "Flags"];

    /// <summary>The skin tones, in the order of their labels.</summary>
    public static IReadOnlyList<string> SkinTones { get; } = [
        "none", "light", "medium-light", "medium", "medium-dark", "dark", "two tones"
    ];

    /// <summary>Training and test pictures; the package is fetched and checked on first use, then read from the cache (2 to 4 s).</summary>
    /// <param name="label">What the class of a picture is.</param>
    /// <param name="testShare">Share of the base emoji that go to the test part with all their variants, in (0, 1).</param>
    /// <param name="seed">Equal seeds give equal splits.</param>
    /// <param name="cache">Where data lies; null takes the machine's cache.</param>
    /// <exception cref="DataException">No source gave the package, or it holds something else.</exception>
    public static TrainTest Load(EmojiLabel label = EmojiLabel.Category, double testShare = 0.2, ulong seed = 0, DataCache? cache = null)
    {
        Options.Between(testShare, 0, 1, nameof(testShare));
        return Split(Pictures(cache), label, testShare, seed);
    }

    /// <summary>All different pictures in Unicode's order, with what is known about each.</summary>
    /// <param name="cache">Where data lies; null takes the machine's cache.</param>
    /// <exception cref="DataException">No source gave the package, or it holds something else.</exception>
    public static IReadOnlyList<EmojiPicture> Pictures(DataCache? cache = null) =>
        Read(Path.Combine((cache ?? new DataCache()).Ensure("emoji"), Archive));

    /// <summary>Splits by base emoji, never by picture.</summary>
    internal static TrainTest Split(IReadOnlyList<EmojiPicture> pictures, EmojiLabel label, double testShare, ulong seed)
    {
        string[] bases = [.. pictures.Select(p => p.Base).Distinct()];
        var order = Permutation.Of(bases.Length, seed, -1);
        var held = order.Take((int)Math.Round(testShare * bases.Length)).Select(i => bases[i]).ToHashSet();
        var names = label == EmojiLabel.Category ? Categories : SkinTones;
        return new TrainTest(Part("train", false), Part("test", true));

        LabeledImages Part(string part, bool test)
        {
            EmojiPicture[] chosen = [.. pictures.Where(p => held.Contains(p.Base) == test)];
            var pixels = new byte[chosen.Length * 3 * Side * Side];
            for (var i = 0; i < chosen.Length; i++)
                ImageFolder.ToPlanes(chosen[i].Image, pixels.AsSpan(i * 3 * Side * Side, 3 * Side * Side));
            byte[] labels = [.. chosen.Select(p => (byte)names.ToList().IndexOf(label == EmojiLabel.Category ? p.Category : p.SkinTone))];
            return new LabeledImages($"Emoji {part}", pixels, labels, 3, Side, Side, names);
        }
    }

    /// <summary>Reads the package file: the list, then every picture that it names.</summary>
    internal static IReadOnlyList<EmojiPicture> Read(string archive)
    {
        var files = TarArchive.Members("Emoji", archive, name => name == List || name.StartsWith(Folder, StringComparison.Ordinal));
        var list = files.TryGetValue(List, out var json)
            ? Entries(json, archive)
            : throw Bad(archive, $"expected {List}, got no such member");
        var pictures = new EmojiPicture[list.Count];
        if (list.FirstOrDefault(e => !files.ContainsKey(Folder + e.File)).File is { } missing)
            throw Bad(archive, $"expected {Folder}{missing}, got no such member");
        for (var i = 0; i < list.Count; i++)
        {
            var (file, root, name, category, tone) = list[i];
            var image = ImageTransform.ToChannels(ImageCodec.Decode(files[Folder + file], file), 3);
            if (image.Width != Side || image.Height != Side)
                throw Bad(archive, $"expected {Side}x{Side} in {file}, got {image.Width}x{image.Height}");
            pictures[i] = new EmojiPicture(image, root, name, category, tone);
        }
        return [.. pictures.DistinctBy(p => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(p.Image.Pixels)))];
    }

    static List<(string File, string Base, string Name, string Category, string Tone)> Entries(byte[] json, string archive)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var result = new List<(string, string, string, string, string)>();
            foreach (var entry in document.RootElement.EnumerateArray().OrderBy(e => e.GetProperty("sort_order").GetInt32()))
            {
                var (root, name, category) = (Text(entry, "unified"), Text(entry, "name"), Text(entry, "category"));
                if (!Categories.Contains(category))
                    throw Bad(archive, $"expected a category of {string.Join(", ", Categories)}, got '{category}'");
                if (entry.GetProperty("has_img_google").GetBoolean())
                    result.Add((Text(entry, "image"), root, name, category, SkinTones[0]));
                if (!entry.TryGetProperty("skin_variations", out var variations)) continue;
                foreach (var variation in variations.EnumerateObject())
                {
                    if (variation.Value.GetProperty("has_img_google").GetBoolean())
                        result.Add((Text(variation.Value, "image"), root, name, category, Tone(variation.Name)));
                }
            }
            return result;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Bad(archive, $"expected {List} in the form of emoji-datasource, got another ({e.Message.TrimEnd('.')})");
        }

        string Tone(string modifiers) => modifiers.Split('-').Distinct().ToArray() switch
        {
            [{ Length: 5 } one] when one.StartsWith("1F3F", StringComparison.Ordinal) && one[4] is >= 'B' and <= 'F' =>
                SkinTones[1 + one[4] - 'B'],
            [_, _] => SkinTones[^1],
            _ => throw Bad(archive, $"expected skin tones 1F3FB to 1F3FF, got '{modifiers}'"),
        };
    }

    static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    static DataException Bad(string archive, string what) => new($"Emoji: {what} in '{archive}'; move the file away and fetch it again.");
}
