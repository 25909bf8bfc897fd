return await Affiliate.Benchmarks.Commands.RunAsync(args);
