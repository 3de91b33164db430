using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrderSaga.Contracts;

namespace OrderSaga.Activities;

/// <summary>
/// With <c>--kill</c>, ends this process at the worst moment: the customer has been charged, and nobody has been told. SIGKILL cannot be caught,
/// so nothing is flushed, answered or tidied up.
/// </summary>
public sealed class CrashPlan(bool isArmed, ILogger<CrashPlan> logger)
{
    private const int FatalCharge = 2;

    private int _charges;

    public void AfterCharge(Order order)
    {
        if (isArmed && Interlocked.Increment(ref _charges) == FatalCharge)
        {
            logger.LogError("{Order} was charged, and before anybody hears of it this process kills itself", order.Id);
            using var self = Process.GetCurrentProcess();
            self.Kill();
            self.WaitForExit();
        }
    }
}
