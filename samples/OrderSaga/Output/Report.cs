using CodeFirst.Protocol.Enums.V1;
using OrderSaga.Ledger;
using Spectre.Console;

namespace OrderSaga.Output;

/// <summary>Prints the tables at the end.</summary>
public sealed class Report(IAnsiConsole console)
{
    public void WriteRuns(IReadOnlyList<OrderOutcome> outcomes)
    {
        var table = new Table().RoundedBorder().Title("Runs").AddColumns("Order", "Customer", "Item", "Status").AddColumn(new TableColumn("Events").RightAligned()).AddColumn("Result");
        foreach (var outcome in outcomes)
        {
            table.AddRow(
                new Text(outcome.Order.Id),
                new Text(outcome.Order.Customer),
                new Text(outcome.Order.Item),
                new Text(outcome.Status.ToString(), new Style(ColorOf(outcome.Status))),
                new Text($"{outcome.HistoryLength}"),
                new Text(outcome.Result));
        }

        console.Write(table);
    }

    public void WriteLedger(IReadOnlyList<LedgerAudit> audits)
    {
        var table = new Table().RoundedBorder().Title("Ledger: how often each effect happened").AddColumn("Order");
        foreach (var effect in Enum.GetValues<Effect>())
        {
            table.AddColumn(new TableColumn(effect.ToString()).RightAligned());
        }

        table.AddColumn("Check");
        foreach (var audit in audits)
        {
            table.AddRow(
            [
                new Text(audit.OrderId),
                .. Enum.GetValues<Effect>().Select(effect => new Text(audit.Counts[effect] == 0 ? "" : $"{audit.Counts[effect]}")),
                audit.IsRight ? new Text("right", new Style(Color.Green)) : new Text("WRONG", new Style(Color.Red)),
            ]);
        }

        console.Write(table);
    }

    private static Color ColorOf(WorkflowExecutionStatus status) => status switch
    {
        WorkflowExecutionStatus.Completed => Color.Green,
        WorkflowExecutionStatus.Canceled => Color.Yellow,
        _ => Color.Red,
    };
}
