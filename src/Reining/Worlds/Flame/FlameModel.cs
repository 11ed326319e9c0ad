using System.Numerics;
using System.Runtime.InteropServices;
using Reining.Data;

namespace Reining.Worlds;

/// <summary>
/// FLAME's geometry (Li et al. 2017): a template, linear directions of shape and expression, corrections that depend on the pose, and
/// linear blend skinning of few joints (gif-conditional.md §2.1, §7). Read from <c>flame.npz</c>, which a user makes from a licensed
/// copy (docs/own-faces.md); sizes are those of the file.
/// </summary>
public sealed class FlameModel
{
    /// <summary>File that the model is read from.</summary>
    public const string FileName = "flame.npz";

    internal const string Remedy = "make the file anew by docs/own-faces.py";

    // The order of FLAME's joints: root, neck, jaw, eyes.
    const int Root = 0, Jaw = 2, LeastJoints = 3;
    const int MostVertices = 1 << 20;
    const float SumTolerance = 1e-3f, PlaceTolerance = 1e-5f, OpenedJaw = 0.2f;

    readonly float[] _template, _joints, _weights; // (V, 3), (J, V), (V, J)
    readonly float[][] _directions, _corrections; // (K)(V, 3), (9 (J − 1))(V, 3)
    readonly int[] _parents, _eyes;
    readonly int _jointCount;

    FlameModel(Npz file)
    {
        Vertices = file["v_template"].Shape is [var vertices and > 0 and <= MostVertices, 3] ? vertices
            : throw file.Bad($"'v_template' of shape Vx3, V from 1 to {MostVertices}", file["v_template"].ShapeText);
        _template = file.Floats("v_template", Vertices, 3);
        Triangles = file.Whole("f", 0, Vertices - 1, -1, 3);
        _jointCount = file["kintree_table"].Shape is [2, var joints and >= LeastJoints and < 64] ? joints
            : throw file.Bad("'kintree_table' of shape 2xJ, J at least 3 (root, neck, jaw, eyes)", file["kintree_table"].ShapeText);
        _parents = Parents(file);
        _weights = file.Floats("weights", Vertices, _jointCount);
        CheckRows(file, "weights", _weights, _jointCount);
        _joints = file.Floats("J_regressor", _jointCount, Vertices);
        CheckRows(file, "J_regressor", _joints, Vertices);
        _directions = Columns(file.Floats("shapedirs", Vertices, 3, -1), file["shapedirs"].Shape[2]);
        _corrections = Columns(file.Floats("posedirs", Vertices, 3, 9 * (_jointCount - 1)), 9 * (_jointCount - 1));
        ExpressionStart = file.Has("expression_start") ? file.Whole("expression_start", 0, _directions.Length)[0] : 300;
        if (ExpressionStart > _directions.Length)
            throw file.Bad($"'shapedirs' of more than {ExpressionStart} directions, expressions last", $"{_directions.Length}");
        _eyes = file.Has("eyes") ? file.Whole("eyes", 0, Vertices - 1, 2)
            : Vertices > 4597 ? [4051, 4597] : throw file.Bad($"'eyes', two vertices, in a model of {Vertices}", "none");
    }

    /// <summary>Vertices V.</summary>
    public int Vertices { get; }

    /// <summary>Three vertices a triangle, counterclockwise as seen from outside.</summary>
    public int[] Triangles { get; }

    /// <summary>The direction from which on <c>shapedirs</c> are of expression; 300 in FLAME 2020.</summary>
    public int ExpressionStart { get; }

    /// <summary>Directions of expression.</summary>
    public int Expressions => _directions.Length - ExpressionStart;

    /// <summary>Two vertices between which the camera is solved: 4051 and 4597 in FLAME.</summary>
    public IReadOnlyList<int> Eyes => _eyes;

