namespace Reining.Worlds;

/// <summary>What faces are for; no face is in two parts.</summary>
public enum FacePart
{
    /// <summary>Generators learn from them.</summary>
    Train,

    /// <summary>The regressor that judges learns from them.</summary>
    Judge,

    /// <summary>The regressor that a generator is trained with learns from them.</summary>
    Guide,

    /// <summary>Sets of pictures are compared with their photos.</summary>
    Reference,

    /// <summary>They are what is asked for when a generator is measured.</summary>
    Test,

    /// <summary>Their parameters, one group at a time, are given to one another.</summary>
    Variation,
}
