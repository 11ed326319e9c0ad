using System.Numerics;
using Reining.Data;
using Reining.Images;
using Reining.Tests.Data;
using Reining.Worlds;

namespace Reining.Tests.Worlds.Flame;

/// <summary>
/// Files of the shape of a converted FLAME, made here: a ball of 50 vertices with 5 joints, 3 shapes, 2 expressions and 2 textures. It has
/// nothing of FLAME but the format.
/// </summary>
static class TinyFlame
{
    public const int Rows = 6, Columns = 8, Vertices = Rows * Columns + 2, Joints = 5, Shapes = 3, Expressions = 2, TextureSide = 8;
    const float Radius = 0.1f;

    public static FlameLayout Layout { get; } = new(Shapes, Expressions, 2);

    public static Vector3[] Template { get; } =
    [
        .. from row in Enumerable.Range(1, Rows)
           from column in Enumerable.Range(0, Columns)
           select OnBall(MathF.PI * row / (Rows + 1), MathF.Tau * column / Columns),
        new(0, Radius, 0), new(0, -Radius, 0),
    ];

    /// <summary>Arrays of flame.npz by name; a test damages one of them.</summary>
    public static Dictionary<string, (Array Values, int[] Shape)> Model()
    {
        var random = new SplitMix64(11);
        float Small(float size) => ((random.Next() >> 40) * (2f / (1 << 24)) - 1) * size;
        var shapes = Enumerable.Range(0, Vertices * 3 * (Shapes + Expressions)).Select(_ => Small(0.01f)).ToArray();
        for (var v = 0; v < Vertices; v++)
        {
            // The first shape moves everything to the right by a millimeter.
            for (var axis = 0; axis < 3; axis++)
                shapes[(3 * v + axis) * (Shapes + Expressions)] = axis == 0 ? 0.001f : 0;
        }
        var weights = new float[Vertices * Joints];
        for (var v = 0; v < Vertices; v++)
        {
            var p = Template[v] / Radius;
            var jaw = p is { Y: < -0.3f, Z: > 0.2f } ? 0.75f : 0;
            var row = new[] { (1 - jaw) * 0.3f, (1 - jaw) * 0.5f, jaw, (1 - jaw) * 0.1f, (1 - jaw) * 0.1f };
            row.CopyTo(weights, v * Joints);
        }
        var regressor = new double[Joints * Vertices];
        for (var j = 0; j < Joints; j++)
        {
            for (var k = 0; k < 4; k++)
                regressor[j * Vertices + random.NextBelow(Vertices)] += 0.25;
        }
        // The jaw turns about the middle of a ring at the back.
        Array.Clear(regressor, 2 * Vertices, Vertices);
        (regressor[2 * Vertices + 2 * Columns + 4], regressor[2 * Vertices + 3 * Columns + 4]) = (0.5, 0.5);
        return new()
        {
            ["v_template"] = (Template.SelectMany(p => new double[] { p.X, p.Y, p.Z }).ToArray(), [Vertices, 3]),
            ["f"] = (Triangles().Select(i => (uint)i).ToArray(), [Triangles().Length / 3, 3]),
            ["shapedirs"] = (shapes, [Vertices, 3, Shapes + Expressions]),
            ["posedirs"] = (
                Enumerable.Range(0, Vertices * 3 * 9 * (Joints - 1)).Select(_ => Small(0.002f)).ToArray(), [Vertices, 3, 9 * (Joints - 1)]),
            ["J_regressor"] = (regressor, [Joints, Vertices]),
            ["kintree_table"] = (new uint[] { uint.MaxValue, 0, 1, 1, 1, 0, 1, 2, 3, 4 }, [2, Joints]),
            ["weights"] = (weights, [Vertices, Joints]),
            ["expression_start"] = (new[] { Shapes }, []),
            ["eyes"] = (new[] { 2 * Columns + 7, 2 * Columns + 1 }, [2]), // to the left and right of the front, a row above the middle
        };
    }

    public static string Write(string folder, string name, Dictionary<string, (Array Values, int[] Shape)> arrays)
    {
        var path = Path.Combine(folder, name);
        NpzWriter.Write(path, arrays.Select(a => (a.Key, a.Value.Values, a.Value.Shape)));
        return path;
    }

    public static FlameModel Read(string folder) => FlameModel.Read(Write(folder, FlameModel.FileName, Model()));

    /// <summary>tex.npz: one color, and two directions of it.</summary>
    public static Dictionary<string, (Array Values, int[] Shape)> Texture()
    {
        const int Texels = TextureSide * TextureSide;
        byte[] color = [100, 150, 200];
        var around = Template.SelectMany(p => new[] { 0.5f + p.X / Radius / 2.2f, 0.5f + p.Y / Radius / 2.2f }).ToArray();
        return new()
        {
            ["mean"] = (Enumerable.Range(0, 3 * Texels).Select(i => color[i % 3]).ToArray(), [TextureSide, TextureSide, 3]),
            ["dirs"] = (
                Enumerable.Range(0, 6 * Texels).Select(i => i % 2 == 0 ? 20f : (i / 2 % 3 - 1) * 10f).ToArray(),
                [TextureSide, TextureSide, 3, 2]),
            ["vt"] = (around, [Vertices, 2]),
            ["ft"] = (Triangles(), [Triangles().Length / 3, 3]),
        };
    }

