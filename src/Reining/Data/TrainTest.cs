namespace Reining.Data;

/// <summary>A data set as its authors split it.</summary>
/// <param name="Train">For fitting and for choosing among models.</param>
/// <param name="Test">For the final number only.</param>
public sealed record TrainTest(LabeledImages Train, LabeledImages Test);
