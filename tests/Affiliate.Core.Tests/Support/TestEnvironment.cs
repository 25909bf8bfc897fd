using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Affiliate.Core.Tests;

/// <summary>The environment a host runs in.</summary>
internal sealed class TestEnvironment(string name) : IHostEnvironment
{
    public string EnvironmentName { get; set; } = name;

    public string ApplicationName { get; set; } = "Tests";

    public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