    /// <summary>Reads and checks a model.</summary>
    /// <param name="path">The file <c>flame.npz</c>.</param>
    /// <exception cref="DataException">There is none, or it is not a FLAME by the checks of gif-conditional.md §7: sizes, vertices of
    /// triangles, rows that sum to 1, the template at rest, a jaw that opens downwards.</exception>
    public static FlameModel Read(string path)
    {
        var file = Npz.Read(
            path, "FlameModel", Remedy, ["v_template", "f", "shapedirs", "posedirs", "J_regressor", "kintree_table", "weights"],
            "expression_start", "eyes");
        var model = new FlameModel(file);
        model.Check(file);
        return model;
    }

    /// <summary>Places the vertices.</summary>
    /// <param name="shape">The first coefficients of shape; the others are 0.</param>
    /// <param name="expression">The first coefficients of expression; the others are 0.</param>
    /// <param name="rotation">Global rotation: an axis times an angle in rad.</param>
    /// <param name="jaw">Rotation of the jaw. Neck and eyes do not turn.</param>
    /// <param name="vertices">Receives the V places, in meters: right, up, towards the viewer.</param>
    /// <exception cref="ArgumentException">A length does not fit the model.</exception>
    public void Pose(
        ReadOnlySpan<float> shape, ReadOnlySpan<float> expression, ReadOnlySpan<float> rotation, ReadOnlySpan<float> jaw,
        Span<Vector3> vertices)
    {
        if (shape.Length > ExpressionStart || expression.Length > Expressions || rotation.Length != 3 || jaw.Length != 3
            || vertices.Length != Vertices)
            throw new ArgumentException(
                $"FlameModel.Pose: expected at most {ExpressionStart} numbers of shape and {Expressions} of expression, rotations of 3 " +
                $"and {Vertices} vertices, " +
                $"got {shape.Length}, {expression.Length}, {rotation.Length}, {jaw.Length} and {vertices.Length}.");
        var places = MemoryMarshal.Cast<Vector3, float>(vertices);
        _template.CopyTo(places);
        for (var k = 0; k < shape.Length; k++)
            AddScaled(places, _directions[k], shape[k]);
        for (var k = 0; k < expression.Length; k++)
            AddScaled(places, _directions[ExpressionStart + k], expression[k]);
        Span<Vector3> joints = stackalloc Vector3[_jointCount];
        for (var j = 0; j < joints.Length; j++)
            joints[j] = Joint(j, vertices);
        var (head, opened) = (Rotation(rotation), Rotation(jaw));
        Correct(places, opened);
        Skin(vertices, joints, head, opened);
    }

    /// <summary>The camera that shows a posed head as aligned photos show heads.</summary>
    /// <param name="vertices">The head's vertices, as <see cref="Pose"/> places them.</param>
    /// <exception cref="ArgumentException">The head is seen from behind.</exception>
    public FlameCamera AlignedCamera(ReadOnlySpan<Vector3> vertices) =>
        FlameCamera.Solve(vertices[_eyes[0]], vertices[_eyes[1]], firstIsLeft: _template[3 * _eyes[0]] < _template[3 * _eyes[1]]);

