using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Affiliate.PublicApi;

/// <summary>Writes the members of a type that others can use.</summary>
internal static class MemberPrinter
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Members(Type type)
    {
        var fields = type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily);
        var constructors = type.GetConstructors(Declared).Where(IsShown);
        var properties = type.GetProperties(Declared).Where(property => !IsGenerated(property))
            .Where(property => property.GetAccessors(true).Any(IsShown));
        var events = type.GetEvents(Declared).Where(item => IsShown(item.AddMethod!));
        var methods = type.GetMethods(Declared).Where(IsShown).Where(method => !IsGenerated(method))
            .Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));
        return new IEnumerable<string>[]
        {
            Sorted(fields, Field), Sorted(constructors, Constructor), Sorted(properties, Property),
            Sorted(events, Event), Sorted(methods, Method),
        }.SelectMany(group => group);
    }

    public static string Attributes(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute)) ? "[Obsolete] " : "";

    public static string Parameters(MethodBase method)
    {
        var first = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return first + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static IEnumerable<string> Sorted<T>(IEnumerable<T> members, Func<T, string> print) where T : MemberInfo =>
        members.Select(member => (member.Name, Text: print(member)))
            .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Text, StringComparer.Ordinal)
            .Select(member => member.Text);

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ => "",
        };
        var value = parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue, parameter.ParameterType) : "";
        return $"{prefix}{TypeNames.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Field(FieldInfo field)
    {
        var access = field.IsPublic ? "public " : "protected ";
        return field.IsLiteral
            ? $"{access}const {TypeNames.Of(field)} {field.Name} = {Literal(field.GetRawConstantValue(), field.FieldType)};"
            : $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}"
                + $"{TypeNames.Of(field)} {field.Name};";
    }

    private static string Constructor(ConstructorInfo constructor) =>
        $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)});";

    private static string Property(PropertyInfo property)
    {
        var first = property.GetAccessors(true).First(IsShown);
        var accessors = new List<string>();
        if (property.GetMethod is { } get && IsShown(get))
        {
            accessors.Add("get;");
        }

        if (property.SetMethod is { } set && IsShown(set))
        {
            var isInit = set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            accessors.Add(isInit ? "init;" : "set;");
        }

        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var name = property.GetIndexParameters() is { Length: > 0 } index
            ? $"this[{string.Join(", ", index.Select(Parameter))}]"
            : property.Name;
        return $"{Attributes(property)}{Modifiers(first)}{required}{TypeNames.Of(property)} {name} "
            + $"{{ {string.Join(' ', accessors)} }}";
    }

    private static string Event(EventInfo item) =>
        $"{Modifiers(item.AddMethod!)}event {TypeNames.Of(item.EventHandlerType!)} {item.Name};";

    private static string Method(MethodInfo method)
    {
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var generic = arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(type => type.Name))}>" : "";
        var name = method.Name.StartsWith("op_", StringComparison.Ordinal) ? "operator " + method.Name[3..] : method.Name;
        return $"{Attributes(method)}{Modifiers(method)}{TypeNames.Of(method.ReturnParameter)} {name}{generic}"
            + $"({Parameters(method)}){TypeNames.Constraints(arguments)};";
    }

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return method.IsStatic ? "static abstract " : method.IsAbstract ? "" : "virtual ";
        }

        var isOverride = method.GetBaseDefinition() != method;
        return Access(method) + (method.IsStatic ? "static " : "") + method switch
        {
            { IsAbstract: true } => isOverride ? "abstract override " : "abstract ",
            { IsVirtual: true } when isOverride => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
    }

    private static string Access(MethodBase method) => method.IsPublic ? "public " : "protected ";

    private static bool IsShown(MethodBase method) =>
        (method.IsPublic || method.IsFamily)
        && method is not ConstructorInfo { IsStatic: true }
        && !(method is ConstructorInfo && IsGenerated(method));

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ when type.IsEnum => Enum.ToObject(type, value).ToString()!,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
