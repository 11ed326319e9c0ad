namespace Reining.Torch;

/// <summary>A class or function named in a pickle: a name, nothing more.</summary>
/// <param name="Name">For example <c>torch._utils._rebuild_tensor_v2</c>.</param>
sealed record PickleName(string Name);
