using System.Reflection;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Affiliate.Core.Tests;

public sealed class AffiliateIdTests
{
    private const string Digits = "0198a0b1c2d37e4f8a5b6c7d8e9fa0b1";

    private static readonly Type[] Kinds = [.. typeof(PartnerId).Assembly.GetTypes().Where(type => type.IsValueType
        && type.GetInterfaces().Any(face => face.Name == typeof(IAffiliateId<>).Name))];

    [Fact]
    public void An_identifier_reads_back_from_its_public_form() =>
        Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), value =>
        {
            var id = new PartnerId(value);
            return AffiliateId.Parse<PartnerId>(id.ToString()) == id
                && AffiliateId.TryParse<PartnerId>(id.ToString(), out var parsed) && parsed == id;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_public_form_is_a_prefix_and_32_small_hex_digits() =>
        Assert.Equal("par_" + Digits, new PartnerId(Guid.ParseExact(Digits, "N")).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("par_")]
    [InlineData(Digits)]
    [InlineData("clk_" + Digits)]
    [InlineData("PAR_" + Digits)]
    [InlineData("par_" + Digits + "0")]
    [InlineData("par_0198A0B1C2D37E4F8A5B6C7D8E9FA0B1")]
    [InlineData("par_0198a0b1c2d37e4f8a5b6c7d8e9fa0bg")]
    [InlineData("par_0198a0b1-c2d3-7e4f-8a5b-6c7d8e9f")]
    [InlineData(" par_0198a0b1c2d37e4f8a5b6c7d8e9fa0b1")]
    [InlineData("par_0198a0b1c2d37e4f8a5b6c7d8e9fa0b１")]
    public void Anything_else_is_no_identifier(string? text)
    {
        Assert.False(AffiliateId.TryParse<PartnerId>(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Parsing_says_what_was_expected()
    {
        var error = Assert.Throws<FormatException>(() => AffiliateId.Parse<PartnerId>("clk_1"));

        Assert.Contains("par_", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_identifiers_differ_and_sort_by_time()
    {
        var ids = Enumerable.Range(0, 1_000)
            .Select(i => AffiliateId.New<ClickId>(Sample.Now.AddMilliseconds(i))).ToArray();

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids.Select(id => id.ToString()), ids.Select(id => id.ToString()).Order(StringComparer.Ordinal));
        Assert.All(ids, id => Assert.Equal(7, id.Value.Version));
        Assert.NotEqual(AffiliateId.New<ClickId>(Sample.Now), AffiliateId.New<ClickId>(Sample.Now));
    }

    /// <summary>A host that hands an event or a record on writes it as it writes everything else.</summary>
    [Fact]
    public void Each_kind_of_identifier_is_text_in_JSON()
    {
        Assert.All(Kinds, kind =>
        {
            var id = Activator.CreateInstance(kind, Guid.Parse(Digits))!;

            var json = JsonSerializer.Serialize(id);

            Assert.Equal($"\"{id}\"", json);
            Assert.Equal(id, JsonSerializer.Deserialize(json, kind));
        });
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<PartnerId>($"\"clk_{Digits}\""));
    }

    [Fact]
    public void Each_kind_of_identifier_has_a_prefix_of_its_own()
    {
        var prefixes = Kinds.Select(kind => (string)kind.GetProperty("Prefix", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);

        Assert.NotEmpty(Kinds);
        Assert.Equal(Kinds.Length, prefixes.Distinct().Count());
        Assert.All(prefixes, prefix => Assert.Matches("^[a-z]+_$", prefix));
    }
}
