using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data;
using System.Dynamic;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Newtonsoft.Json.Linq;
using Reining.Kernel.Display;

namespace Reining.Kernel.Tests.Display;

/// <summary>
/// Values that people display, those that have brought other kernels down among them, and a part of what each has to show.
/// </summary>
static class DisplayCorpus
{
    const int Million = 1_000_000;

    public static readonly IReadOnlyList<(string Name, Func<object?> Make, string Shown)> Values =
    [
        // Graphs of objects.
        ("everyone's friend, 8", () => Friends(8), "Person { Name = p0"),
        ("everyone's friend, 30", () => Friends(30), "Person (see above)"),
        ("everyone's friend, 300", () => Friends(300), "Person { Name = p0"),
        ("a list of everyone's friends", () => Friends(50).Friends, "p1"),
        ("an object within itself", () => { var node = new Node(1); node.Next = node; return node; }, "Next = Node (see above)"),
        ("a ring of three", () => Ring(3), "Node (see above)"),
        ("a chain of 100,000", () => Chain(100_000), "Value = 1"),
        ("a list within itself", () => { var list = new List<object>(); list.Add(list); return list; }, "[ List<object> (see above) ]"),
        ("an array within itself", () => { var array = new object[1]; array[0] = array; return array; }, "(see above)"),
        ("a dictionary within itself", () => { var map = new Dictionary<string, object>(); map["me"] = map; return map; }, "(see above)"),
        ("a tree, 8 wide and 8 deep", () => Tree.Make(8, 8), "Tree { Children = "),
        ("an order with lines and customers", () => Shop.Make(200), "Customer"),
        ("a hundred orders", () => Enumerable.Range(0, 100).Select(_ => Shop.Make(50)).ToList(), "(80 more)"),
        ("a class with 400 properties' worth of fields", () => new Wide(), "F00"),
        ("a lookup of orders that know their shop", () => Shop.Make(30).Orders.ToLookup(order => order.Number % 3), "Key"),

        // JSON.
        ("JsonNode", () => JsonNode.Parse("""{"a":1,"b":[true,null,"x"]}"""), """{ "a": 1, "b": [ true, null, "x" ] }"""),
        ("JsonArray of objects", () => JsonNode.Parse("""[{"a":1},{"a":2,"b":3}]"""), "a  b"),
        ("JsonElement", () => JsonSerializer.Deserialize<JsonElement>("""{"deep":{"deep":{"x":"y"}}}"""), "\"x\": \"y\""),
        ("JsonDocument", () => JsonDocument.Parse("[1,2,3]"), "[ 1, 2, 3 ]"),
        ("JsonValue", () => JsonValue.Create(2.5), "2.5"),
        ("JObject", () => JObject.Parse("""{"a":1,"b":[true,null,"x"],"c":{}}"""), """{ "a": 1, "b": [ true, null, "x" ], "c": { } }"""),
        ("JArray", () => JArray.Parse("[1,2,3]"), "[ 1, 2, 3 ]"),
        ("JValue", () => new JValue("text"), "text"),
        ("JProperty", () => new JProperty("a", 1), """{ "a": 1 }"""),
        ("a JArray of a million", () => new JArray(Enumerable.Range(0, Million)), "(999980 more)"),
        ("JSON 200 deep", () => JsonNode.Parse(new string('[', 60) + new string(']', 60)), "["),

        // Tables.
        ("DataTable", () => People(3), "Name  Age\np0      0"),
        ("DataTable of a million cells", () => People(100_000), "(99980 more)"),
        ("DataTable without rows", () => People(0), "Name  Age"),
        ("DataView", () => new DataView(People(3)), "p2"),
        ("DataRow", () => People(1).Rows[0], "{ Name = p0, Age = 0 }"),
        ("DataRowCollection", () => People(2).Rows, "p1"),
        ("DataSet", () => Set(), "people"),
        ("GroupBy", () => Enumerable.Range(0, 10).GroupBy(i => i % 2 == 0 ? "even" : "odd"), "even  [ 0, 2, 4, 6, 8 ]"),
        ("ToLookup", () => Enumerable.Range(0, 10).ToLookup(i => i % 3), "  0  [ 0, 3, 6, 9 ]"),
        ("one group", () => Enumerable.Range(0, 10).GroupBy(i => i % 2).First(), "{ Key = 0, Items = [ 0, 2, 4, 6, 8 ] }"),
        ("a matrix of a million", () => new double[1000, 1000], "(1000 x 1000 in all)"),
        ("a jagged array", () => new[] { new[] { 1, 2 }, [3] }, "[ [ 1, 2 ], [ 3 ] ]"),
        ("an array of rank 3", () => new int[3, 4, 5], "(40 more)"),
        ("an array that starts at 5", () => Array.CreateInstance(typeof(int), [2, 2], [5, 5]), "0  1"),
        ("a wide table", () => Enumerable.Range(0, 20).Select(_ => new Wide()).ToList(), "F00"),

        // Things like tensors.
        ("a tensor that fails when it is written", () => new Broken(), "Broken (ToString failed with InvalidOperationException: empty)"),
        ("an object with a broken tensor", () => new { T = new Broken() }, "T = Broken (ToString failed with"),
        ("a default ImmutableArray", () => default(ImmutableArray<int>), "default(ImmutableArray<int>)"),
        ("a default ArraySegment", () => default(ArraySegment<int>), "default(ArraySegment<int>)"),
        ("an object with a default ArraySegment", () => new { A = default(ArraySegment<byte>) }, "A = default(ArraySegment<byte>)"),
        ("a record with a default ImmutableArray", () => new Holder(1, default), "Items = default(ImmutableArray<int>)"),
        ("Memory", () => new Memory<int>([1, 2, 3])[1..], "[ 2, 3 ]"),
        ("an object with a span", () => new Spanned(), "Length = 3"),
        ("BigInteger", () => BigInteger.Pow(2, 100), "1267650600228229401496703205376"),
        ("Complex and vectors", () => new object[] { new Complex(1, 2), new Vector3(1, 2, 3) }, "<1; 2>"),

        // Exceptions and slow code in getters.
        ("a getter that throws", () => new Thrower(), "System.InvalidOperationException: getter"),
        ("a list of getters that throw", () => Enumerable.Range(0, 50).Select(_ => new Thrower()).ToArray(), "InvalidOperationException"),
        ("a sequence that throws within", () => new { Items = Enumerable.Range(0, 5).Select(i => 1 / (i - 3)) }, "DivideByZeroException"),
        ("an enumerator that counts wrongly", () => new { Items = new Miscounted() }, "(more)"),
        ("an exception with causes", () => new InvalidOperationException("outer", new ArgumentException("inner")), "outer"),

        // A million of something.
        ("a million numbers", () => Enumerable.Range(0, Million).ToArray(), "(999980 more)"),
        ("a lazy million", () => Enumerable.Range(0, Million).Where(i => i % 2 == 0), "(more)"),
        ("a set of a million", () => Enumerable.Range(0, Million).ToHashSet(), "(999980 more)"),
        ("a dictionary of a million", () => Enumerable.Range(0, Million).ToDictionary(i => i, i => i * 2), "(999980 more)"),
        ("a queue of a million, concurrent", () => new ConcurrentQueue<int>(Enumerable.Range(0, Million)), "(999980 more)"),
        ("a million characters within an object", () => new { Text = new string('x', Million) }, "xxx"),
        ("a million records", () => Enumerable.Range(0, Million).Select(i => new Node(i)).ToList(), "(999980 more)"),
        ("endless numbers within an object", () => new { Items = Endless() }, "(more)"),

        // Odds and ends.
        ("ExpandoObject", () => { dynamic bag = new ExpandoObject(); bag.A = 1; return bag; }, "A        1"),
        ("XElement", () => new XElement("a", new XElement("b", 1)), "<b>1</b>"),
        ("XmlDocument", () => { var xml = new System.Xml.XmlDocument(); xml.LoadXml("<a><b>1</b></a>"); return xml; }, "<a><b>1</b></a>"),
        ("a task", () => Task.FromResult(5), "Task<int> (RanToCompletion)"),
        ("DBNull within a table", () => new { Nothing = DBNull.Value }, "Nothing = null"),
        ("StringBuilder, Uri, Version", () => (new StringBuilder("b"), new Uri("http://x/"), new Version(1, 2)), "(b, http://x/, 1.2)"),
        ("a picture within a tuple", () => (1, new byte[] { 0x89, 0x50, 0x4E, 0x47 }), "(1, PNG picture, 4 bytes)"),
        ("HTML within a list", () => new[] { NotebookFunctions.HTML("<b>x</b>") }, "[ <b>x</b> ]"),
    ];