    /// <summary>uv.npz: the middle of each triangle; the face is what looks to the front.</summary>
    public static Dictionary<string, (Array Values, int[] Shape)> Skin()
    {
        var triangles = Triangles();
        var count = triangles.Length / 3;
        var face = Enumerable.Range(0, Vertices).Where(v => Template[v].Z > 0).ToArray();
        bool Front(int t) => Enumerable.Range(0, 3).Sum(i => Template[triangles[3 * t + i]].Z) > 0;
        return new()
        {
            ["valid_pixel_3d_faces"] = (triangles, [count, 3]),
            ["valid_pixel_b_coords"] = (Enumerable.Repeat(1 / 3f, 3 * count).ToArray(), [count, 3]),
            ["face_mask"] = (Enumerable.Range(0, count).Select(t => (byte)(Front(t) ? 1 : 0)).ToArray(), [count]),
            ["face_vertices"] = (face, [face.Length]),
        };
    }

    /// <summary>Parameters of one face, its camera solved from its eyes.</summary>
    public static float[] Face(FlameModel model, int index)
    {
        var random = new SplitMix64((ulong)index + 100);
        float Within(float least, float most) => least + (random.Next() >> 40) * (1f / (1 << 24)) * (most - least);
        var theta = new float[Layout.Count];
        for (var k = 0; k < Layout.Pose; k++)
            theta[k] = Within(-1.5f, 1.5f);
        (theta[Layout.Pose], theta[Layout.Pose + 1], theta[Layout.Jaw]) = (Within(-0.2f, 0.2f), Within(-0.4f, 0.4f), Within(0, 0.3f));
        for (var k = Layout.Texture; k < Layout.Light; k++)
            theta[k] = Within(-1.5f, 1.5f);
        for (var k = 0; k < 27; k++)
            theta[Layout.Light + k] = k < 3 ? Within(2.5f, 3.5f) : Within(-0.4f, 0.4f);
        var vertices = new Vector3[model.Vertices];
        FlameRenderer.Place(model, Layout, theta, vertices);
        var camera = model.AlignedCamera(vertices);
        (theta[Layout.Camera], theta[Layout.Camera + 1], theta[Layout.Camera + 2]) = (camera.Scale, camera.X, camera.Y);
        return theta;
    }

    /// <summary>All files of a folder of own faces, and photos: renders on a background, a hundred in each subfolder.</summary>
    public static string Folder(string folder, int count = FlameFaces.Least, int photos = FlameFaces.Least, int photoSide = 16)
    {
        var model = Read(folder);
        var texture = FlameTexture.Read(Write(folder, FlameTexture.FileName, Texture()), model);
        Write(folder, FlameSkin.FileName, Skin());
        var faces = Enumerable.Range(0, count).Select(i => Face(model, i)).ToArray();
        Write(folder, FlameFits.FileName, new()
        {
            // From the last to the first: the reader puts them in order.
            ["theta"] = (faces.Reverse().SelectMany(f => f).ToArray(), [count, Layout.Count]),
            ["index"] = (Enumerable.Range(0, count).Reverse().ToArray(), [count]),
            ["layout"] = (new[] { Layout.Shape, Layout.Expressions, Layout.Textures }, [3]),
        });
        var renderer = new FlameRenderer(model, texture, Layout, photoSide);
        var condition = new byte[6 * photoSide * photoSide];
        for (var i = 0; i < photos; i++)
        {
            renderer.Pose(faces[i]).Condition(condition);
            var plane = photoSide * photoSide;
            var pixels = new byte[3 * plane];
            for (var p = 0; p < plane; p++)
            {
                for (var c = 0; c < 3; c++)
                    pixels[3 * p + c] = condition[5 * plane + p] > 0 ? condition[c * plane + p] : (byte)(40 * c + i % 100);
            }
            var below = Directory.CreateDirectory(Path.Combine(folder, FlameFaces.Photos, $"{i / 100:00}"));
            var picture = new PixelImage(photoSide, photoSide, 3, pixels);
            File.WriteAllBytes(Path.Combine(below.FullName, $"{i:00000}.png"), ImageCodec.EncodePng(picture));
        }
        return folder;
    }

    public static int[] Triangles()
    {
        var triangles = new List<int>();
        for (var row = 0; row < Rows - 1; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var (a, b) = (row * Columns + column, row * Columns + (column + 1) % Columns);
                triangles.AddRange(a, a + Columns, b, b, a + Columns, b + Columns);
            }
        }
        for (var column = 0; column < Columns; column++)
        {
            var next = (column + 1) % Columns;
            triangles.AddRange(Vertices - 2, column, next);
            triangles.AddRange(Vertices - 1, (Rows - 1) * Columns + next, (Rows - 1) * Columns + column);
        }
        return [.. triangles];
    }

    // Column 0 is the front; columns go to the right.
    static Vector3 OnBall(float down, float around) => Radius * new Vector3(
        MathF.Sin(down) * MathF.Sin(around), MathF.Cos(down), MathF.Sin(down) * MathF.Cos(around));
}
