namespace Reining.Data;

/// <summary>The content of an idx3 file.</summary>
/// <param name="Pixels">Count·Rows·Columns bytes, image after image, row by row from the top.</param>
/// <param name="Count">Images.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Columns">Columns of each.</param>
public sealed record IdxImages(byte[] Pixels, int Count, int Rows, int Columns);
