using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Makes databases compare fields as the store's contract says, whatever the type and the collation.</summary>
internal static class Order
{
    private static readonly MethodInfo Collate =
        typeof(RelationalDbFunctionsExtensions).GetMethod(nameof(RelationalDbFunctionsExtensions.Collate))!
            .MakeGenericMethod(typeof(string));

    /// <summary>A field with the binary collation; the field itself when it is no text.</summary>
    public static Expression Ordinal(Expression field, string? collation) =>
        field.Type == typeof(string) && collation is not null
            ? Expression.Call(Collate, Expression.Constant(EF.Functions), field, Expression.Constant(collation))
            : field;

    /// <summary>What a field is sorted by: enums, which are kept as names, by their number.</summary>
    public static Expression Sortable(Expression field, string? collation)
    {
        var type = Nullable.GetUnderlyingType(field.Type) ?? field.Type;
        if (!FieldConversion.IsText(type))
        {
            return Ordinal(field, collation);
        }

        var unknown = (Expression)Expression.Constant(null, typeof(int?));
        return Enum.GetValues(type).Cast<object>().Aggregate(unknown, (rest, member) => Expression.Condition(
            Expression.Equal(field, Expression.Convert(Expression.Constant(member), field.Type)),
            Expression.Constant((int?)Number(member), typeof(int?)),
            rest));
    }

    /// <summary>The number of an enum's member.</summary>
    public static int Number(object member) => Convert.ToInt32(member, CultureInfo.InvariantCulture);

    /// <summary><c>left &lt; right</c> and its kin, also for types that C# has no such operator for.</summary>
    /// <remarks>Entity Framework looks at the kind of the expression only; nothing calls the method.</remarks>
    public static BinaryExpression Compare(ExpressionType kind, Expression left, Expression right)
    {
        var type = Nullable.GetUnderlyingType(left.Type) ?? left.Type;
        var method = typeof(Order).GetMethod(nameof(InDatabase), BindingFlags.NonPublic | BindingFlags.Static)!;
        return Expression.MakeBinary(kind, left, right, liftToNull: false, method.MakeGenericMethod(type));
    }

    private static bool InDatabase<TValue>(TValue left, TValue right) =>
        throw new NotSupportedException($"{left} and {right} are compared by the database.");
}
