// The settings lie beside the program, wherever it is started from.
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
IConfigurationSection settings = builder.Configuration.GetSection("OpBX");
foreach (string name in (string[])["OpBX", "OpBXRedis"])
{
    // Better no start than data in the wrong place.
    if (builder.Configuration.GetConnectionString(name) is { Length: > 0 })
        throw new InvalidOperationException($"ConnectionStrings:{name} is set, but this host keeps everything in memory.");
}

builder.Services.AddOpBX(settings)
    .AddJsonConfiguration(settings["ConfigurationFile"] is { Length: > 0 } file ? file : Path.Combine(AppContext.BaseDirectory, "pbx.json"))
    .AddWebhooks(settings)
    .KeepQueriesOutOfLogs();

WebApplication app = builder.Build();
app.MapOpBX();
app.MapOpBXHealth();
app.Run();
