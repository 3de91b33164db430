namespace CodeFirst.Engine.Chains;

/// <summary>The names of common cron schedules.</summary>
internal static class CronDescriptors
{
    /// <summary>The five fields that a name such as @daily stands for; any other text as it is.</summary>
    public static string ToFields(string text) => text switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => text,
    };
}
