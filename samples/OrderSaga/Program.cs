using OrderSaga;

return await SagaCommand.Create().Parse(args).InvokeAsync();
