using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests;

/// <summary>The indexes of the in-memory store never change what a query gives, only how fast.</summary>
public sealed class InMemoryTableTests
{
    private static readonly SaleId[] Ids = [.. Enumerable.Range(0, 6).Select(_ => Sample.Id<SaleId>())];
    private static readonly PartnerId?[] Partners = [null, Sample.Id<PartnerId>(), Sample.Id<PartnerId>()];
    private static readonly string?[] Subscriptions = [null, "", "sub_1", "sub_2"];

    private static readonly Gen<Sale> Sales =
        from id in Gen.Elements(Ids)
        from partner in Gen.Elements(Partners)
        from subscription in Gen.Elements(Subscriptions)
        from amount in Gen.Choose(0, 3)
        select Sample.Sale() with
        {
            Id = id,
            PartnerId = partner,
            SubscriptionReference = subscription,
            AmountMinorUnits = amount,
        };

    private static readonly Gen<Query<Sale>> Queries =
        from conditions in Gen.Choose(0, 3).SelectMany(count => Gen.OneOf(
            Gen.Elements(Ids).Select(id => Where(all => all.Equal(sale => sale.Id, id))),
            Gen.SubListOf(Ids).Select(ids => Where(all => all.In(sale => sale.Id, ids))),
            Gen.Elements(Partners).Select(partner => Where(all => all.Equal(sale => sale.PartnerId, partner))),
            Gen.SubListOf(Partners).Select(some => Where(all => all.In(sale => sale.PartnerId, some))),
            Gen.Elements(Partners).Select(partner => Where(all => all.NotEqual(sale => sale.PartnerId, partner))),
            Gen.Elements(Subscriptions).Select(text => Where(all => all.Equal(sale => sale.SubscriptionReference, text))),
            Gen.Choose(0, 3).Select(amount => Where(all => all.AtLeast(sale => sale.AmountMinorUnits, amount))))
            .ArrayOf(count))
        select conditions.Aggregate(Query<Sale>.All, (query, add) => add(query));

    [Fact]
    public void A_query_gives_what_reading_everything_would_give() =>
        Prop.ForAll(Sales.ArrayOf().ToArbitrary(), Queries.ToArbitrary(), (written, query) =>
        {
            var (table, rows) = Write(written);
            return table.Select(query).Select(sale => sale.Id).ToHashSet()
                .SetEquals(QueryEvaluation.Select(query, rows).Select(sale => sale.Id));
        }).QuickCheckThrowOnFailure();

    /// <summary>Each sale is inserted, replaces the one with its identifier, or (amount 0) removes it.</summary>
    private static (InMemoryTable<Sale> Table, IEnumerable<Sale> Rows) Write(IEnumerable<Sale> written)
    {
        var table = new InMemoryTable<Sale>();
        var rows = new Dictionary<SaleId, Sale>();
        foreach (var sale in written)
        {
            var before = rows.GetValueOrDefault(sale.Id);
            if (before is not null && sale.AmountMinorUnits == 0)
            {
                rows.Remove(sale.Id);
                table.Change(before, null);
            }
            else
            {
                rows[sale.Id] = sale;
                table.Change(before, sale);
            }
        }

        return (table, rows.Values);
    }

    private static Func<Query<Sale>, Query<Sale>> Where(Func<Query<Sale>, Query<Sale>> condition) => condition;
}