    /// <summary>v̄ + Σ of what the pose adds: nine numbers R − I of each joint but the root; only the jaw has turned.</summary>
    void Correct(Span<float> places, Matrix4x4 opened)
    {
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                // Vectors are rows here, so that the matrix is the transpose of the sheet's.
                var feature = opened[column, row] - (row == column ? 1 : 0);
                AddScaled(places, _corrections[9 * (Jaw - 1) + 3 * row + column], feature);
            }
        }
    }

    void Skin(Span<Vector3> vertices, ReadOnlySpan<Vector3> joints, Matrix4x4 head, Matrix4x4 opened)
    {
        Span<Matrix4x4> here = stackalloc Matrix4x4[_jointCount], moves = stackalloc Matrix4x4[_jointCount];
        for (var j = 0; j < joints.Length; j++)
        {
            var turn = j == Root ? head : j == Jaw ? opened : Matrix4x4.Identity;
            here[j] = j == Root ? turn * Matrix4x4.CreateTranslation(joints[j])
                : turn * Matrix4x4.CreateTranslation(joints[j] - joints[_parents[j]]) * here[_parents[j]];
            moves[j] = Matrix4x4.CreateTranslation(-joints[j]) * here[j];
        }
        for (var v = 0; v < vertices.Length; v++)
        {
            var place = Vector3.Zero;
            for (var j = 0; j < joints.Length; j++)
            {
                if (_weights[v * joints.Length + j] is not 0 and var weight)
                    place += weight * Vector3.Transform(vertices[v], moves[j]);
            }
            vertices[v] = place;
        }
    }

    Vector3 Joint(int joint, ReadOnlySpan<Vector3> vertices)
    {
        var place = Vector3.Zero;
        for (var v = 0; v < Vertices; v++)
        {
            if (_joints[joint * Vertices + v] is not 0 and var weight)
                place += weight * vertices[v];
        }
        return place;
    }

    static Matrix4x4 Rotation(ReadOnlySpan<float> axis)
    {
        var vector = new Vector3(axis);
        var angle = vector.Length();
        return angle == 0 ? Matrix4x4.Identity : Matrix4x4.CreateFromAxisAngle(vector / angle, angle);
    }

    internal static void AddScaled(Span<float> target, ReadOnlySpan<float> values, float scale)
    {
        if (scale == 0)
            return;
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        var from = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * scale;
        for (var i = to.Length * Vector<float>.Count; i < target.Length; i++)
            target[i] += values[i] * scale;
    }

    /// <summary>The checks that need the model to move (§7, step 2).</summary>
    void Check(Npz file)
    {
        var (rest, open) = (new Vector3[Vertices], new Vector3[Vertices]);
        Pose([], [], [0, 0, 0], [0, 0, 0], rest);
        var template = MemoryMarshal.Cast<float, Vector3>(_template);
        for (var v = 0; v < Vertices; v++)
        {
            if (!((rest[v] - template[v]).Length() <= PlaceTolerance * (1 + template[v].Length())))
                throw file.Bad($"zero parameters to give the template's vertex {v}, {template[v]}", $"{rest[v]}");
        }
        var ofJaw = Enumerable.Range(0, Vertices).Where(v => _weights[v * _jointCount + Jaw] >= 0.5f).ToList();
        if (ofJaw.Count == 0)
            throw file.Bad("vertices of which joint 2, the jaw, has at least half of the weight", "none");
        Pose([], [], [0, 0, 0], [OpenedJaw, 0, 0], open);
        var chin = ofJaw.MinBy(v => rest[v].Y);
        if (!(open[chin].Y < rest[chin].Y))
            throw file.Bad(
                $"a jaw opened by {OpenedJaw} rad to move the chin, vertex {chin}, down",
                $"a height of {open[chin].Y} after {rest[chin].Y}; y must point up and z to the viewer");
    }

    int[] Parents(Npz file)
    {
        // The root's parent is −1, or what an unsigned type makes of it.
        var table = file["kintree_table"].Whole() ?? throw file.Bad("whole numbers in 'kintree_table'", file["kintree_table"].Type);
        for (var j = 1; j < _jointCount; j++)
        {
            if (table[j] < 0 || table[j] >= j)
                throw file.Bad($"a parent below {j} of joint {j} in 'kintree_table'", $"{table[j]}");
        }
        return [.. table.Take(_jointCount).Select((p, j) => j == Root ? -1 : (int)p)];
    }

    static void CheckRows(Npz file, string name, float[] values, int length)
    {
        for (var row = 0; row < values.Length / length; row++)
        {
            var sum = 0.0;
            foreach (var value in values.AsSpan(row * length, length))
                sum += value;
            if (!(Math.Abs(sum - 1) <= SumTolerance))
                throw file.Bad($"rows of '{name}' that sum to 1", FormattableString.Invariant($"{sum:G6} in row {row}"));
        }
    }

    /// <summary>(V, 3, K) to K times (V, 3).</summary>
    static float[][] Columns(float[] values, int count) =>
        [.. Enumerable.Range(0, count).Select(k =>
        {
            var column = new float[values.Length / count];
            for (var i = 0; i < column.Length; i++)
                column[i] = values[i * count + k];
            return column;
        })];
}
