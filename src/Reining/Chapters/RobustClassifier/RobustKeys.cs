namespace Reining.Chapters.RobustClassifier;

/// <summary>Keys of the chapter's measurements. Outcomes stand under <c>KEY.right</c>, <c>KEY.wrong</c> and <c>KEY.rejected</c>.</summary>
static class RobustKeys
{
    public const string Epsilon = "epsilon";

    // Total robust loss: an arm of its own, over the share of the budget at which a rejection costs.
    public const string LossArm = "total-robust-loss", LossAxis = "alpha", Loss = "total_robust_loss";

    // Clean digits.
    public const string RawAccuracy = "raw_accuracy", Clean = "clean", RiskArea = "risk_area", OracleArea = "oracle_area",
        RiskAt95 = "risk_at_95";

    // Attacks, one of each a budget; the worst of all so far.
    public const string Noise = "noise", SingleStep = "fgsm", Saturated = "fgsm_saturated", Iterative = "pgd", Adaptive = "a1",
        Orthogonal = "opgd", Square = "square", Worst = "worst.wrong";

    // The encoder's class without its tests, and how far images left the budget.
    public const string IterativeRaw = "pgd.class_right", Excess = "excess";

    // After single steps: misclassified images told from clean ones by both tests and by each; what becomes of the rejected ones.
    public const string SingleStepAuroc = "fgsm.auroc", EncoderAuroc = "fgsm.auroc_encoder", DecoderAuroc = "fgsm.auroc_decoder",
        ReclassifiedRight = "reclassified.class_right", Reclassified = "reclassified";

    // Images that are no digits: share that is accepted.
    public const string FoolingBefore = "fooling.noise", FoolingAfter = "fooling.optimized";

    // The mixture's own.
    public const string Radius = "latent_radius", Reconstruction = "reconstruction", EncoderThreshold = "encoder_threshold",
        DecoderThreshold = "decoder_threshold", DecodedGap = "decoded_gap", ZeroGradient = "zero_gradient_share",
        CleanReclassified = "clean_reclassified", NearestIsLikeliest = "nearest_is_likeliest", DivergenceError = "divergence_error",
        MarginZeroGradient = "zero_gradient_share_margin";
}
