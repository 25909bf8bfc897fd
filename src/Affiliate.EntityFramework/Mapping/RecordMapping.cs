using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Affiliate.EntityFramework;

/// <summary>Maps a record to a table, explicitly in everything, so that the host's conventions change nothing.</summary>
internal sealed class RecordMapping
{
    private const int MaxPrefixLength = 20;

    private const int EnumTextLength = 32;

    private static readonly NullabilityInfoContext Nullability = new();

    private readonly AffiliateModelOptions _options;

    public RecordMapping(AffiliateModelOptions options)
    {
        var prefix = options.TablePrefix;
        if (prefix is null || prefix.Length > MaxPrefixLength
            || !prefix.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new ArgumentException(
                $"The table prefix '{prefix}' must have at most {MaxPrefixLength} lower-case letters, digits and underscores.",
                nameof(options));
        }

        _options = options;
    }

    public void Apply(EntityTypeBuilder entity, RecordType record)
    {
        var table = _options.TablePrefix + record.Name;
        _ = _options.Schema is null ? entity.ToTable(table) : entity.ToTable(table, _options.Schema);
        var initial = Activator.CreateInstance(record.ClrType)!;
        foreach (var field in record.Fields)
        {
            var property = entity.Property(field.Property.PropertyType, field.Name);
            Apply(property, field);

            // For the host's migrations: the value of rows that are older than the column. Our own statements name every column.
            if (!field.Property.IsDefined(typeof(RequiredMemberAttribute), inherit: false) && field.Get(initial) is { } value
                && !record.UniqueKeys.Any(key => key.Fields.Contains(field)))
            {
                property.HasDefaultValue(value);
            }
        }

        entity.HasKey(Names(record.PrimaryKey)).HasName($"pk_{table}");
        foreach (var key in record.UniqueKeys)
        {
            entity.HasIndex(Names(key)).IsUnique().HasDatabaseName(DatabaseName.Of("ux", table, key));
        }

        foreach (var index in record.Indexes)
        {
            entity.HasIndex(Names(index)).HasDatabaseName(DatabaseName.Of("ix", table, index));
        }

        if (record.Version is { } version)
        {
            entity.Property(version.Name).IsConcurrencyToken();
        }
    }

    private static void Apply(PropertyBuilder property, RecordField field)
    {
        var type = Nullable.GetUnderlyingType(field.Property.PropertyType) ?? field.Property.PropertyType;
        property.HasColumnName(DatabaseName.Of(field.Name)).IsRequired(!IsNullable(field.Property)).ValueGeneratedNever();

        // What the host's conventions say of all texts or identifiers must not cut or change ours.
        var column = property.Metadata;
        column.SetProviderClrType(null);
        column.SetColumnType(null);
        column.SetIsUnicode(null);
        column.SetIsFixedLength(null);
        column.SetMaxLength(FieldConversion.IsText(type) ? EnumTextLength : field.MaxLength);
        property.HasConversion(FieldConversion.Of(type));
    }

    private static bool IsNullable(PropertyInfo property)
    {
        // The context caches without locks, and two models may be built at once.
        lock (Nullability)
        {
            return Nullability.Create(property).ReadState == NullabilityState.Nullable;
        }
    }

    private static string[] Names(RecordKey key) => [.. key.Fields.Select(field => field.Name)];
}
