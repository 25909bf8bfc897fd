using Microsoft.EntityFrameworkCore;

namespace Affiliate.Benchmarks.Hosting;

internal sealed class BenchmarkContext(DbContextOptions<BenchmarkContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseAffiliate();
}
