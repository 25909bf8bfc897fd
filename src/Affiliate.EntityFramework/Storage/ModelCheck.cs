using Microsoft.EntityFrameworkCore;

namespace Affiliate.EntityFramework;

/// <summary>Checks that a context can keep the affiliate program. Reads the model only; never asks the database (I16).</summary>
internal static class ModelCheck
{
    public static void Verify(DbContext context)
    {
        var name = context.GetType().Name;
        if (!context.Database.IsRelational())
        {
            throw new AffiliateConfigurationException(
                $"{name} uses {context.Database.ProviderName}, which is no relational database; to keep everything in memory,"
                + " leave out the line: .UseEntityFramework<" + name + ">()");
        }

        if (Missing(context) is { } missing)
        {
            throw new AffiliateConfigurationException(
                $"{name} has no table for {missing}. Add this line to its OnModelCreating: modelBuilder.UseAffiliate();");
        }

        if (context.Model.FindAnnotation(ModelVersion.Annotation)?.Value is not int version || version < ModelVersion.Current)
        {
            throw new AffiliateConfigurationException(
                $"The model of {name} was made for an older version of the tables. Make a compiled model again; its"
                + " OnModelCreating needs this line: modelBuilder.UseAffiliate();");
        }
    }

    private static string? Missing(DbContext context)
    {
        foreach (var record in RecordType.All)
        {
            var entity = context.Model.FindEntityType(record.ClrType);
            if (entity is null)
            {
                return $"'{record.Name}'";
            }

            if (record.Fields.FirstOrDefault(field => entity.FindProperty(field.Name) is null) is { } field)
            {
                return $"'{record.Name}' with {field.Name}";
            }
        }

        return null;
    }
}