    static Person Friends(int count)
    {
        var people = Enumerable.Range(0, count).Select(i => new Person { Name = $"p{i}" }).ToList();
        foreach (var person in people)
            person.Friends.AddRange(people.Where(other => other != person));
        return people[0];
    }

    static Node Ring(int count)
    {
        var nodes = Enumerable.Range(0, count).Select(i => new Node(i)).ToArray();
        for (var i = 0; i < count; i++)
            nodes[i].Next = nodes[(i + 1) % count];
        return nodes[0];
    }

    static Node Chain(int count)
    {
        Node? next = null;
        for (var i = count; i > 0; i--)
            next = new Node(i) { Next = next };
        return next!;
    }

    static DataTable People(int count)
    {
        var table = new DataTable("people") { Columns = { { "Name", typeof(string) }, { "Age", typeof(int) } } };
        for (var i = 0; i < count; i++)
            table.Rows.Add($"p{i}", i);
        return table;
    }

    static DataSet Set() => new("all") { Tables = { People(2) } };

    static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++)
            yield return i;
    }

    sealed class Person
    {
        public string Name { get; init; } = "";

        public List<Person> Friends { get; } = [];
    }

    sealed class Node(int value)
    {
        public int Value => value;

        public Node? Next { get; set; }
    }

    sealed class Tree
    {
        public List<Tree> Children { get; } = [];

        public static Tree Make(int width, int depth)
        {
            var tree = new Tree();
            var child = depth > 1 ? Make(width, depth - 1) : new Tree();
            for (var i = 0; i < width; i++)
                tree.Children.Add(child); // one object in many places, as caches make them
            return tree;
        }
    }

    sealed class Shop
    {
        public string Name { get; } = "shop";

        public List<Order> Orders { get; } = [];

        public static Shop Make(int count)
        {
            var shop = new Shop();
            var customer = new Customer(shop);
            shop.Orders.AddRange(Enumerable.Range(0, count).Select(i => new Order(i, customer)));
            return shop;
        }
    }

    sealed class Customer(Shop shop)
    {
        public Shop Shop => shop;

        public IEnumerable<Order> Orders => shop.Orders.Where(order => order.Number >= 0);
    }

    sealed class Order(int number, Customer customer)
    {
        public int Number => number;

        public Customer Customer => customer;

        public List<Line> Lines => [.. Enumerable.Range(0, 30).Select(i => new Line($"item {i}", i * 0.1m, this))];
    }

    sealed class Line(string item, decimal price, Order order)
    {
        public string Item => item;

        public decimal Price => price;

        public Order Order => order;
    }

    sealed class Wide
    {
        public double F00 = 1.0 / 3, F01 = 1.5, F02 = 2.5, F03 = 3.5, F04 = 4.5, F05 = 5.5, F06 = 6.5, F07 = 7.5, F08 = 8.5, F09 = 9.5,
            F10 = 10.5, F11 = 11.5, F12 = 12.5, F13 = 13.5, F14 = 14.5, F15 = 15.5, F16 = 16.5, F17 = 17.5, F18 = 18.5, F19 = 19.5;
        public object[] A = [1, 2], B = [1, 2], C = [1, 2], D = [1, 2], E = [1, 2], F = [1, 2], G = [1, 2], H = [1, 2];
        public Node[] I = [new(1)], J = [new(1)], K = [new(1)], L = [new(1)], M = [new(1)], N = [new(1)], O = [new(1)], P = [new(1)];
    }

    sealed class Broken
    {
        public override string ToString() => throw new InvalidOperationException("empty");
    }

    sealed record Holder(int Id, ImmutableArray<int> Items);

    sealed class Spanned
    {
        public int Length => 3;

        public ReadOnlySpan<int> Span => [1, 2, 3];
    }

    sealed class Thrower
    {
        public int Good => 1;

        public int Bad => throw new InvalidOperationException("getter");
    }

    sealed class Miscounted : List<int>, System.Collections.ICollection
    {
        public Miscounted() => AddRange(Enumerable.Range(0, 50));

        int System.Collections.ICollection.Count => throw new NotSupportedException();
    }
}
