namespace Reining.Kernel.Packages;

/// <summary>The files of restored packages.</summary>
/// <param name="Libraries">Managed libraries.</param>
/// <param name="NativeFolders">Folders with native libraries for this system.</param>
sealed record ResolvedPackages(IReadOnlyList<string> Libraries, IReadOnlyList<string> NativeFolders);
