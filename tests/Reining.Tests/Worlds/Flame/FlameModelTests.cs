using System.Numerics;
using Reining.Data;
using Reining.Tests.Data;
using Reining.Worlds;

namespace Reining.Tests.Worlds.Flame;

/// <summary>Geometry of a FLAME-shaped file: skinning against a calculation of its own, and files that are refused.</summary>
public sealed class FlameModelTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GivenNoParameters_WhenPosed_ThenVerticesAreTheTemplates()
    {
        var model = TinyFlame.Read(_folder.Path);
        var vertices = new Vector3[model.Vertices];
        model.Pose([], [], [0, 0, 0], [0, 0, 0], vertices);
        Assert.All(vertices.Zip(TinyFlame.Template), p => Assert.InRange((p.First - p.Second).Length(), 0, 1e-6f));
        Assert.Equal((50, 3, 2), (model.Vertices, model.ExpressionStart, model.Expressions));
    }

    [Theory]
    [InlineData(0.3f, -0.5f, 0.1f, 0.25f, 0.05f)]
    [InlineData(-0.9f, 1.4f, 0.6f, 0.4f, -0.2f)]
    [InlineData(0, 0, 0, 0.3f, 0)]
    public void GivenShapeExpressionAndRotations_WhenPosed_ThenVerticesAreThoseOfAnIndependentCalculation(
        float x, float y, float z, float jaw, float aside)
    {
        var model = TinyFlame.Read(_folder.Path);
        float[] shape = [0.8f, -1.2f, 0.5f], expression = [1.1f, -0.6f], rotation = [x, y, z], opened = [jaw, aside, 0.02f];
        var vertices = new Vector3[model.Vertices];
        model.Pose(shape, expression, rotation, opened, vertices);
        var expected = Skinned([.. shape, .. expression], rotation, opened);
        for (var v = 0; v < vertices.Length; v++)
        {
            for (var axis = 0; axis < 3; axis++)
                Assert.Equal(expected[v, axis], vertices[v][axis], 1e-6);
        }
    }

    /// <summary>Linear blend skinning in double precision, from the arrays: rotations by Rodrigues' formula, column vectors.</summary>
    static double[,] Skinned(float[] coefficients, float[] rotation, float[] jaw)
    {
        const int V = TinyFlame.Vertices, J = TinyFlame.Joints;
        var arrays = TinyFlame.Model();
        var (template, regressor) = ((double[])arrays["v_template"].Values, (double[])arrays["J_regressor"].Values);
        var (dirs, corrections, weights) =
            ((float[])arrays["shapedirs"].Values, (float[])arrays["posedirs"].Values, (float[])arrays["weights"].Values);
        int[] parents = [-1, 0, 1, 1, 1];
        double[][,] turns = [Rodrigues(rotation), Rodrigues([0, 0, 0]), Rodrigues(jaw), Rodrigues([0, 0, 0]), Rodrigues([0, 0, 0])];
        var shaped = new double[V, 3];
        var posed = new double[V, 3];
        for (var v = 0; v < V; v++)
        {
            for (var a = 0; a < 3; a++)
            {
                shaped[v, a] = template[3 * v + a];
                for (var k = 0; k < coefficients.Length; k++)
                    shaped[v, a] += dirs[(3 * v + a) * coefficients.Length + k] * (double)coefficients[k];
                posed[v, a] = shaped[v, a];
                for (var k = 0; k < 9 * (J - 1); k++)
                {
                    var (row, column) = (k % 9 / 3, k % 3);
                    posed[v, a] += corrections[(3 * v + a) * 9 * (J - 1) + k] * (turns[k / 9 + 1][row, column] - (row == column ? 1 : 0));
                }
            }
        }
        var joints = new double[J, 3];
        for (var j = 0; j < J; j++)
            for (var v = 0; v < V; v++)
                for (var a = 0; a < 3; a++)
                    joints[j, a] += regressor[j * V + v] * shaped[v, a];
        var result = new double[V, 3];
        for (var v = 0; v < V; v++)
        {
            for (var j = 0; j < J; j++)
            {
                // From the joint up to the root: turn about each joint's place at rest.
                double[] p = [posed[v, 0], posed[v, 1], posed[v, 2]];
                for (var up = j; up >= 0; up = parents[up])
                {
                    var d = new[] { p[0] - joints[up, 0], p[1] - joints[up, 1], p[2] - joints[up, 2] };
                    p = [.. Enumerable.Range(0, 3).Select(a =>
                        joints[up, a] + turns[up][a, 0] * d[0] + turns[up][a, 1] * d[1] + turns[up][a, 2] * d[2])];
                }
                for (var a = 0; a < 3; a++)
                    result[v, a] += weights[v * J + j] * p[a];
            }
        }
        return result;
    }

    static double[,] Rodrigues(float[] vector)
    {
        var angle = Math.Sqrt(vector.Sum(c => (double)c * c));
        var k = vector.Select(c => angle == 0 ? 0 : c / angle).ToArray();
        double[,] cross = { { 0, -k[2], k[1] }, { k[2], 0, -k[0] }, { -k[1], k[0], 0 } }, turn = new double[3, 3];
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var square = Enumerable.Range(0, 3).Sum(m => cross[i, m] * cross[m, j]);
                turn[i, j] = (i == j ? 1 : 0) + Math.Sin(angle) * cross[i, j] + (1 - Math.Cos(angle)) * square;
            }
        }
        return turn;
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "no weights", "the arrays v_template, f, shapedirs, posedirs, J_regressor, kintree_table, weights", "no weights" },
        { "template", "'v_template' of shape Vx3", "150" },
        { "face out of range", "numbers from 0 to 49 in 'f'", "50 at 4" },
        { "weights", "rows of 'weights' that sum to 1", "1.2 in row 3" },
        { "regressor", "rows of 'J_regressor' that sum to 1", "0.75 in row 0" },
        { "corrections", "'posedirs' of shape 50x3x36", "50x3x9" },
        { "parent", "a parent below 2 of joint 2", "4" },
        { "joints", "'kintree_table' of shape 2xJ", "2x2" },
        { "not finite", "finite values in 'shapedirs'", "NaN" },
        { "expressions", "numbers from 0 to 5 in 'expression_start'", "300" },
        { "no eyes", "'eyes', two vertices, in a model of 50", "none" },
        { "rest", "zero parameters to give the template's vertex 0", "<" },
        { "jaw", "a jaw opened by 0.2 rad to move the chin", "a height of" },
        { "no jaw", "vertices of which joint 2, the jaw, has at least half of the weight", "none" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void GivenAFileThatIsNoFlame_WhenRead_ThenTheRefusalSaysWhatWasExpectedWhatCameAndWhatToDo(
        string what, string expected, string got)
    {
        var path = TinyFlame.Write(_folder.Path, FlameModel.FileName, Spoiled(what));
        Refusal.Of<DataException>(
            () => FlameModel.Read(path), "FlameModel: expected ", expected, ", got ", got, "; make the file anew by docs/own-faces.py.");
    }

    static Dictionary<string, (Array Values, int[] Shape)> Spoiled(string what)
    {
        var arrays = TinyFlame.Model();
        var (weights, regressor) = ((float[])arrays["weights"].Values, (double[])arrays["J_regressor"].Values);
        switch (what)
        {
            case "no weights":
                arrays.Remove("weights");
                break;
            case "template":
                arrays["v_template"] = (arrays["v_template"].Values, [150]);
                break;
            case "face out of range":
                arrays["f"].Values.SetValue(50u, 4);
                break;
            case "weights":
                weights[3 * TinyFlame.Joints] += 0.2f;
                break;
            case "regressor":
                regressor[Array.FindIndex(regressor, r => r == 0.25)] = 0;
                break;
            case "corrections":
                arrays["posedirs"] = (arrays["posedirs"].Values.Cast<float>().Take(150 * 9).ToArray(), [50, 3, 9]);
                break;
            case "parent":
                arrays["kintree_table"].Values.SetValue(4u, 2);
                break;
            case "joints":
                arrays["kintree_table"] = (new uint[] { 0, 0, 0, 1 }, [2, 2]);
                break;
            case "not finite":
                arrays["shapedirs"].Values.SetValue(float.NaN, 7);
                break;
            case "expressions":
                arrays["expression_start"] = (new[] { 300 }, []);
                break;
            case "no eyes":
                arrays.Remove("eyes");
                break;
            case "rest":
                for (var i = 0; i < weights.Length; i++)
                    weights[i] *= 1.0009f; // within the tolerance of the sums
                break;
            case "jaw":
                for (var v = 0; v < TinyFlame.Vertices; v++) // the head looks away from the viewer
                    arrays["v_template"].Values.SetValue(-TinyFlame.Template[v].Z, 3 * v + 2);
                break;
            default:
                for (var v = 0; v < TinyFlame.Vertices; v++)
                    (weights[5 * v], weights[5 * v + 2]) = (weights[5 * v] + weights[5 * v + 2], 0);
                break;
        }
        return arrays;
    }

    [Fact]
    public void GivenLengthsThatDoNotFit_WhenPosed_ThenTheyAreRefused()
    {
        var model = TinyFlame.Read(_folder.Path);
        Refusal.Of<ArgumentException>(
            () => { model.Pose(new float[4], [], [0, 0, 0], [0, 0, 0], new Vector3[50]); return null; },
            "FlameModel.Pose: expected at most 3 numbers of shape", "got 4, 0, 3, 3 and 50");
    }
}
