using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace OpBX.Repository.PublicApi;

/// <summary>Writes members as C# spells their declarations.</summary>
internal static class MemberText
{
    /// <summary>Attributes that change what a caller may do or must expect.</summary>
    private static readonly string[] ToldAttributes =
    [
        "FlagsAttribute", "ObsoleteAttribute", "ExperimentalAttribute", "NotNullWhenAttribute", "MaybeNullWhenAttribute",
        "NotNullIfNotNullAttribute", "NotNullAttribute", "MaybeNullAttribute", "AllowNullAttribute", "DisallowNullAttribute",
        "DoesNotReturnAttribute", "MemberNotNullWhenAttribute", "SetsRequiredMembersAttribute", "RequiresUnreferencedCodeAttribute",
        "RequiresDynamicCodeAttribute",
    ];

    /// <summary>The declaration of a member, or <see langword="null"/> when users can't reach it.</summary>
    public static string? Of(MemberInfo member) => member switch
    {
        FieldInfo field => Field(field),
        ConstructorInfo constructor when Access(constructor) is { } access =>
            $"{Attributes(constructor)}{access} {TypeName(constructor.DeclaringType!)}({Parameters(constructor)})",
        PropertyInfo property => Property(property),
        EventInfo happening when Access(happening.AddMethod!) is { } access =>
            $"{Attributes(happening)}{access} {Modifiers(happening.AddMethod!)}event {TypeText.Of(happening.EventHandlerType!, happening)} {happening.Name}",
        MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion =>
            $"{Attributes(conversion)}public static {conversion.Name[3..].ToLowerInvariant()} operator {TypeText.Of(conversion.ReturnParameter)}({Parameters(conversion)})",
        MethodInfo method when Access(method) is { } access =>
            $"{Attributes(method)}{access} {Modifiers(method)}{Signature(method, MethodName(method))}{Constraints(method.GetGenericArguments())}",
        _ => null,
    };

    /// <summary>Return type, name and parameters.</summary>
    public static string Signature(MethodInfo method, string name)
    {
        var result = TypeText.Of(method.ReturnParameter);
        if (method.ReturnType.IsByRef)
            result = (method.ReturnParameter.GetCustomAttributesData().Any(a => a.AttributeType.Name == "IsReadOnlyAttribute") ? "ref readonly " : "ref ") + result;
        return $"{Attributes(method.ReturnParameter.GetCustomAttributesData(), "return: ")}{result} {name}({Parameters(method)})";
    }

    /// <summary>The <c>where</c> clauses of generic parameters, with a space before each.</summary>
    public static string Constraints(IEnumerable<Type> arguments) =>
        string.Concat(arguments.Where(type => type.IsGenericParameter).Select(Constraint));

    /// <summary>The told attributes of a member, each followed by a space.</summary>
    public static string Attributes(MemberInfo member) => Attributes(member.GetCustomAttributesData(), "");

    private static string Attributes(IEnumerable<CustomAttributeData> attributes, string target) =>
        string.Concat(attributes
            .Where(a => ToldAttributes.Contains(a.AttributeType.Name) && !IsLanguageGuard(a))
            .Select(a => $"[{target}{a.AttributeType.Name[..^"Attribute".Length]}{AttributeArguments(a)}] ")
            .Order(StringComparer.Ordinal));

    /// <summary>To keep older compilers out, the compiler marks ref structs and constructors that set required members as obsolete.</summary>
    private static bool IsLanguageGuard(CustomAttributeData attribute) =>
        attribute.AttributeType == typeof(ObsoleteAttribute)
        && attribute.ConstructorArguments is [{ Value: string text }, ..]
        && (text.StartsWith("Constructors of types with required members", StringComparison.Ordinal)
            || text.StartsWith("Types with embedded references", StringComparison.Ordinal));

