using Affiliate.Cli;

return await new AffiliateCommand(Console.Out, Console.Error).InvokeAsync(args);
