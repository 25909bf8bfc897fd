namespace Affiliate.PublicApi;

public class PublicApiTests
{
    public static TheoryData<string> Packages => [.. Repository.Packages];

    [Theory, MemberData(nameof(Packages))]
    public void The_public_surface_is_the_approved_one(string package) =>
        ApprovedText.Check(Repository.Approved(package), ApiPrinter.Print(Repository.Load(package)));

    [Fact]
    public void A_difference_shows_what_went_and_what_came() =>
        Assert.Equal("- b\n+ x\n+ d", ApprovedText.Difference(["a", "b", "c"], ["a", "x", "c", "d"]));
}
