using System.Text.Json.Serialization;

namespace Reining.Chapters.Inversion;

/// <summary>How large the chapter's experiments are.</summary>
/// <param name="Name">Profile name.</param>
/// <param name="Steps">Iterations of a GAN, and of what is fitted to it afterwards, batches of 64.</param>
/// <param name="TrainImages">Training digits, from the start of MNIST's training file.</param>
/// <param name="TestImages">Test digits: everything is measured on them.</param>
/// <param name="Seeds">One full experiment each.</param>
public sealed record InversionProfile(string Name, long Steps, int TrainImages, int TestImages, IReadOnlyList<ulong> Seeds) : IProfile
{
    /// <summary>Samples whose distance to the test digits is measured.</summary>
    public int Samples { get; init; } = 5_000;

    /// <summary>Learning rate of a GAN's nets.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>What the average of generator and mapping keeps of itself at a step.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Numbers in a code.</summary>
    public long CodeSize { get; init; } = 32;

    /// <summary>Test digits whose codes are searched for by gradient steps.</summary>
    public int SearchedImages { get; init; } = 500;

    /// <summary>Gradient steps after which a search is looked at, ascending.</summary>
    public IReadOnlyList<int> SearchSteps { get; init; } = [0, 10, 50, 200];

    /// <summary>Steps of a classifier that is trained with made images.</summary>
    public int ClassifierSteps { get; init; } = 300;

    /// <summary>Rows of either set in the test of inferred against drawn codes.</summary>
    public int TestedCodes { get; init; } = 500;

    /// <summary>Iterations of models with few labels; a GAN without inference gets more, as everywhere.</summary>
    public long LabelSteps { get; init; } = 4_000;

    /// <summary>Labels of each class that they are trained with, 0 for all; empty where they are not run.</summary>
    public IReadOnlyList<int> LabelCounts { get; init; } = [];

    /// <summary>Iterations from one point of a curve to the next.</summary>
    public long PointEvery { get; init; } = 1_000;

    /// <summary>Seeds of <see cref="Seeds"/>, the first ones, with which all is run; with the others the table's models alone.</summary>
    public int FullSeeds { get; init; } = 3;

    /// <summary>Sizes of the experiment on images of three digits; null where it is not run.</summary>
    public StackedSizes? Stacked { get; init; }

    /// <summary>Iterations with other nets and other images; 0 where they are not run.</summary>
    public long SettingSteps { get; init; }

    /// <summary>Iterations with pictures in color; 0 where they are not run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long PictureSteps { get; init; }

    /// <summary>Learning rate of a GAN's nets with pictures in color, where the nets have none of their own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PictureRate { get; init; }

    /// <summary>Iterations of the InvGAN of tiles; 0 where it is not run.</summary>
    public long TileSteps { get; init; }

    /// <summary>Iterations on 25 Gaussians; 0 where they are not run.</summary>
    public long PlaneSteps { get; init; }

    /// <summary>Seeds of 25 Gaussians, which are quick: 1 and so on.</summary>
    public int PlaneSeeds { get; init; } = 1;

    /// <summary>Whether the rivals of long runs are run too: the other recipe, ALAE's way, the GAN that is continued.</summary>
    public bool MoreModels { get; init; }

    /// <summary>Whether all is run with a seed; a seed that the profile does not name is a full one.</summary>
    public bool IsFull(ulong seed) => !Seeds.Skip(FullSeeds).Contains(seed);

    /// <summary>Whether the code runs at all.</summary>
    public static InversionProfile Smoke { get; } = new("smoke", 40, 600, 200, [1])
    {
        LearningRate = 1e-3,
        AverageDecay = 0.95,
        Samples = 200,
        CodeSize = 8,
        SearchedImages = 20,
        TestedCodes = 100,
        ClassifierSteps = 30,
        PointEvery = 20,
        Stacked = new(10, 10) { TrainImages = 500, Samples = 200, Width = 8 },
        LabelSteps = 20,
        LabelCounts = [10, LabelChoice.All],
        TileSteps = 20,
        PlaneSteps = 12,
    };

    /// <summary>
    /// First contact: one seed, some minutes on two cores. Few iterations, so the rate is five times as high; nothing with few labels,
    /// whose models would take as long as half of the rest, and no images of three digits, of which 20 seconds show no mode at all.
    /// </summary>
    public static InversionProfile Quick { get; } = new("quick", 900, 8_000, 2_000, [1])
    {
        LearningRate = 1e-3,
        AverageDecay = 0.995,
        Samples = 2_000,
        SearchedImages = 100,
        PointEvery = 300,
    };

    /// <summary>Claims with their spread.</summary>
    public static InversionProfile Standard { get; } = new("standard", 10_000, 60_000, 10_000, [1, 2, 3, 4, 5])
    {
        MoreModels = true,
        Stacked = new(6_000, 500),
        SettingSteps = 4_000,
        PictureSteps = 1_500,
        PictureRate = 1e-3, // few iterations, as in quick
        TileSteps = 6_000,
        PlaneSteps = 6_000,
        PlaneSeeds = 10,
        LabelCounts = [10, 50, 100, LabelChoice.All],
    };

    /// <summary>Ten times as long.</summary>
    public static InversionProfile Paper { get; } = new("paper", 60_000, 60_000, 10_000, [1, 2, 3, 4, 5])
    {
        CodeSize = 64,
        Samples = 10_000,
        MoreModels = true,
        FullSeeds = 5,
        SettingSteps = 60_000,
        PictureSteps = 60_000,
        TileSteps = 60_000,
        PlaneSteps = 60_000,
        PlaneSeeds = 10,
        PointEvery = 5_000,
        Stacked = new(60_000, 5_000) { TrainImages = 120_000, Samples = 26_000, Width = 64, Gated = true },
        LabelSteps = 60_000,
        LabelCounts = [10, 50, 100, LabelChoice.All],
    };

    /// <summary>All profiles.</summary>
    public static Profiles<InversionProfile> Profiles { get; } = new(Smoke, Quick, Standard, Paper);
}
