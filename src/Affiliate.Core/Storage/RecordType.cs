using System.Linq.Expressions;
using System.Reflection;

namespace Affiliate;

/// <summary>What a store must know of a record: its name, fields, keys and indexes.</summary>
public abstract class RecordType
{
    private protected RecordType(string name, Type clrType, IReadOnlyList<RecordField> fields)
    {
        Name = name;
        ClrType = clrType;
        Fields = fields;
    }

    /// <summary>The name in the plural and in snake case, for example <c>click_tallies</c>: a table or collection name.</summary>
    public string Name { get; }

    /// <summary>The type of the record.</summary>
    public Type ClrType { get; }

    /// <summary>The stored fields, in the order of declaration.</summary>
    public IReadOnlyList<RecordField> Fields { get; }

    /// <summary>The primary key.</summary>
    public RecordKey PrimaryKey { get; private protected set; } = null!;

    /// <summary>The further unique keys.</summary>
    public IReadOnlyList<RecordKey> UniqueKeys => UniqueKeyList;

    /// <summary>The field sequences that the library searches by.</summary>
    public IReadOnlyList<RecordKey> Indexes => IndexList;

    /// <summary>
    /// The <see cref="int"/> field that <see cref="IAffiliateUnit.Save"/> and <see cref="IAffiliateUnit.Remove"/> compare
    /// and that the store raises by one on every save; <see langword="null"/> when the record never changes.
    /// </summary>
    public RecordField? Version { get; private protected set; }

    private protected List<RecordKey> UniqueKeyList { get; } = [];

    private protected List<RecordKey> IndexList { get; } = [];

    /// <summary>Every record the library keeps.</summary>
    public static IReadOnlyList<RecordType> All { get; } =
    [
        AffiliateProgram.Record, Partner.Record, Link.Record, Campaign.Record, Click.Record, ClickCorrection.Record, ClickTally.Record,
        DimensionTally.Record,
        Customer.Record, ErasedCustomer.Record, Referral.Record, ReferralDecision.Record, Coupon.Record, Lead.Record, Sale.Record,
        SaleReversal.Record, PaymentReference.Record, InboxEntry.Record, Commission.Record, PaymentCoupon.Record,
        CouponWait.Record, LedgerEntry.Record, LedgerSeal.Record, Payout.Record, PayoutItem.Record,
        PayoutAccount.Record, PayoutBatch.Record, PayoutStatement.Record, LoggedEvent.Record, WorkItem.Record, ApiKey.Record,
        CallKey.Record, Setting.Record, Counter.Record, Plan.Record, PlanVersion.Record, ReferralProgress.Record,
        PartnerGroup.Record, GroupPolicy.Record, WebhookEndpoint.Record, WebhookDelivery.Record,
        PaymentBackfillRun.Record, PartnerSession.Record, PartnerSignIn.Record,
    ];
}

/// <summary>The declaration of one record type.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class RecordType<T> : RecordType where T : class, IRecord<T>
{
    private readonly Dictionary<string, RecordField> _fieldsByName;

    /// <summary>Declares a record whose stored fields are its public properties that can be set.</summary>
    /// <param name="name">The name in the plural and in snake case.</param>
    /// <param name="primaryKey">The field that identifies a record.</param>
    internal RecordType(string name, Expression<Func<T, object?>> primaryKey)
        : base(name, typeof(T), ReadFields())
    {
        _fieldsByName = Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        PrimaryKey = new RecordKey([Field(primaryKey)]);
    }

    /// <summary>Declares a unique key.</summary>
    internal RecordType<T> Unique(params Expression<Func<T, object?>>[] fields)
    {
        UniqueKeyList.Add(new RecordKey([.. fields.Select(Field)]));
        return this;
    }

    /// <summary>Declares a search order.</summary>
    internal RecordType<T> Index(params Expression<Func<T, object?>>[] fields)
    {
        IndexList.Add(new RecordKey([.. fields.Select(Field)]));
        return this;
    }

    /// <summary>Declares how long a text may be.</summary>
    internal RecordType<T> Text(int maxLength, params Expression<Func<T, object?>>[] fields)
    {
        foreach (var field in fields)
        {
            Field(field).MaxLength = maxLength;
        }

        return this;
    }

    /// <summary>Declares the field that counts changes.</summary>
    internal RecordType<T> Versioned(Expression<Func<T, object?>> version)
    {
        Version = Field(version);
        return this;
    }

    /// <summary>The primary key with a value.</summary>
    public Key<T> ByPrimaryKey(object value) => new(PrimaryKey, [value]);

    /// <summary>A unique key with values, by its number in the order of declaration.</summary>
    public Key<T> ByUniqueKey(int number, params object[] values) => new(UniqueKeyList[number], values);

    /// <summary>The field that an expression such as <c>partner =&gt; partner.Slug</c> names.</summary>
    /// <exception cref="ArgumentException">The expression names no stored field.</exception>
    public RecordField Field(LambdaExpression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var body = expression.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert
            ? convert.Operand
            : expression.Body;
        return body is MemberExpression { Member: PropertyInfo property }
            && _fieldsByName.TryGetValue(property.Name, out var field)
            ? field
            : throw new ArgumentException($"'{expression}' names no stored field of '{Name}'.", nameof(expression));
    }

    private static List<RecordField> ReadFields() =>
        [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null)
            .Select(property => new RecordField(property, CompileGetter(property)))];

    private static Func<object, object?> CompileGetter(PropertyInfo property)
    {
        var record = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(record, typeof(T)), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), record).Compile();
    }
}
