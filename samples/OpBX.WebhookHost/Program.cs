WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
IConfigurationSection settings = builder.Configuration.GetSection("OpBX");

builder.Services.AddOpBX(settings)
    .AddJsonConfiguration(settings["ConfigurationFile"] ?? Path.Combine(AppContext.BaseDirectory, "pbx.json"))
    .AddWebhooks(settings)
    .KeepQueriesOutOfLogs();

foreach (string name in (string[])["OpBX", "OpBXRedis"])
{
    if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString(name))) continue;
    throw new InvalidOperationException($"ConnectionStrings:{name} is set, but this build keeps everything in memory.");
}

WebApplication app = builder.Build();
app.MapOpBX();
app.MapOpBXHealth();
app.Run();
