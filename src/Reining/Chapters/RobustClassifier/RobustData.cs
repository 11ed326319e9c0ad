using Reining.Data;
using static TorchSharp.torch;

namespace Reining.Chapters.RobustClassifier;

/// <summary>The digits of an experiment, in disjoint parts.</summary>
public sealed class RobustData
{
    /// <summary>Splits the digits as the profile says.</summary>
    public RobustData(RobustProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var digits = Mnist.Load();
        Train = digits.Train.Take(profile.TrainImages);
        Calibration = digits.Train.Slice(profile.TrainImages, profile.CalibrationImages);
        // Random ones: the first and the second half of MNIST's test file were written by different groups of people.
        Test = digits.Test.Split([profile.TestImages, digits.Test.Count - profile.TestImages], seed: 0)[0];
        Attacked = Test.Take(profile.AttackedImages);
    }

    /// <summary>For training.</summary>
    public LabeledImages Train { get; }

    /// <summary>For thresholds alone; training digits that no training has seen.</summary>
    public LabeledImages Calibration { get; }

    /// <summary>For the report.</summary>
    public LabeledImages Test { get; }

    /// <summary>The first of the test digits, which are attacked.</summary>
    public LabeledImages Attacked { get; }

    /// <summary>Images (N, 1, 28, 28) in [0, 1] and labels (N,), int64.</summary>
    public static (Tensor Images, Tensor Labels) Tensors(LabeledImages digits) =>
        (digits.Images(), digits.Labels());
}
