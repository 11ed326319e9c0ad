using System.Numerics;

namespace Reining.Worlds;

/// <summary>
/// Draws one FLAME head after another at one size: the textured, lit render and the normals that a generator is conditioned on
/// (gif-conditional.md §2.2). Not for several threads at once; a picture depends on nothing but its parameters.
/// </summary>
public sealed class FlameRenderer
{
    readonly FlameModel _model;
    readonly FlameTexture _texture;
    readonly FlameLayout _layout;
    readonly FlameRenderOptions _options;
    readonly Rasterizer _rasterizer;
    readonly Vector3[] _vertices, _normals;
    readonly float[] _columns, _rows, _nearness, _albedo, _theta;
    readonly int _fine;
    bool _posed;

    /// <summary>A renderer of one size.</summary>
    /// <param name="model">Geometry.</param>
    /// <param name="texture">Texture of that geometry.</param>
    /// <param name="layout">What stands where in parameters.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="options">How images are made; null takes the defaults.</param>
    public FlameRenderer(FlameModel model, FlameTexture texture, FlameLayout layout, int side, FlameRenderOptions? options = null)
    {
        (_model, _texture, _layout, Side, _options) = (model, texture, layout, side, options ?? new FlameRenderOptions());
        _fine = side * _options.Samples;
        _rasterizer = new Rasterizer(_fine, _fine);
        (_vertices, _normals) = (new Vector3[model.Vertices], new Vector3[model.Vertices]);
        (_columns, _rows, _nearness) = (new float[model.Vertices], new float[model.Vertices], new float[model.Vertices]);
        (_albedo, _theta) = (new float[texture.Side * texture.Side * 3], new float[layout.Count]);
    }

    /// <summary>Pixels of a side.</summary>
    public int Side { get; }

    /// <summary>Takes the head that the next pictures show.</summary>
    /// <param name="theta">Its parameters.</param>
    /// <exception cref="ArgumentException">Another number of them.</exception>
    public FlameRenderer Pose(ReadOnlySpan<float> theta)
    {
        Place(_model, _layout, theta, _vertices);
        theta.CopyTo(_theta);
        MeshNormals.Of(_vertices, _model.Triangles, _normals);
        var camera = Camera(_layout, theta);
        for (var v = 0; v < _vertices.Length; v++)
        {
            var place = camera.Project(_vertices[v]);
            (_columns[v], _rows[v]) = ((place.X + 1) / 2 * _fine, (place.Y + 1) / 2 * _fine);
            _nearness[v] = camera.Scale * _vertices[v].Z;
        }
        _posed = true;
        return this;
    }

    /// <summary>Draws render and normals.</summary>
    /// <param name="condition">Receives six planes of side·side bytes, rows from the top: the render, then the normals' components;
    /// 0 where there is no head.</param>
    /// <exception cref="ArgumentException">Another length, or no pose yet; a vertex is out of reach.</exception>
    public void Condition(Span<byte> condition)
    {
        var plane = Side * Side;
        if (condition.Length != HeadRenderer.ConditionChannels * plane || !_posed)
            throw new ArgumentException(
                $"FlameRenderer.Condition: expected a pose and room for {HeadRenderer.ConditionChannels}x{Side}x{Side} bytes, " +
                $"got {condition.Length}; call Pose first.");
        _rasterizer.Draw(_columns, _rows, _nearness, _model.Triangles);
        _texture.Albedo(_theta.AsSpan(_layout.Texture, _layout.Textures), _albedo);
        var light = new SphericalLight(_theta.AsSpan(_layout.Light));
        for (var pixel = 0; pixel < plane; pixel++)
        {
            var (color, normal) = (Vector3.Zero, Vector3.Zero);
            for (var sample = 0; sample < _options.Samples * _options.Samples; sample++)
            {
                var row = pixel / Side * _options.Samples + sample / _options.Samples;
                var column = pixel % Side * _options.Samples + sample % _options.Samples;
                Sample(row * _fine + column, light, ref color, ref normal);
            }
            for (var axis = 0; axis < 3; axis++)
            {
                condition[axis * plane + pixel] = ToByte(color[axis]);
                condition[(3 + axis) * plane + pixel] = ToByte(normal[axis]);
            }
        }
    }

    /// <summary>Where points of the face's skin appear.</summary>
    /// <param name="skin">The points.</param>
    /// <param name="places">Receives two numbers a point, column and row, −1 … 1 from border to border.</param>
    /// <param name="visible">Receives 1 where the surface faces the viewer within the picture, else 0; what stands before it is not asked
    /// for, as in GIF.</param>
    internal void SkinPoints(FlameSkin skin, Span<float> places, Span<float> visible)
    {
        var camera = Camera(_layout, _theta);
        for (var i = 0; i < skin.Points; i++)
        {
            var place = camera.Project(skin.Mean(i, _vertices));
            (places[2 * i], places[2 * i + 1]) = (place.X, place.Y);
            visible[i] = skin.Mean(i, _normals).Z > 0 && Within(place.X) && Within(place.Y) ? 1 : 0;
        }

        bool Within(float place) => MathF.Abs(place) <= 1 - 1f / Side; // half a pixel from the border
    }

    /// <summary>The vertices of a head of these parameters.</summary>
    internal static void Place(FlameModel model, FlameLayout layout, ReadOnlySpan<float> theta, Span<Vector3> vertices)
    {
        if (theta.Length != layout.Count)
            throw new ArgumentException(
                $"FlameRenderer: expected {layout.Count} parameters, as the layout has, got {theta.Length}; see FlameLayout.");
        model.Pose(
            theta[..layout.Shape], theta.Slice(layout.Shape, layout.Expressions), theta.Slice(layout.Pose, 3), theta.Slice(layout.Jaw, 3),
            vertices);
    }

    /// <summary>The camera in parameters.</summary>
    internal static FlameCamera Camera(FlameLayout layout, ReadOnlySpan<float> theta) =>
        new(theta[layout.Camera], theta[layout.Camera + 1], theta[layout.Camera + 2]);

    void Sample(int fine, SphericalLight light, ref Vector3 color, ref Vector3 normal)
    {
        var triangle = _rasterizer.Triangles[fine];
        if (triangle < 0)
            return;
        var (second, third) = (_rasterizer.SecondWeights[fine], _rasterizer.ThirdWeights[fine]);
        var n = new SurfacePlace(_model.Triangles, triangle, second, third).Mean(_normals);
        if (_options.UnitNormals)
            n = MeshNormals.Unit(n);
        var uv = new SurfacePlace(_texture.Triangles, triangle, second, third).Mean(_texture.Corners);
        color += Cut(_texture.At(_albedo, uv) * light.Sum(n)); // the product is cut, not the light (§2.2)
        normal += Cut(_options.ClipNormals ? n : (n + Vector3.One) / 2);

        static Vector3 Cut(Vector3 value) => Vector3.Clamp(value, Vector3.Zero, Vector3.One);
    }

    byte ToByte(float sum) => (byte)(sum / (_options.Samples * _options.Samples) * 255 + (_options.Floor ? 0 : 0.5f));
}
