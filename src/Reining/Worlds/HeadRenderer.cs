using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reining.Worlds;

/// <summary>
/// Draws one head after another at one size: the lit render and the normals that a generator is conditioned on, and the photo that it is
/// to learn (gif-conditional.md §6.4, §6.5). Every pixel is the mean of four. Not for several threads at once; a picture depends on
/// nothing but its head.
/// </summary>
/// <param name="side">Pixels of a side.</param>
public sealed class HeadRenderer(int side)
{
    /// <summary>Channels of a condition: render red, green, blue, then the normal's three components.</summary>
    public const int ConditionChannels = 6;

    const int Samples = 2; // a side of a pixel
    const float HairEdge = 0.05f, HairThickness = 0.04f, HairMore = 0.14f, RampGain = 5;

    readonly int _fine = side * Samples;
    readonly Rasterizer _rasterizer = new(side * Samples, side * Samples);
    readonly HeadSurface _bare = new(), _haired = new();
    readonly float[] _columns = new float[HeadShape.Vertices], _rows = new float[HeadShape.Vertices];
    readonly float[] _hair = new float[HeadShape.Vertices];
    readonly float[][] _planes = [.. Enumerable.Range(0, 3).Select(_ => new float[4 * side * side])]; // red, green, blue of a photo
    readonly float[] _theta = new float[HeadParameters.Count];
    bool _posed;

    /// <summary>Pixels of a side.</summary>
    public int Side => side;

    /// <summary>Takes the head that the next pictures show.</summary>
    /// <param name="theta">Its 47 parameters.</param>
    public HeadRenderer Pose(ReadOnlySpan<float> theta)
    {
        HeadParameters.Check(theta, "HeadRenderer.Pose");
        theta.CopyTo(_theta);
        HeadShape.Pose(theta, _bare);
        _bare.UpdateNormals();
        _posed = true;
        return this;
    }

    /// <summary>Draws render and normals.</summary>
    /// <param name="condition">Receives six planes of side·side values in [0, 1], rows from the top: the render, black where there is no
    /// head; the normals as (n + 1)/2, 0 where there is none.</param>
    public void Condition(Span<float> condition)
    {
        Expect(condition.Length, ConditionChannels);
        condition.Clear();
        Draw(_bare);
        var (albedo, light) = (Albedo, Light);
        var triangles = _rasterizer.Triangles;
        var second = _rasterizer.SecondWeights;
        var third = _rasterizer.ThirdWeights;
        for (var pixel = 0; pixel < triangles.Length; pixel++)
        {
            if (triangles[pixel] < 0)
                continue;
            var place = new SurfacePlace(HeadShape.Triangles, triangles[pixel], second[pixel], third[pixel]);
            var normal = place.Unit(_bare.Normals);
            var color = albedo.At(place.Unit(HeadShape.Directions)) * light.On(normal);
            Add(condition, 0, pixel, color);
            Add(condition, 3, pixel, normal * 0.5f + new Vector3(0.5f));
        }
        foreach (ref var value in condition)
            value = Math.Clamp(value, 0, 1);
    }

    /// <summary>Draws a photo.</summary>
    /// <param name="factors">What it shows besides the head.</param>
    /// <param name="index">Decides the camera's noise.</param>
    /// <param name="photo">Receives three planes of side·side values in [0, 1], rows from the top.</param>
    public void Photo(PhotoFactors factors, long index, Span<float> photo)
    {
        Expect(photo.Length, 3);
        GrowHair(factors);
        Draw(_haired);
        PaintBackground(factors);
        PaintHead(factors);
        Expose(factors);
        photo.Clear();
        for (var color = 0; color < 3; color++)
        {
            var plane = _planes[color];
            for (var pixel = 0; pixel < plane.Length; pixel++)
                photo[color * side * side + Coarse(pixel)] += 0.25f * plane[pixel];
        }
        var random = HeadRandom.Of(index, HeadRandom.Purpose.Noise);
        for (var i = 0; i < photo.Length; i++)
        {
            var (first, next) = random.Pair();
            photo[i] = Math.Clamp(photo[i] + factors.Noise * first, 0, 1);
            if (++i < photo.Length)
                photo[i] = Math.Clamp(photo[i] + factors.Noise * next, 0, 1);
        }
    }

