using Reining.Data;
using Reining.Images;

namespace Reining.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A picture of one value but for a border of zeros, so that crops are recognized.
    void Save(string path, int width, int height, byte value, int channels = 1, int border = 0)
    {
        var pixels = new byte[width * height * channels];
        for (var y = border; y < height - border; y++)
            for (var x = border; x < width - border; x++)
                for (var c = 0; c < channels; c++) pixels[(y * width + x) * channels + c] = (byte)(value + c);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllBytes(_folder.File(path), ImageCodec.EncodePng(new PixelImage(width, height, channels, pixels)));
    }

    [Fact]
    public void GivenSubfolders_WhenRead_ThenTheyAreTheClassesInOrder()
    {
        Save("b/2.png", 6, 4, 20, channels: 3);
        Save("b/1.PNG", 4, 4, 10);
        Save("a/9.png", 8, 8, 90, channels: 3);
        Directory.CreateDirectory(_folder.File("empty"));
        File.WriteAllText(_folder.File("a/notes.txt"), "no picture");
        var set = ImageFolder.Load(_folder.Path, new ImageFolderOptions { Side = 4 });
        Assert.Equal(["a", "b"], set.ClassNames);
        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(set.Label));
        Assert.Equal([90, 91, 92], [set.Pixels(0)[0], set.Pixels(0)[16], set.Pixels(0)[32]]);
        Assert.Equal([10, 20], [(int)set.Pixels(1)[5], set.Pixels(2)[5]]);
        Assert.Equal((3, 4, 4), (set.Channels, set.Height, set.Width));
        Assert.Equal(2, ImageFolder.Load(_folder.Path, new ImageFolderOptions { Side = 4, Limit = 2 }).Count);
    }

    [Fact]
    public void GivenWhatProgramsLeaveBehind_WhenRead_ThenItIsNotLookedAt()
    {
        Save("a/1.png", 4, 4, 10);
        Save(".ipynb_checkpoints/1-checkpoint.png", 4, 4, 20);
        Save("a/.ipynb_checkpoints/1-checkpoint.png", 4, 4, 20);
        Directory.CreateDirectory(_folder.File("__MACOSX/a"));
        foreach (var name in new[] { "a/._1.png", "__MACOSX/a/._1.png", "._b.png" })
            File.WriteAllBytes(_folder.File(name), [0, 5, 22, 7, 0, 2, 0, 0]); // what macOS keeps beside a file
        var set = ImageFolder.Load(_folder.Path);
        Assert.Equal((1, 10), (set.Count, (int)set.Pixels(0)[0]));
        Assert.Equal(["a"], set.ClassNames);
    }

    [Fact]
    public void GivenFoldersInClassesAndPicturesBeside_WhenRead_ThenTheOnesAreReadAndTheOthersTold()
    {
        Save("cats/indoor/black/1.png", 4, 4, 10);
        Save("cats/2.png", 4, 4, 20);
        Save("dogs/2024/1.png", 4, 4, 30);
        Save("preview.png", 4, 4, 40);
        Directory.CreateSymbolicLink(_folder.File("dogs/again"), _folder.File("dogs")); // leads back into itself
        var lines = new List<string>();
        var set = ImageFolder.Load(_folder.Path, report: lines.Add);
        Assert.Equal([20, 10, 30], Enumerable.Range(0, 3).Select(i => (int)set.Pixels(i)[0]));
        Assert.Equal([0, 0, 1], Enumerable.Range(0, 3).Select(set.Label));
        Assert.Equal(["cats", "dogs"], set.ClassNames);
        Assert.Equal(3, set.Count);
        Assert.Contains("1 pictures", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAFlatFolder_WhenRead_ThenThereIsOneClassAndTheCropIsTheMiddle()
    {
        Save("x/1.png", 10, 8, 200, border: 1);
        var set = ImageFolder.Load(_folder.File("x"), new ImageFolderOptions { Crop = 6, Channels = 1 });
        Assert.Equal(["x"], set.ClassNames);
        Assert.Equal((1, 6, 6), (set.Channels, set.Height, set.Width));
        Assert.All(set.Pixels(0).ToArray(), v => Assert.Equal(200, v));
        // The largest square keeps the border above and below.
        Assert.Equal(0, ImageFolder.Load(_folder.File("x")).Pixels(0)[0]);
    }

    [Fact]
    public void GivenJpegs_WhenRead_ThenTheyAreDecoded()
    {
        foreach (var name in new[] { "tiny-color.jpg", "tiny-gray.jpg" }) File.Copy(Golden.Path(name), _folder.File(name));
        var set = ImageFolder.Load(_folder.Path, new ImageFolderOptions { Side = 8 });
        Assert.Equal((2, 3, 8), (set.Count, set.Channels, set.Height));
        // Red rises by 6 a pixel from 60: the mean of the middle 16 of 24 columns is 60 + 6·11.5 = 129.
        Assert.InRange(set.Pixels(0)[..64].ToArray().Average(v => v), 127, 131);
    }

    [Fact]
    public void GivenWhatCannotBeRead_WhenRead_ThenTheErrorNamesTheFile()
    {
        Expect(() => ImageFolder.Load(_folder.File("none")), "none", "got none");
        Expect(() => ImageFolder.Load(_folder.Path), "expected pictures", ".jpeg");
        Save("c/1.png", 8, 8, 1);
        Save("c/2.png", 6, 6, 1);
        Expect(() => ImageFolder.Load(_folder.Path), "8x8", "6x6", "2.png", "set Side");
        Expect(() => ImageFolder.Load(_folder.Path, new ImageFolderOptions { Crop = 7 }), "at least 7x7", "6x6", "2.png");
        File.WriteAllBytes(_folder.File("c/2.png"), [1, 2, 3]);
        Expect(() => ImageFolder.Load(_folder.Path), "2.png", "remove or replace");
        Assert.Contains(
            "Channels: expected 1 or 3, got 2",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ImageFolderOptions { Channels = 2 }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenACopyOfCelebA_WhenLoaded_ThenTheOfficialFilesDecideAndTheLicenseIsShown()
    {
        for (var i = 1; i <= 6; i++) Save($"img_align_celeba/{i:000000}.png", 178, 218, (byte)(30 * i), border: 19);
        // 0 0 1 1 1 2
        File.WriteAllLines(_folder.File("list_eval_partition.txt"), Enumerable.Range(1, 6).Select(i => $"{i:000000}.png {i / 3}"));
        File.WriteAllLines(
            _folder.File("list_attr_celeba.txt"),
            ["6", "Bald Smiling ", .. Enumerable.Range(1, 6).Select(i => $"{i:000000}.png  1 {(i % 2 == 0 ? " 1" : "-1")}")]);
        var lines = new List<string>();
        var options = new CelebAOptions { Path = _folder.Path, Attribute = "Smiling" };
        var split = CelebA.Load(options, lines.Add);
        Assert.Equal([2, 3, 1], [split.Train.Count, split.Validation.Count, split.Test.Count]);
        Assert.Equal([0, 1], [split.Train.Label(0), split.Train.Label(1)]);
        Assert.Equal(["not Smiling", "Smiling"], split.Test.ClassNames);
        // The crop of 140 takes columns 19 to 158 and rows 39 to 178: no border is left.
        Assert.Equal((3, 64, 64), (split.Train.Channels, split.Train.Height, split.Train.Width));
        Assert.All(split.Test.Pixels(0).ToArray(), v => Assert.Equal(180, v));
        Assert.Contains(lines, l => l.Contains("non-commercial", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("not the official split", StringComparison.Ordinal));
        Expect(() => CelebA.Load(options with { Attribute = "Tall" }, lines.Add), "Bald, Smiling", "got 'Tall'");
        File.Delete(_folder.File("img_align_celeba/000002.png"));
        Expect(() => CelebA.Load(options, lines.Add), "000002.png");
    }

    [Fact]
    public void GivenCelebAAsKagglePacksIt_WhenLoaded_ThenItsTablesAreRead()
    {
        for (var i = 1; i <= 6; i++) Save($"img_align_celeba/img_align_celeba/{i:000000}.png", 178, 218, (byte)(30 * i), border: 19);
        var parts = Enumerable.Range(1, 6).Select(i => $"{i:000000}.png,{i / 3}");
        File.WriteAllLines(_folder.File("list_eval_partition.csv"), ["image_id,partition", .. parts]);
        File.WriteAllLines(_folder.File("list_attr_celeba.csv"),
            ["image_id,Bald,Smiling", .. Enumerable.Range(1, 6).Select(i => $"{i:000000}.png,1,{(i % 2 == 0 ? "1" : "-1")}")]);
        var lines = new List<string>();
        var split = CelebA.Load(new CelebAOptions { Path = _folder.Path, Attribute = "Smiling" }, lines.Add);
        Assert.Equal([2, 3, 1], [split.Train.Count, split.Validation.Count, split.Test.Count]);
        Assert.Equal([0, 1], [split.Train.Label(0), split.Train.Label(1)]);
        Assert.All(split.Test.Pixels(0).ToArray(), v => Assert.Equal(180, v));
        Assert.Contains(lines, l => l.Contains("a table as CSV", StringComparison.Ordinal));
        Expect(() => CelebA.Load(new CelebAOptions { Path = _folder.Path, Attribute = "Tall" }, lines.Add), "Bald, Smiling", "got 'Tall'");
    }

    [Fact]
    public void GivenNoCopyOfCelebA_WhenLoaded_ThenTheReasonIsGiven()
    {
        Expect(() => CelebA.Load(new CelebAOptions { Path = "" }), "no folder is named", CelebA.Variable, "mmlab");
        Expect(() => CelebA.Load(new CelebAOptions { Path = _folder.File("none") }), "there is no folder");
        Expect(() => CelebA.Load(new CelebAOptions { Path = _folder.Path }), "list_eval_partition.txt");
        File.WriteAllText(_folder.File("list_eval_partition.txt"), "1.png 0\n");
        Expect(() => CelebA.Load(new CelebAOptions { Path = _folder.Path }), "img_align_celeba.zip");
    }

    static void Expect(Action load, params string[] parts)
    {
        var message = Assert.Throws<DataException>(load).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
