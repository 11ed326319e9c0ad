namespace Reining.Kernel.Packages;

/// <summary>The files of restored packages.</summary>
/// <param name="Libraries">Managed libraries.</param>
/// <param name="NativeFolders">Folders with native libraries for this system.</param>
/// <param name="Notices">What the user should know: versions that were not to be had, and what is used instead.</param>
sealed record ResolvedPackages(IReadOnlyList<string> Libraries, IReadOnlyList<string> NativeFolders, IReadOnlyList<string> Notices);
