namespace Reining.Chapters.Inversion;

/// <summary>What reads the classes of digits where few labels are known (fact sheet invgan.md §7).</summary>
public enum LabelMethod
{
    /// <summary>A trunk like the discriminator's with a class head, trained on the labeled digits alone.</summary>
    LabelsAlone,

    /// <summary>Codes of an InvGAN that saw no label, and a linear map fitted to those of labeled digits.</summary>
    Codes,

    /// <summary>A GAN whose discriminator has a class head; nothing infers a code.</summary>
    Gan,

    /// <summary>The whole method with a class head, codes and classes inferred together.</summary>
    InvGan,
}