    /// <summary>Where points of the face's skin appear in the pictures: with these, textures of one face in several poses are compared
    /// (gif-conditional.md §2.7).</summary>
    /// <param name="places">Receives two numbers a point, column and row, −1 … 1 from border to border, as grid_sample takes them.</param>
    /// <param name="visible">Receives whether the surface faces the viewer there, within the picture.</param>
    public void FacePoints(Span<float> places, Span<bool> visible)
    {
        var face = HeadShape.Face;
        if (places.Length != 2 * face.Length || visible.Length != face.Length || !_posed)
            throw new ArgumentException(
                $"HeadRenderer.FacePoints: expected a pose and room for {face.Length} points, " +
                $"got {places.Length / 2} and {visible.Length}; call Pose first.");
        Project(_bare);
        for (var i = 0; i < face.Length; i++)
        {
            places[2 * i] = 2 * _columns[face[i]] / _fine - 1;
            places[2 * i + 1] = 2 * _rows[face[i]] / _fine - 1;
            visible[i] = _bare.Normals[face[i]].Z > 0 && Within(places[2 * i]) && Within(places[2 * i + 1]);
        }

        bool Within(float place) => MathF.Abs(place) <= 1 - 1f / side; // half a pixel from the border
    }

    /// <summary>How many points of the face's skin there are.</summary>
    public static int FacePointCount => HeadShape.Face.Length;

    HeadAlbedo Albedo => new(_theta.AsSpan(HeadParameters.Texture, 4));

    SphericalLight Light => new(_theta.AsSpan(HeadParameters.Light));

    void Draw(HeadSurface surface)
    {
        Project(surface);
        _rasterizer.Draw(_columns, _rows, surface.Z, HeadShape.Triangles);
    }

    void Project(HeadSurface surface)
    {
        var (scale, shiftX, shiftY) = (_theta[HeadParameters.Camera], _theta[HeadParameters.Camera + 1], _theta[HeadParameters.Camera + 2]);
        for (var k = 0; k < _columns.Length; k++)
        {
            _columns[k] = (scale * (surface.X[k] + shiftX) * 0.5f + 0.5f) * _fine;
            _rows[k] = (0.5f - scale * (surface.Y[k] + shiftY) * 0.5f) * _fine;
        }
    }

    /// <summary>Pushes the surface outwards where hair grows.</summary>
    void GrowHair(PhotoFactors factors)
    {
        var thickness = HairThickness + HairMore * factors.HairVolume;
        for (var k = 0; k < _hair.Length; k++)
        {
            var hair = factors.Hair ? Sigmoid((Vector3.Dot(HeadShape.Directions[k], factors.HairAxis) - factors.HairLine) / HairEdge) : 0;
            var push = hair * thickness;
            _hair[k] = hair;
            _haired.X[k] = _bare.X[k] + _bare.Normals[k].X * push;
            _haired.Y[k] = _bare.Y[k] + _bare.Normals[k].Y * push;
            _haired.Z[k] = _bare.Z[k] + _bare.Normals[k].Z * push;
        }
        _haired.UpdateNormals();
    }

    /// <summary>Two colors blended along a line, and two spots; exponentials of sums are products of a row's and a column's.</summary>
    void PaintBackground(PhotoFactors factors)
    {
        var (first, change) = (factors.Ramp.First, factors.Ramp.Second - factors.Ramp.First);
        var (sine, cosine) = MathF.SinCos(factors.Ramp.Angle);
        Span<float> ramp = stackalloc float[_fine], spotA = stackalloc float[_fine], spotB = stackalloc float[_fine];
        for (var x = 0; x < _fine; x++)
        {
            ramp[x] = MathF.Exp(-RampGain * (Middle(x) - 0.5f) * cosine);
            spotA[x] = Fall(Middle(x) - factors.Spots[0].X, factors.Spots[0].Radius);
            spotB[x] = Fall(Middle(x) - factors.Spots[1].X, factors.Spots[1].Radius);
        }
        var triangles = _rasterizer.Triangles;
        for (var y = 0; y < _fine; y++)
        {
            var rampHere = MathF.Exp(-RampGain * (Middle(y) - 0.5f) * sine);
            var colorA = factors.Spots[0].Color * Fall(Middle(y) - factors.Spots[0].Y, factors.Spots[0].Radius);
            var colorB = factors.Spots[1].Color * Fall(Middle(y) - factors.Spots[1].Y, factors.Spots[1].Radius);
            for (var x = 0; x < _fine; x++)
            {
                if (triangles[y * _fine + x] < 0)
                    Put(y * _fine + x, first + change / (1 + ramp[x] * rampHere) + colorA * spotA[x] + colorB * spotB[x]);
            }
        }

        static float Fall(float distance, float radius) => MathF.Exp(-distance * distance / (2 * radius * radius));
    }

