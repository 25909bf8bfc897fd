namespace Affiliate;

/// <summary>
/// Notes what a unit of a call does to objects, and writes it to the audit log when the unit reports nothing by itself: no
/// change that somebody makes goes without a line (I2).
/// </summary>
internal sealed class UnitAudit
{
    /// <summary>What is no object of the program but how the library works.</summary>
    private static readonly RecordType[] Machinery =
    [
        WorkItem.Record, CallKey.Record, Counter.Record, Setting.Record, PaymentReference.Record, InboxEntry.Record, ClickTally.Record,
        PartnerSignIn.Record, PartnerSession.Record,
        DimensionTally.Record,
    ];

    /// <summary>Parts of the names of fields whose values are not for the log: secrets and personal data.</summary>
    private static readonly string[] Secret = ["Secret", "Sealed", "Hash", "Password", "Token", "Email", "Account", "Tax", "Metadata"];

    private readonly List<object> _found = [];
    private readonly List<Action<EventOutbox, IAffiliateUnit>> _changes = [];
    private bool _isReported;

    public void Found<T>(T? record) where T : class, IRecord<T>
    {
        if (record is not null)
        {
            _found.Add(record);
        }
    }

    public void Added<T>(T record) where T : class, IRecord<T>
    {
        if (record is LoggedEvent)
        {
            _isReported = true;
            return;
        }

        Note(null, record, record, "created");
    }

    public void Saved<T>(T record) where T : class, IRecord<T> => Note(BeforeOf(record), record, record, "updated");

    public void Removed<T>(T record) where T : class, IRecord<T> => Note(record, null, record, "deleted");

    /// <summary>Adds the lines that are owed. Comes last in the unit.</summary>
    public void Publish(EventOutbox outbox, IAffiliateUnit unit)
    {
        if (!_isReported)
        {
            foreach (var publish in _changes.ToArray())
            {
                publish(outbox, unit);
            }
        }
    }

    private void Note<T>(T? before, T? after, T record, string action) where T : class, IRecord<T>
    {
        if (!Machinery.Contains(T.Record) && ValueOf<ProgramId>(record, T.Record is RecordType<AffiliateProgram> ? "Id" : "ProgramId") is { } program)
        {
            _changes.Add((outbox, unit) => Publish(outbox, unit, before, after, record, program, action));
        }
    }

    private static void Publish<T>(
        EventOutbox outbox, IAffiliateUnit unit, T? before, T? after, T record, ProgramId program, string action) where T : class, IRecord<T>
    {
        var kind = SingularOf(T.Record.Name);
        var changes = after is null ? null : RecordChanges.Between(before, after, SecretsOf(T.Record));
        var isSavedAsItWas = before is not null && after is not null && changes is null;
        if (!isSavedAsItWas && !IsCopy(program, $"{kind}.{action}"))
        {
            outbox.Publish(unit, new ObjectChanged
            {
                ProgramId = program,
                Kind = kind,
                ObjectId = T.Record.PrimaryKey.Fields[0].Get(record)!.ToString()!,
                Action = action,
                PartnerId = ValueOf<PartnerId>(record, "PartnerId"),
                Changes = changes,
            });
        }
    }

    /// <summary>What one record of a table is called.</summary>
    private static string SingularOf(string table) =>
        table.EndsWith("ies", StringComparison.Ordinal) ? table[..^3] + 'y'
        : table.EndsWith("ss", StringComparison.Ordinal) ? table
        : table.TrimEnd('s');

    /// <summary>Whether the test twin copies what has events of its own, a partner for example: nobody made one.</summary>
    private static bool IsCopy(ProgramId program, string type) => program.IsTest() && EventTypes.TypeOf(type) != typeof(ObjectChanged);

    private static string[] SecretsOf(RecordType type) =>
        [.. type.Fields.Select(field => field.Name).Where(name => Secret.Any(part => name.Contains(part, StringComparison.Ordinal)))];

    private T? BeforeOf<T>(T record) where T : class, IRecord<T>
    {
        var id = T.Record.PrimaryKey.Fields[0];
        return _found.OfType<T>().LastOrDefault(found => Equals(id.Get(found), id.Get(record)));
    }

    private static TValue? ValueOf<TValue>(object record, string name) where TValue : struct =>
        record.GetType().GetProperty(name)?.GetValue(record) as TValue?;
}
