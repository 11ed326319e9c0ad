namespace Reining.Attacks;

/// <summary>Images without content from which fooling images are made.</summary>
public enum FoolingStart
{
    /// <summary>Values drawn evenly from [0, 1].</summary>
    Uniform,

    /// <summary>Values of mean ½ and standard deviation ¼, cut to [0, 1].</summary>
    Gaussian,

    /// <summary>One gray for the whole image, drawn evenly.</summary>
    Constant,

    /// <summary>The pixels of an image in random order.</summary>
    Shuffled,
}