    void PaintHead(PhotoFactors factors)
    {
        var (albedo, light) = (Albedo, Light);
        var linear = _theta.AsSpan(HeadParameters.Light + 3, 7); // the red light's three linear functions, by threes
        var source = Vector3.Normalize(new Vector3(linear[0], linear[3], linear[6]));
        var halfway = Vector3.Normalize(source + Vector3.UnitZ);
        var triangles = _rasterizer.Triangles;
        var second = _rasterizer.SecondWeights;
        var third = _rasterizer.ThirdWeights;
        for (var pixel = 0; pixel < triangles.Length; pixel++)
        {
            if (triangles[pixel] < 0)
                continue;
            var place = new SurfacePlace(HeadShape.Triangles, triangles[pixel], second[pixel], third[pixel]);
            var (normal, d) = (place.Unit(_haired.Normals), place.Unit(HeadShape.Directions));
            var skin = 1f;
            foreach (var (wave, phase, amplitude) in factors.Skin)
                skin += amplitude * MathF.Cos(Vector3.Dot(wave, d) + phase);
            var color = albedo.At(d) * skin;
            var hair = place.Mean(_hair);
            if (hair > 0)
            {
                var strand = 0.85f + 0.25f * MathF.Sin(MathF.Atan2(d.X, d.Z) * factors.Strands.Frequency + factors.Strands.Phase);
                color = Vector3.Lerp(color, factors.HairColor * strand, hair);
            }
            var gloss = MathF.Max(0, Vector3.Dot(normal, halfway));
            var fourth = gloss * gloss * (gloss * gloss);
            var shine = factors.Shine * (1 - 0.5f * hair) * (fourth * fourth * (fourth * fourth) * fourth); // of the 20th power
            Put(pixel, color * light.On(normal) + new Vector3(shine));
        }
    }

    /// <summary>The camera: gain, vignette, gradation.</summary>
    void Expose(PhotoFactors factors)
    {
        Span<float> across = stackalloc float[_fine];
        for (var x = 0; x < _fine; x++)
            across[x] = Square(Middle(x) - 0.5f);
        for (var color = 0; color < 3; color++)
        {
            var (plane, gain) = (_planes[color], factors.Gain[color]);
            for (var y = 0; y < _fine; y++)
            {
                var down = Square(Middle(y) - 0.5f);
                for (var x = 0; x < _fine; x++)
                    plane[y * _fine + x] *= gain * (1 - factors.Vignette * (across[x] + down) * 2);
            }
            var eights = MemoryMarshal.Cast<float, Vector256<float>>(plane.AsSpan());
            foreach (ref var eight in eights)
            {
                var value = Vector256.Min(Vector256.Max(eight, Vector256<float>.Zero), Vector256<float>.One);
                var power = Vector256.Exp(Vector256.Log(value) * factors.Gamma);
                eight = Vector256.ConditionalSelect(Vector256.GreaterThan(value, Vector256<float>.Zero), power, Vector256<float>.Zero);
            }
        }

        static float Square(float x) => x * x;
    }

    float Middle(int pixel) => (pixel + 0.5f) / _fine;

    void Put(int pixel, Vector3 color) => (_planes[0][pixel], _planes[1][pixel], _planes[2][pixel]) = (color.X, color.Y, color.Z);

    /// <summary>Adds a quarter to the pixel that holds this fine one.</summary>
    void Add(Span<float> planes, int first, int pixel, Vector3 values)
    {
        var (at, plane) = (Coarse(pixel), side * side);
        planes[first * plane + at] += 0.25f * values.X;
        planes[(first + 1) * plane + at] += 0.25f * values.Y;
        planes[(first + 2) * plane + at] += 0.25f * values.Z;
    }

    int Coarse(int pixel) => pixel / _fine / Samples * side + pixel % _fine / Samples;

    void Expect(int length, int channels)
    {
        if (length != channels * side * side || !_posed)
            throw new ArgumentException(
                $"HeadRenderer: expected a pose and room for {channels}x{side}x{side} values, got {length}; call Pose first.");
    }

    static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
