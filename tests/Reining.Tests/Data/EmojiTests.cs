using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Reining.Data;
using Reining.Images;

namespace Reining.Tests.Data;

public sealed class EmojiTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static byte[] Png(byte value, byte alpha = 255) =>
        ImageCodec.EncodePng(
            new PixelImage(64, 64, 4, [.. Enumerable.Repeat(new byte[] { value, value, value, alpha }, 64 * 64).SelectMany(p => p)]));

    const string List = """
        [
          {"unified": "B", "name": "BOAT", "image": "b.png", "category": "Travel & Places", "sort_order": 2, "has_img_google": true},
          {"unified": "A", "name": "HAND", "image": "a.png", "category": "People & Body", "sort_order": 1, "has_img_google": true,
           "skin_variations": {
             "1F3FB": {"image": "a-1.png", "has_img_google": true},
             "1F3FB-1F3FF": {"image": "a-2.png", "has_img_google": true},
             "1F3FF-1F3FF": {"image": "a-3.png", "has_img_google": true},
             "1F3FC": {"image": "a-4.png", "has_img_google": false}}},
          {"unified": "C", "name": "TWIN OF BOAT", "image": "c.png", "category": "Objects", "sort_order": 3, "has_img_google": true}
        ]
        """;

    string Package(string list, params (string Name, byte[] Content)[] pictures)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.tgz");
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var (name, content) in pictures.Select(p => ("package/img/google/64/" + p.Name, p.Content))
            .Prepend(("package/emoji.json", Encoding.UTF8.GetBytes(list))))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return path;
    }

    string Small() =>
        Package(
            List, ("a.png", Png(10)), ("a-1.png", Png(11)), ("a-2.png", Png(12)), ("a-3.png", Png(13)), ("b.png", Png(20)),
            ("c.png", Png(20)));

    [Fact]
    public void GivenASmallPackage_WhenRead_ThenOrderLabelsAndDuplicatesAreRight()
    {
        var pictures = Emoji.Read(Small());
        // C looks like B and comes later: it is left out.
        Assert.Equal(["A none", "A light", "A two tones", "A dark", "B none"], pictures.Select(p => $"{p.Base} {p.SkinTone}"));
        var (train, test) = Emoji.Split(pictures, EmojiLabel.SkinTone, 0.5, seed: 1);
        Assert.Equal(5, train.Count + test.Count);
        Assert.Equal([1, 4], new[] { train.Count, test.Count }.Order()); // the hand's four variants stay together
        var hands = train.Count == 4 ? train : test;
        Assert.Equal([0, 1, 6, 5], Enumerable.Range(0, 4).Select(hands.Label));
        Assert.Equal([10, 11, 12, 13], Enumerable.Range(0, 4).Select(i => (int)hands.Pixels(i)[0]));
    }

    [Fact]
    public void GivenATransparentPicture_WhenRead_ThenItIsOnWhite() =>
        Assert.All(
            Emoji.Read(
                Package(
                    """[{"unified": "A", "name": "N", "image": "a.png", "category": "Flags", "sort_order": 1, "has_img_google": true}]""",
                    ("a.png", Png(0, 0))))[0].Image.Pixels.ToArray(),
            v => Assert.Equal(255, v));

    [Fact]
    public void GivenAnotherPackage_WhenRead_ThenTheErrorSaysWhatIsMissing()
    {
        Refusal.Of<DataException>(() => Emoji.Read(Package("{}", [])), "emoji.json in the form");
        Refusal.Of<DataException>(() => Emoji.Read(Package(List.Replace("Objects", "Other", StringComparison.Ordinal), [])), "got 'Other'");
        File.WriteAllBytes(_folder.File("no.tgz"), [1, 2, 3]);
        Refusal.Of<DataException>(() => Emoji.Read(_folder.File("no.tgz")), "no.tgz", "whole tar.gz");
        Refusal.Of<DataException>(() => Emoji.Read(Package(List)), "a.png, got no such member");
        Assert.Throws<ArgumentOutOfRangeException>(() => Emoji.Load(testShare: 1));
    }

    [SkippableFact]
    public void GivenThePackage_WhenLoaded_ThenCountsAreTheMeasuredOnesAndNoEmojiIsOnBothSides()
    {
        Skip.IfNot(new DataCache().Has("emoji"), "The emoji are not in the cache; ./reining data ensure emoji fetches them.");
        var pictures = Emoji.Pictures();
        // 3786 files, 3767 of them different, as counted by another program too;
        // all pictures of 14 of the 1911 base emoji equal earlier ones.
        Assert.Equal((3767, 1897), (pictures.Count, pictures.Select(p => p.Base).Distinct().Count()));
        var (train, test) = Emoji.Split(pictures, EmojiLabel.Category, 0.2, 0);
        Assert.Equal(pictures.Count, train.Count + test.Count);
        HashSet<string> Contents(LabeledImages set) =>
            [.. Enumerable.Range(0, set.Count).Select(i => Convert.ToBase64String(set.Pixels(i)))];
        Assert.Equal(pictures.Count, Contents(train).Union(Contents(test)).Count());
    }
}
