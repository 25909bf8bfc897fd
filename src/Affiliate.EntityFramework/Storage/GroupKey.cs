using System.Linq.Expressions;

namespace Affiliate.EntityFramework;

/// <summary>The fields that rows are grouped by, in a shape that Entity Framework understands.</summary>
internal static class GroupKey
{
    private static readonly Type[] Types = [typeof(GroupKey<>), typeof(GroupKey<,>), typeof(GroupKey<,,>)];

    private static readonly string[] Names = ["First", "Second", "Third"];

    public static Expression Of(Expression[] fields)
    {
        if (fields.Length == 0)
        {
            return Expression.Constant(1);
        }

        var type = Types[fields.Length - 1].MakeGenericType(Array.ConvertAll(fields, field => field.Type));
        return Expression.MemberInit(
            Expression.New(type),
            fields.Select((field, i) => Expression.Bind(type.GetProperty(Names[i])!, field)));
    }

    public static IEnumerable<Expression> Parts(Expression key, int count) =>
        Names.Take(count).Select(name => Expression.Property(key, name));
}

internal sealed class GroupKey<T1>
{
    public T1? First { get; init; }
}

internal sealed class GroupKey<T1, T2>
{
    public T1? First { get; init; }

    public T2? Second { get; init; }
}

internal sealed class GroupKey<T1, T2, T3>
{
    public T1? First { get; init; }

    public T2? Second { get; init; }

    public T3? Third { get; init; }
}