    private static string AttributeArguments(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.Count == 0 ? "" : $"({string.Join(", ", attribute.ConstructorArguments.Select(a => Literal(a.Value, a.ArgumentType)))})";

    private static string? Field(FieldInfo field)
    {
        if (Access(field.IsPublic, field.IsFamily, field.IsFamilyOrAssembly, field.DeclaringType!) is not { } access)
            return null;
        var modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        var required = field.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var value = field.IsLiteral ? " = " + Literal(field.GetRawConstantValue(), field.FieldType) : "";
        return $"{Attributes(field)}{access} {required}{modifiers}{TypeText.Of(field.FieldType, field)} {field.Name}{value}";
    }

    private static string? Property(PropertyInfo property)
    {
        var accessors = new[] { property.GetMethod, property.SetMethod }
            .Where(accessor => accessor is not null)
            .Select(accessor => (Method: accessor!, Access: Access(accessor!)))
            .Where(accessor => accessor.Access is not null)
            .ToArray();
        if (accessors.Length == 0)
            return null;

        var widest = accessors.Any(a => a.Access == "public") ? "public" : accessors[0].Access!;
        var list = accessors.Select(a => (a.Access == widest ? "" : a.Access + " ") + AccessorName(property, a.Method) + "; ");
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var name = index.Length > 0 ? "this" + index : property.Name;
        return $"{Attributes(property)}{widest} {required}{Modifiers(accessors[0].Method)}{TypeText.Of(property.PropertyType, property)} {name} {{ {string.Concat(list)}}}";
    }

    private static string AccessorName(PropertyInfo property, MethodInfo accessor) =>
        accessor == property.GetMethod ? "get"
        : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init"
        : "set";

    private static string MethodName(MethodInfo method) => method switch
    {
        { IsSpecialName: true } when method.Name.StartsWith("op_", StringComparison.Ordinal) => "operator " + method.Name[3..],
        { IsGenericMethod: true } => $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>",
        _ => method.Name,
    };

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var attributes = parameter.GetCustomAttributesData();
        var direction = !parameter.ParameterType.IsByRef ? ""
            : parameter.IsOut ? "out "
            : attributes.Any(a => a.AttributeType.Name == "RequiresLocationAttribute") ? "ref readonly "
            : parameter.IsIn ? "in "
            : "ref ";
        var many = attributes.Any(a => a.AttributeType == typeof(ParamArrayAttribute) || a.AttributeType.Name == "ParamCollectionAttribute") ? "params " : "";
        var value = parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue, parameter.ParameterType) : "";
        return $"{Attributes(attributes, "")}{many}{direction}{TypeText.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Modifiers(MethodInfo method)
    {
        var still = method.IsStatic ? "static " : "";
        if (method.DeclaringType!.IsInterface)
            return still + (method.IsAbstract ? method.IsStatic ? "abstract " : "" : method.IsVirtual ? "virtual " : "");
        if (!method.IsVirtual)
            return still;
        if (method.GetBaseDefinition() != method)
            return method is { IsFinal: true, DeclaringType.IsSealed: false } ? "sealed override " : method.IsAbstract ? "abstract override " : "override ";
        return method.IsAbstract ? "abstract " : method.IsFinal || method.DeclaringType.IsSealed ? "" : "virtual ";
    }

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var unmanaged = parameter.GetCustomAttributesData().Any(a => a.AttributeType.Name == "IsUnmanagedAttribute");
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var types = parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).ToArray();
        var flag = TypeText.FlagOf(parameter);

        var clauses = new List<string>();
        if (isStruct)
            clauses.Add(unmanaged ? "unmanaged" : "struct");
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            clauses.Add(flag == 2 ? "class?" : "class");
        else if (flag == 1 && types.Length == 0)
            clauses.Add("notnull");
        clauses.AddRange(types.Select(TypeText.Plain).Order(StringComparer.Ordinal));
        if (!isStruct && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            clauses.Add("new()");
        if (attributes.HasFlag(GenericParameterAttributes.AllowByRefLike))
            clauses.Add("allows ref struct");
        return clauses.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", clauses)}";
    }

    private static string? Access(MethodBase method) =>
        Access(method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly, method.DeclaringType!);

    private static string? Access(bool isPublic, bool isFamily, bool isFamilyOrAssembly, Type type) =>
        isPublic ? "public" : (isFamily || isFamilyOrAssembly) && !type.IsSealed ? "protected" : null;

    private static string TypeName(Type type) => type.Name.Split('`')[0];

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        char letter => $"'{letter}'",
        bool truth => truth ? "true" : "false",
        Type named => $"typeof({TypeText.Plain(named)})",
        _ when (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } kind => $"{kind.Name}.{Enum.ToObject(kind, value)}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
