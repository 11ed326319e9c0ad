using Reining.Images;

namespace Reining.Cli.Tests;

/// <summary>One's own pictures, trained on and sampled without writing code; what is odd about them is told.</summary>
public sealed class PictureCommandsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("reining-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Bright disks on a dark ground, of changing sizes unless a side is given.</summary>
    string Pictures(int count, int side = 0, bool gray = false)
    {
        var folder = Path.Combine(_folder, $"disks-{count}-{side}-{gray}");
        Directory.CreateDirectory(folder);
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var (width, height) = side > 0 ? (side, side) : (20 + i % 5, 24 + i % 7);
            byte[] color = gray ? [200, 200, 200] : [(byte)random.Next(100, 256), (byte)random.Next(256), 40];
            var pixels = new byte[width * height * 3];
            for (var p = 0; p < width * height; p++)
            {
                var (x, y) = (p % width - width / 2, p / width - height / 2);
                if (x * x + y * y < 5 * (4 + i % 9))
                    color.CopyTo(pixels, 3 * p);
            }
            File.WriteAllBytes(Path.Combine(folder, $"{i:D3}.png"), ImageCodec.EncodePng(new PixelImage(width, height, 3, pixels)));
        }
        return folder;
    }

    string[] Train(string images, string model = "rae") =>
        ["train", model, "--images", images, "--width", "2", "--latent", "4", "--epochs", "2", "--out", Path.Combine(_folder, "run")];

    [Fact]
    public void GivenPicturesOfManySizes_WhenTrainedAndSampled_ThenItIsToldAndAGridIsWritten()
    {
        var (exitCode, output, error) = Cli.Run(Train(Pictures(30)));
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("each is cut to its middle square and resized to 16x16", output, StringComparison.Ordinal);
        Assert.Contains("RAE on 30 pictures of 3x16x16", output, StringComparison.Ordinal);

        var file = Path.Combine(_folder, "samples.png");
        var sampled = Cli.Run("sample", Path.Combine(_folder, "run"), "--prior", "gmm", "-n", "9", "--out", file);
        Assert.True(sampled.ExitCode == 0, sampled.Output + sampled.Error);
        var grid = ImageCodec.Load(file);
        Assert.True(grid.Width >= 3 * 16 && grid.Height >= 3 * 16 && grid.Pixels.ToArray().Distinct().Count() > 10);
        // The same seed gives the same pictures, another prior others.
        var bytes = File.ReadAllBytes(file);
        Cli.Run("sample", Path.Combine(_folder, "run"), "--prior", "gmm-10", "-n", "9", "--out", file);
        Assert.Equal(bytes, File.ReadAllBytes(file));
        Cli.Run("sample", Path.Combine(_folder, "run"), "--prior", "standard-normal", "-n", "9", "--out", file);
        Assert.NotEqual(bytes, File.ReadAllBytes(file));
    }

    [Fact]
    public void GivenGrayPictures_WhenTrained_ThenTheNetHasOneChannel()
    {
        var (exitCode, output, error) = Cli.Run(Train(Pictures(30, side: 16, gray: true)));
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("All pictures are gray: one channel.", output, StringComparison.Ordinal);
        Assert.Contains("1x16x16", output, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenMistakes_WhenTrainedOrSampled_ThenOneSentenceSaysWhatToDo()
    {
        Expect(Cli.Run(Train(Pictures(1, side: 16))), "expected at least 20 pictures", "got 1");
        Expect(Cli.Run(Train(Path.Combine(_folder, "nosuch"))), "expected a folder or one of mnist", "nosuch");
        Expect(Cli.Run(Train(Pictures(30, side: 16), model: "RAEE")), "got 'RAEE'", "Did you mean 'RAE'?");
        Expect(Cli.Run("sample", Path.Combine(_folder, "nosuch")), "expected the folder of a finished 'reining train'");
        Expect(Cli.Run("sample", _folder, "--prior", "gnn"), "expected standard-normal or", "got 'gnn'");
    }

    static void Expect((int ExitCode, string Output, string Error) result, params string[] parts)
    {
        Assert.Equal(2, result.ExitCode); // refused
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
