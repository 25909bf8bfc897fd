namespace Affiliate.EntityFramework;

/// <summary>Which layout of the tables a model describes, so that start-up can tell an old one.</summary>
internal static class ModelVersion
{
    public const string Annotation = "Affiliate:ModelVersion";

    /// <summary>Rises with every change of the layout.</summary>
    public const int Current = 1;
}
