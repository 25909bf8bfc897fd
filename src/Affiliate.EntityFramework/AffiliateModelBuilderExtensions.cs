using Affiliate;
using Affiliate.EntityFramework;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the affiliate program's tables to a model.</summary>
public static class AffiliateModelBuilderExtensions
{
    /// <summary>Adds the affiliate program's tables to the model. Call it in <c>OnModelCreating</c>.</summary>
    /// <remarks>
    /// Migrations stay the host's. What is configured after the call wins, so tables and columns can be renamed. Called
    /// twice, the later call's options apply.
    /// </remarks>
    /// <param name="model">The model of the host's context.</param>
    /// <param name="configure">Changes the prefix or the schema of the tables.</param>
    /// <returns>The same model builder.</returns>
    /// <exception cref="ArgumentException">The prefix is longer than 20 characters or has others than it may have.</exception>
    public static ModelBuilder UseAffiliate(this ModelBuilder model, Action<AffiliateModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var options = new AffiliateModelOptions();
        configure?.Invoke(options);
        var mapping = new RecordMapping(options);
        foreach (var record in RecordType.All)
        {
            mapping.Apply(model.Entity(record.ClrType), record);
        }

        return model.HasAnnotation(ModelVersion.Annotation, ModelVersion.Current);
    }
}
