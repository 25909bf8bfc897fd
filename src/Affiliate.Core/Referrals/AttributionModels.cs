namespace Affiliate;

/// <summary>The models by name: the library's own, and those the host added.</summary>
internal sealed class AttributionModels(IEnumerable<IAttributionModel> added)
{
    public const string LastClick = "last_click";
    public const string FirstClick = "first_click";
    public const string Linear = "linear";
    public const string PositionBased = "position_based";
    public const string TimeDecay = "time_decay";

    /// <summary>After so long a click counts half.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(7);

    /// <summary>What first and last click get together; the rest is for those between (40/20/40).</summary>
    private const double ShareOfEnd = 0.4;

    private static readonly IAttributionModel[] Own =
    [
        new Model(LastClick, (touches, _) => Only(touches.Count, touches.Count - 1)),
        new Model(FirstClick, (touches, _) => Only(touches.Count, 0)),
        new Model(Linear, (touches, _) => [.. Enumerable.Repeat(1.0, touches.Count)]),
        new Model(PositionBased, (touches, _) => Ends(touches.Count)),
        new Model(TimeDecay, Decay),
    ];

    private readonly Dictionary<string, IAttributionModel> _byName =
        Own.Concat(added).ToDictionary(model => model.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _byName.Keys;

    public IAttributionModel? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The model of a program; one that the host no longer adds falls back to the last click.</summary>
    public IAttributionModel Of(AffiliateProgram program) => Find(program.AttributionModel) ?? Own[0];

    private static double[] Only(int count, int index)
    {
        var weights = new double[count];
        weights[index] = 1;
        return weights;
    }

    private static double[] Ends(int count)
    {
        if (count <= 2)
        {
            return [.. Enumerable.Repeat(1.0, count)];
        }

        var weights = Enumerable.Repeat((1 - 2 * ShareOfEnd) / (count - 2), count).ToArray();
        weights[0] = weights[^1] = ShareOfEnd;
        return weights;
    }

    /// <summary>Counted from the newest click, so that clicks of long ago have weights that can be told apart.</summary>
    private static double[] Decay(IReadOnlyList<AttributionTouch> touches, DateTimeOffset convertedAt) =>
        [.. touches.Select(touch => Math.Pow(2, (touch.OccurredAt - touches[^1].OccurredAt) / HalfLife))];

    private sealed record Model(
        string Name, Func<IReadOnlyList<AttributionTouch>, DateTimeOffset, IReadOnlyList<double>> Weight) : IAttributionModel
    {
        public IReadOnlyList<double> Weigh(IReadOnlyList<AttributionTouch> touches, DateTimeOffset convertedAt) =>
            Weight(touches, convertedAt);
    }
}
