using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Affiliate.PublicApi;

/// <summary>Writes what an assembly shows to others, as C#-like text in a stable order.</summary>
internal static class ApiPrinter
{
    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        var types = assembly.GetExportedTypes()
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .OrderBy(type => type.Namespace, StringComparer.Ordinal)
            .ThenBy(type => TypeNames.Of(type), StringComparer.Ordinal);
        foreach (var type in types)
        {
            text.Append(Header(type)).Append('\n');
            foreach (var member in type.IsEnum ? EnumMembers(type) : MemberPrinter.Members(type))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Header(Type type)
    {
        var attributes = MemberPrinter.Attributes(type) + (type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "");
        var name = $"{type.Namespace}.{TypeNames.Of(type)}";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"{attributes}public delegate {TypeNames.Of(invoke.ReturnParameter)} {name}"
                + $"({MemberPrinter.Parameters(invoke)})";
        }

        var bases = Bases(type);
        return $"{attributes}public {Kind(type)} {name}{(bases.Length > 0 ? " : " + bases : "")}"
            + TypeNames.Constraints(type.IsGenericType ? type.GetGenericArguments() : []);
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsEnum)
        {
            return "enum";
        }

        if (type.IsValueType)
        {
            var isRecordStruct = type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
            return (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")
                + (isRecordStruct ? "record struct" : "struct");
        }

        var modifier = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return modifier + (type.GetMethod("<Clone>$") is null ? "class" : "record");
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetUnderlyingType(type) == typeof(int) ? "" : TypeNames.Of(Enum.GetUnderlyingType(type));
        }

        var parents = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            parents.Add(TypeNames.Of(parent));
        }

        // A record always compares itself: that says nothing.
        parents.AddRange(type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(contract => !(contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            .Select(contract => TypeNames.Of(contract))
            .Order(StringComparer.Ordinal));
        return string.Join(", ", parents);
    }

    private static IEnumerable<string> EnumMembers(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}");
}
