namespace Affiliate.Conformance;

/// <summary>Look-ups are ordinal: what a person or a collation takes for the same text is not.</summary>
public abstract class LookUpConformance : StoreConformance
{
    /// <summary>Texts that some collation takes for <c>abc</c> or for each other.</summary>
    public static TheoryData<string> Variants { get; } =
    [
        "ABC", "Abc", "abc ", " abc", "äbc", "a\u0308bc", "ａｂｃ", "ab\u200Dc", "a-bc", "abc\t", "abç", "àbc", "abc\u0130",
    ];

    /// <summary>Two texts that differ at all are two keys.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Variants))]
    public async Task Keys_are_compared_character_by_character(string variant)
    {
        var program = Sample.Id<ProgramId>();
        var plain = Sample.Customer(program) with { Lookup = "abc" };
        var other = Sample.Customer(program) with { Lookup = variant };
        await AddAsync(plain);

        Assert.Null(await FindAsync(KeyOf(Customer.Record.UniqueKeys[0], other)));
        await AddAsync(other);

        AssertSame(plain, await FindAsync(KeyOf(Customer.Record.UniqueKeys[0], plain)));
        AssertSame(other, await FindAsync(KeyOf(Customer.Record.UniqueKeys[0], other)));
    }

    /// <summary>Queries compare text in the same way.</summary>
    [ConditionalTheory]
    [MemberData(nameof(Variants))]
    public async Task Conditions_compare_character_by_character(string variant)
    {
        var plain = Sample.Sale() with { ProductId = "abc" };
        var other = Sample.Sale() with { ProductId = variant };
        await AddAsync(plain, other);

        var equal = await ListAsync(Query<Sale>.All.Equal(sale => sale.ProductId, variant));
        var notEqual = await ListAsync(Query<Sale>.All.NotEqual(sale => sale.ProductId, variant));
        var among = await ListAsync(Query<Sale>.All.In(sale => sale.ProductId, [variant, "nothing"]));

        Assert.Equal(other.Id, Assert.Single(equal).Id);
        Assert.Equal(plain.Id, Assert.Single(notEqual).Id);
        Assert.Equal(other.Id, Assert.Single(among).Id);
    }

    /// <summary>A text key without a program is compared in the same way, as is a primary key of text.</summary>
    [ConditionalFact]
    public async Task Keys_of_one_text_are_ordinal_too()
    {
        var (lower, upper) = (Sample.Program() with { Key = "tenant" }, Sample.Program() with { Key = "TENANT" });
        await AddAsync(lower, upper);
        await AddAsync(
            new Setting { Name = "secret", Value = "1" },
            new Setting { Name = "Secret", Value = "2" },
            new Setting { Name = "secret ", Value = "3" });

        AssertSame(lower, await FindAsync(AffiliateProgram.ByKey("tenant")));
        AssertSame(upper, await FindAsync(AffiliateProgram.ByKey("TENANT")));
        Assert.Null(await FindAsync(AffiliateProgram.ByKey("Tenant")));
        Assert.Equal("2", (await FindAsync(Setting.Record.ByPrimaryKey("Secret")))?.Value);
        Assert.Equal("3", (await FindAsync(Setting.Record.ByPrimaryKey("secret ")))?.Value);
        Assert.Null(await FindAsync(Setting.Record.ByPrimaryKey("SECRET")));
    }

    /// <summary>What a unit has added is looked up in the same way.</summary>
    [ConditionalFact]
    public async Task Pending_additions_are_looked_up_ordinally()
    {
        var program = Sample.Id<ProgramId>();

        await ExecuteAsync(async unit =>
        {
            unit.Add(Sample.Customer(program) with { Lookup = "abc" });
            Assert.NotNull(await unit.FindAsync(Customer.ByKey(program, "abc"), default));
            Assert.Null(await unit.FindAsync(Customer.ByKey(program, "ABC"), default));
            Assert.Null(await unit.FindAsync(Customer.ByKey(program, "abc "), default));
        });
    }
}
