using System.Reflection;
using System.Runtime.CompilerServices;

namespace OpBX.Repository.PublicApi;

/// <summary>Writes types as C# spells them, with the nullability and the tuple names that the compiler left in attributes.</summary>
internal sealed class TypeText
{
    /// <summary>Namespaces that every reader knows; types of any other are written with theirs.</summary>
    private static readonly string[] UnwrittenNamespaces =
        ["System", "System.Collections.Generic", "System.Collections.Immutable", "System.Threading", "System.Threading.Tasks"];

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(char)] = "char", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
        [typeof(nint)] = "nint", [typeof(nuint)] = "nuint",
    };

    private readonly Queue<byte>? _flags;
    private readonly byte _everywhere;
    private readonly Queue<string?> _tupleNames;

    private TypeText(IList<CustomAttributeData> attributes, byte context)
    {
        _everywhere = context;
        var argument = attributes.FirstOrDefault(a => a.AttributeType.Name == "NullableAttribute")?.ConstructorArguments[0].Value;
        if (argument is byte one)
            _everywhere = one;
        else if (argument is IEnumerable<CustomAttributeTypedArgument> many)
            _flags = new Queue<byte>(many.Select(flag => (byte)flag.Value!));

        var names = attributes.FirstOrDefault(a => a.AttributeType == typeof(TupleElementNamesAttribute))?.ConstructorArguments[0].Value;
        _tupleNames = new Queue<string?>(
            names is IEnumerable<CustomAttributeTypedArgument> given ? given.Select(name => (string?)name.Value) : []);
    }

    /// <summary>The type of a parameter or of a return value.</summary>
    public static string Of(ParameterInfo parameter) =>
        new TypeText(parameter.GetCustomAttributesData(), ContextOf(parameter.Member)).Write(parameter.ParameterType);

    /// <summary>The type of a property, field or event, whose attributes are the member's.</summary>
    public static string Of(Type type, MemberInfo member) =>
        new TypeText(member.GetCustomAttributesData(), ContextOf(member.DeclaringType)).Write(type);

    /// <summary>The base type of a type.</summary>
    public static string OfBase(Type type) =>
        new TypeText(type.GetCustomAttributesData(), ContextOf(type)).Write(type.BaseType!);

    /// <summary>An interface or a constraint: the compiler's notes on those can't be read by reflection.</summary>
    public static string Plain(Type type) => new TypeText([], 0).Write(type);

    /// <summary>What is noted of a generic parameter itself: 1 not null, 2 may be null, 0 nothing.</summary>
    public static byte FlagOf(Type genericParameter)
    {
        var context = genericParameter.DeclaringMethod is { } method ? ContextOf(method) : ContextOf(genericParameter.DeclaringType);
        return new TypeText(genericParameter.GetCustomAttributesData(), context).NextFlag();
    }

    private static byte ContextOf(MemberInfo? member)
    {
        for (; member is not null; member = member.DeclaringType)
        {
            var context = member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == "NullableContextAttribute");
            if (context is not null)
                return (byte)context.ConstructorArguments[0].Value!;
        }

        return 0;
    }

    private byte NextFlag() => _flags is null ? _everywhere : _flags.TryDequeue(out var flag) ? flag : (byte)0;

    private string Write(Type type)
    {
        if (type.IsByRef)
            return Write(type.GetElementType()!);
        if (type.IsPointer)
            return Write(type.GetElementType()!) + "*";
        if (type.IsArray)
        {
            var mark = Mark();
            return $"{Write(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsGenericParameter)
            return type.Name + Mark();
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Write(underlying) + "?";
        if (!type.IsValueType)
        {
            var mark = type == typeof(void) ? "" : Mark();
            return WriteName(type) + mark;
        }

        if (type.IsGenericType)
            NextFlag();
        return WriteName(type);
    }

    private string Mark() => NextFlag() == 2 ? "?" : "";

    private string WriteName(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericType && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal))
            return WriteTuple(type);

        var arguments = type.GetGenericArguments();
        var parts = new List<string>();
        var chain = new Stack<Type>();
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
            chain.Push(outer);
        var used = 0;
        foreach (var level in chain)
        {
            var own = level.GetGenericArguments().Length - used;
            var text = string.Join(", ", arguments.Skip(used).Take(own).Select(Write));
            parts.Add(own > 0 ? $"{Bare(level.Name)}<{text}>" : Bare(level.Name));
            used += own;
        }

        var name = string.Join('.', parts);
        return type.Namespace is null || UnwrittenNamespaces.Contains(type.Namespace) ? name : $"{type.Namespace}.{name}";
    }

    private string WriteTuple(Type type)
    {
        // The names of all elements come before those of tuples inside them.
        var elements = type.GetGenericArguments();
        var names = elements.Select(_ => _tupleNames.TryDequeue(out var name) ? name : null).ToArray();
        return $"({string.Join(", ", elements.Select((element, i) => names[i] is { } name ? $"{Write(element)} {name}" : Write(element)))})";
    }

    private static string Bare(string name) => name.IndexOf('`', StringComparison.Ordinal) is var tick and >= 0 ? name[..tick] : name;
}
