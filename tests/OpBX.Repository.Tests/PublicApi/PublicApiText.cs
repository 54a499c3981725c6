using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace OpBX.Repository.PublicApi;

/// <summary>Writes what an assembly shows to its users, sorted, so that two versions can be compared line by line.</summary>
internal static class PublicApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The public types of an assembly.</summary>
    public static IReadOnlyList<Type> TypesOf(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal))];

    /// <summary>The public API of the types, by namespace and name.</summary>
    public static string Of(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (var group in types.GroupBy(type => type.Namespace ?? "").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("\nnamespace ").Append(group.Key).Append('\n');
            var here = new Regex($@"(?<![\w.]){Regex.Escape(group.Key)}\.(?=\w)", RegexOptions.CultureInvariant);
            foreach (var type in group.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append('\n').Append(here.Replace(Declaration(type), "")).Append('\n');
                foreach (var member in MembersOf(type))
                    text.Append("    ").Append(here.Replace(member, "")).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Declaration(Type type)
    {
        var access = type.IsNestedFamily || type.IsNestedFamORAssem ? "protected" : "public";
        var name = TypeText.Plain(type);
        var attributes = MemberText.Attributes(type);
        if (type.IsEnum)
            return $"{attributes}{access} enum {name} : {TypeText.Plain(Enum.GetUnderlyingType(type))}";
        if (IsDelegate(type))
            return $"{attributes}{access} delegate {MemberText.Signature(type.GetMethod("Invoke")!, name)}{MemberText.Constraints(type.GetGenericArguments())}";

        var bases = Bases(type);
        return $"{attributes}{access} {Kind(type)} {name}{(bases.Count > 0 ? " : " + string.Join(", ", bases) : "")}{MemberText.Constraints(type.GetGenericArguments())}";
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
            return "interface";
        var attributes = type.GetCustomAttributesData().Select(a => a.AttributeType.Name).ToHashSet();
        if (type.IsValueType)
            return (attributes.Contains("IsReadOnlyAttribute") ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + (IsRecord(type) ? "record struct" : "struct");
        var modifier = type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return modifier + (IsRecord(type) ? "record" : "class");
    }

    private static List<string> Bases(Type type)
    {
        var bases = new List<string>();
        if (type is { IsValueType: false, IsInterface: false } && type.BaseType != typeof(object))
            bases.Add(TypeText.OfBase(type));

        var inherited = type.GetInterfaces().SelectMany(i => i.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        bases.AddRange(type.GetInterfaces()
            .Where(i => !inherited.Contains(i) && (i.IsVisible || i.Assembly == type.Assembly && i.IsPublic))
            .Where(i => !(IsRecord(type) && i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEquatable<>) && i.GetGenericArguments()[0] == type))
            .Select(TypeText.Plain)
            .Order(StringComparer.Ordinal));
        return bases;
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (field.Name, Value: Convert.ToDecimal(field.GetRawConstantValue(), null)))
                .OrderBy(field => field.Value).ThenBy(field => field.Name, StringComparer.Ordinal)
                .Select(field => $"{field.Name} = {field.Value}");
        }

        if (IsDelegate(type))
            return [];

        return type.GetMembers(Declared)
            .Where(member => member is not Type && !IsCompilers(member))
            .Select(member => (Text: MemberText.Of(member), Rank: Rank(member), member.Name))
            .Where(member => member.Text is not null)
            .OrderBy(member => member.Rank)
            .ThenBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(member => member.Text, StringComparer.Ordinal)
            .Select(member => member.Text!);
    }

    private static int Rank(MemberInfo member) => member switch
    {
        FieldInfo => 0,
        ConstructorInfo => 1,
        PropertyInfo => 2,
        EventInfo => 3,
        _ => 4,
    };

    /// <summary>What the compiler adds to records, and accessors, which are told with their property.</summary>
    private static bool IsCompilers(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || member.Name.Contains('<', StringComparison.Ordinal)
        || member is MethodInfo { IsSpecialName: true } method && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsDelegate(Type type) => type.BaseType == typeof(MulticastDelegate);

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", Declared) is not null
        || type.IsValueType && type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;
}
