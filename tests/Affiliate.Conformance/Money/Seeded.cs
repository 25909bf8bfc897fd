using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Affiliate.Conformance;

/// <summary>Checks a property for random cases of a seed that every failure names, whatever it was that failed.</summary>
internal static class Seeded
{
    /// <summary>Set it to what a failure says, to have the same cases again.</summary>
    private const string SeedVariable = "AFFILIATE_SEED";

    /// <summary>Set it to look longer.</summary>
    private const string CasesVariable = "AFFILIATE_MONEY_SEQUENCES";

    /// <param name="cases">Makes the cases.</param>
    /// <param name="most">How many cases, unless the variable says more.</param>
    /// <param name="check">Fails when the property does not hold. Cases share what it works on, one after the other.</param>
    /// <param name="after">What must hold at the end.</param>
    public static async Task CheckAsync<T>(Gen<T> cases, int most, Func<T, Task> check, Func<Task>? after = null)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var given)
            ? given
            : (ulong)Random.Shared.NextInt64();
        var count = int.TryParse(Environment.GetEnvironmentVariable(CasesVariable), CultureInfo.InvariantCulture, out var more) ? more : most;
        var config = Config.QuickThrowOnFailure.WithMaxTest(count)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None)));
        try
        {
            // FsCheck knows no tasks; on a thread of its own nothing that is awaited comes back to the one that waits.
            await Task.Run(() => FsCheck.Check.One(config, Prop.ForAll(cases.ToArbitrary(), one => Holds(check, one))));
            await (after?.Invoke() ?? Task.CompletedTask);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Failed with {SeedVariable}={seed} {CasesVariable}={count}: {failure.Message}"), failure);
        }
    }

    private static bool Holds<T>(Func<T, Task> check, T one)
    {
        check(one).GetAwaiter().GetResult();
        return true;
    }
}
